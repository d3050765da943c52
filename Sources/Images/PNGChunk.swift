internal import CPNG

/// One chunk of a PNG file. All numbers are big-endian:
///
///     offset   0        4        8                  8 + length
///              +--------+--------+---- ... --------+--------+
///              | length |  type  |      data       | CRC-32 |  of type and data
///              +--------+--------+---- ... --------+--------+
///
/// A file is a signature of eight bytes and then chunks: `IHDR` first, pixels in one or more `IDAT`,
/// `IEND` last.
///
/// - Source: W3C, Portable Network Graphics (PNG) Specification, third edition, section 5.
struct PNGChunk: Equatable {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// The largest length or other number that the format allows.
  static let largestNumber = Int(UInt32.max >> 1)

  /// Four ASCII letters; a name with other bytes is kept as it decodes.
  let type: String

  /// Where the chunk's data lie in the file.
  let data: Range<Int>

  /// The chunks of a whole file, each with the right checksum.
  ///
  /// libpng alone would accept a file that ends right after its pixels, and pass over a damaged
  /// chunk that it can do without. What follows `IEND` is ignored.
  ///
  /// - Throws: ``ImageError/malformed(name:format:offset:problem:)`` unless the chunks run from the
  ///   signature over one `IHDR` of 13 bytes and some `IDAT` to `IEND`.
  static func all(of bytes: Span<UInt8>, name: String) throws(ImageError) -> [PNGChunk] {
    func malformed(_ offset: Int, _ problem: String) -> ImageError {
      .malformed(name: name, format: .png, offset: offset, problem: problem)
    }
    for (index, byte) in signature.enumerated() {
      guard index < bytes.count else {
        throw malformed(index, "the file ends within the signature")
      }
      guard bytes[index] == byte else {
        throw malformed(index, "the signature's byte is \(bytes[index]), expected \(byte)")
      }
    }
    var chunks: [PNGChunk] = []
    var offset = signature.count
    repeat {
      guard bytes.count - offset >= 12 else {
        throw malformed(offset, "the file ends after \(bytes.count) bytes, before its IEND chunk")
      }
      let length = Int(number(in: bytes, at: offset))
      let type = String(decoding: (0..<4).map { bytes[offset + 4 + $0] }, as: UTF8.self)
      let data = (offset + 8)..<(offset + 8 + length)
      guard length <= min(bytes.count - offset - 12, largestNumber) else {
        throw malformed(
          offset, "the chunk claims \(length) bytes, and the file ends after \(bytes.count)")
      }
      let found = number(in: bytes, at: data.upperBound)
      let computed = checksum(of: bytes.extracting((offset + 4)..<data.upperBound))
      guard found == computed else {
        throw malformed(
          offset,
          "the checksum of chunk \(type) is \(hexadecimal(found)), expected \(hexadecimal(computed))"
        )
      }
      guard chunks.isEmpty == (type == "IHDR"), type != "IHDR" || length == 13 else {
        throw malformed(offset, "chunk \(type) of \(length) bytes; one IHDR of 13 comes first")
      }
      chunks.append(PNGChunk(type: type, data: data))
      offset = data.upperBound + 4
    } while chunks.last?.type != "IEND"
    guard chunks.contains(where: { $0.type == "IDAT" }) else {
      throw malformed(offset, "the file ends without an IDAT chunk, that is without pixels")
    }
    return chunks
  }

  /// A chunk's bytes as a file holds them.
  ///
  /// - Parameters:
  ///   - type: four ASCII letters.
  ///   - data: at most ``largestNumber`` bytes.
  /// - Returns: length, type, data and checksum.
  static func serialized(type: String, data: [UInt8]) -> [UInt8] {
    var chunk: [UInt8] = []
    chunk.reserveCapacity(data.count + 12)
    chunk.append(bigEndian: UInt32(data.count))
    chunk.append(contentsOf: type.utf8)
    chunk.append(contentsOf: data)
    let crc = checksum(of: chunk.span.extracting(droppingFirst: 4))
    chunk.append(bigEndian: crc)
    return chunk
  }

  /// The big-endian number in the four bytes from `offset` on.
  static func number(in bytes: Span<UInt8>, at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[offset + $1]) }
  }

  /// CRC-32 with the polynomial 0xedb88320, zlib's `crc32`.
  private static func checksum(of bytes: Span<UInt8>) -> UInt32 {
    // A chunk has less than 2³¹ bytes, and its type: the count fits zlib's.
    unsafe bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: unsafe crc32(0, buffer.baseAddress, uInt(buffer.count)))
    }
  }

  private static func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension [UInt8] {
  /// Appends a number, its highest byte first.
  mutating func append(bigEndian number: some FixedWidthInteger) {
    for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
