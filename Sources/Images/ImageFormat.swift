/// A file format of pictures that can be read and written here.
public enum ImageFormat: String, Sendable, Equatable {
  /// Portable Network Graphics.
  case png = "PNG"

  /// JPEG, baseline or progressive.
  case jpeg = "JPEG"
}

/// What the first bytes of a file say it is.
enum SniffedFormat: Equatable {
  case readable(ImageFormat)

  /// Something else; the text continues a sentence that begins with "this is".
  case other(String)

  /// - Parameter bytes: a whole file, or its first bytes; not empty.
  init(_ bytes: Span<UInt8>) {
    func begins(with text: String, at offset: Int = 0) -> Bool {
      let magic = text.utf8
      guard bytes.count >= offset + magic.count else { return false }
      return zip(magic, offset...).allSatisfy { $0 == bytes[$1] }
    }
    func begins(with magic: [UInt8]) -> Bool {
      bytes.count >= magic.count && magic.indices.allSatisfy { magic[$0] == bytes[$0] }
    }
    self =
      if begins(with: Array(PNGChunk.signature.prefix(4))) {
        .readable(.png)
      } else if begins(with: [0xff, 0xd8]) {
        .readable(.jpeg)
      } else if begins(with: "GIF8") {
        .other("a GIF")
      } else if begins(with: "RIFF") && begins(with: "WEBP", at: 8) {
        .other("a WebP picture")
      } else if begins(with: "BM") {
        .other("a BMP picture")
      } else if begins(with: "II*\0") || begins(with: "MM\0*") {
        .other("a TIFF picture")
      } else if begins(with: "ftypavif", at: 4) || begins(with: "ftyphei", at: 4) {
        .other("an AVIF or HEIC picture")
      } else if SniffedFormat.isText(bytes) {
        .other("text")
      } else {
        .other(SniffedFormat.hexadecimal(bytes))
      }
  }

  private static func isText(_ bytes: Span<UInt8>) -> Bool {
    // Printable ASCII and white space in the first bytes; other encodings count as unknown.
    for index in 0..<min(bytes.count, 64) {
      guard (0x20...0x7e).contains(bytes[index]) || (0x09...0x0d).contains(bytes[index]) else {
        return false
      }
    }
    return true
  }

  private static func hexadecimal(_ bytes: Span<UInt8>) -> String {
    let first = (0..<min(bytes.count, 8)).map { index in
      (bytes[index] < 16 ? "0" : "") + String(bytes[index], radix: 16)
    }
    return "an unknown format that begins with the bytes \(first.joined(separator: " "))"
  }
}
