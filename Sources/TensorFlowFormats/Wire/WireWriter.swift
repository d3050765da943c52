/// Writes protocol buffers; the counterpart of ``WireReader``, where the format is drawn.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func raw(_ content: some Collection<UInt8>) {
    bytes.append(contentsOf: content)
  }

  mutating func fixed32(_ value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func fixed64(_ value: UInt64) {
    fixed32(UInt32(truncatingIfNeeded: value))
    fixed32(UInt32(truncatingIfNeeded: value >> 32))
  }

  // MARK: - Fields

  mutating func field(_ number: Int, varint value: UInt64) {
    varint(UInt64(number) << 3)
    varint(value)
  }

  mutating func field(_ number: Int, fixed32 value: UInt32) {
    varint(UInt64(number) << 3 | 5)
    fixed32(value)
  }

  mutating func field(_ number: Int, fixed64 value: UInt64) {
    varint(UInt64(number) << 3 | 1)
    fixed64(value)
  }

  mutating func field(_ number: Int, bytes content: some Collection<UInt8>) {
    varint(UInt64(number) << 3 | 2)
    varint(UInt64(content.count))
    raw(content)
  }
}
