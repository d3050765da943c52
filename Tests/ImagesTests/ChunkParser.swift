/// A plain reading of PNG chunks, written apart from the library's.
struct ParsedChunk: Equatable {
  let type: String
  let data: [UInt8]
  let hasRightChecksum: Bool

  static func all(of file: [UInt8]) -> [ParsedChunk] {
    var chunks: [ParsedChunk] = []
    var rest = file.dropFirst(8)
    while rest.count >= 12 {
      let length = Int(number(rest.prefix(4)))
      let covered = Array(rest.dropFirst(4).prefix(4 + length))
      chunks.append(
        ParsedChunk(
          type: String(decoding: covered.prefix(4), as: UTF8.self),
          data: Array(covered.dropFirst(4)),
          hasRightChecksum: number(rest.dropFirst(8 + length).prefix(4)) == crc(covered)))
      rest = rest.dropFirst(12 + length)
    }
    return chunks
  }

  /// The chunk as a file holds it, with the right checksum.
  static func bytes(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let covered = Array(type.utf8) + data
    return big(UInt32(data.count)) + covered + big(crc(covered))
  }

  static func number(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func big(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// CRC-32, a bit at a time.
  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { rest, _ in
        rest & 1 == 1 ? rest >> 1 ^ 0xedb8_8320 : rest >> 1
      }
    }
  }
}
