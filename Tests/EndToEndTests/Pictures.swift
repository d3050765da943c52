import Digests
import Images
import Testing

/// Pictures that tests make.
enum Pictures {
  /// A smooth pattern.
  static func waves(side: Int, phase: Int) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        pixels += [
          UInt8((x * 8 + phase * 90) % 256), UInt8((y * 8 + phase * 30) % 256),
          UInt8((x * y + phase * 60) % 256),
        ]
      }
    }
    return Image(width: side, height: side, pixels: pixels)
  }

  /// A kind of PNG that ``PNG/encode(_:)`` does not write.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bitDepth: UInt8
    let colourType: UInt8
    let bytesPerPixel: Int

    static let all = [
      Kind(testDescription: "grey", bitDepth: 8, colourType: 0, bytesPerPixel: 1),
      Kind(testDescription: "palette", bitDepth: 8, colourType: 3, bytesPerPixel: 1),
      Kind(testDescription: "alpha", bitDepth: 8, colourType: 6, bytesPerPixel: 4),
      Kind(testDescription: "16-bit colour", bitDepth: 16, colourType: 2, bytesPerPixel: 6),
    ]
  }

  /// A PNG of a kind; its pixels are any.
  static func png(_ kind: Kind, width: Int, height: Int) -> [UInt8] {
    let row: [UInt8] = [0] + (0..<width * kind.bytesPerPixel).map { UInt8($0 * 7 % 251) }
    let rows = [[UInt8]](repeating: row, count: height).flatMap { $0 }
    let palette: [UInt8] = (0..<256).flatMap { [UInt8($0), UInt8(255 - $0), 128] }
    return signature
      + header(width: width, height: height, bitDepth: kind.bitDepth, colourType: kind.colourType)
      + (kind.colourType == 3 ? chunk("PLTE", palette) : [])
      + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// A PNG of a few bytes that claims a size.
  static func png(claiming width: Int, _ height: Int) -> [UInt8] {
    signature + header(width: width, height: height, bitDepth: 8, colourType: 2)
      + chunk("IDAT", stored([0, 1, 2, 3])) + chunk("IEND", [])
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private static func header(
    width: Int, height: Int, bitDepth: UInt8, colourType: UInt8
  ) -> [UInt8] {
    chunk(
      "IHDR",
      bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [bitDepth, colourType, 0, 0, 0])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let content = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + content
      + bigEndian(CRC32.checksum(of: content.span))
  }

  /// A zlib stream of one block that is stored as it is.
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    let count = UInt16(data.count)
    let (low, high) = (UInt8(count & 0xFF), UInt8(count >> 8))
    // Adler-32.
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in data {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return [0x78, 0x01, 1, low, high, ~low, ~high] + data + bigEndian(b << 16 | a)
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
