extension UInt32 {
  /// As `0x` and eight digits, the way checksums are shown.
  var hexadecimal: String {
    let digits = String(self, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
