/// Amounts of memory as people write them.
package enum ByteCount {
  /// Reads a number of bytes: `800000000`, `800M`, `1.5G`.
  ///
  /// The letters K, M, G and T, small or capital, stand for powers of 1024.
  ///
  /// - Returns: the number, at least 1; nil for all that is none.
  package static func read(_ text: String) -> Int? {
    let powers: [Character: Double] = ["K": 1, "M": 2, "G": 3, "T": 4]
    let power = text.uppercased().last.flatMap { powers[$0] }
    let digits = power == nil ? text[...] : text.dropLast()
    // Double reads more than decimal numbers: "infinity", "0x1p3".
    guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let number = Double(digits)
    else { return nil }
    let scale = (0..<Int(power ?? 0)).reduce(1.0) { product, _ in 1024 * product }
    return Int(exactly: (number * scale).rounded(.down)).flatMap { $0 > 0 ? $0 : nil }
  }
}
