import Images
import Testing

struct ImageFormatTests {
  @Test func `a file is told by its first bytes`() throws {
    let image = gradient(width: 6, height: 4)
    #expect(try Image(contentsOf: PNG.encode(image), name: "a.jpg") == image)
    #expect(try Image(contentsOf: JPEG.encode(image), name: "a.png").width == 6)
  }

  @Test func `a background reaches the PNG`() throws {
    let png = try Files.fixture("png/rgba8.png")
    #expect(
      try Image(contentsOf: png, name: "rgba8", background: RGB(5, 6, 7))[0, 0] == RGB(5, 6, 7))
  }

  @Test(arguments: [
    ("GIF89a…", "a GIF"), ("RIFF\u{1}\u{1}\u{1}\u{1}WEBPVP8 ", "a WebP picture"),
    ("BM\u{1}\u{2}", "a BMP picture"), ("II*\0", "a TIFF picture"), ("MM\0*", "a TIFF picture"),
    ("\0\0\0\u{1c}ftypavif", "an AVIF or HEIC picture"),
    ("\0\0\0\u{1c}ftypheic", "an AVIF or HEIC picture"), ("not a picture\n", "text"),
    ("<html>", "text"), ("\u{1}\u{2}", "an unknown format that begins with the bytes 01 02"),
    ("\0RIFF567WEBP", "an unknown format that begins with the bytes 00 52 49 46 46 35 36 37"),
  ])
  func `another format is named`(bytes: String, found: String) {
    #expect(throws: ImageError.unknownFormat(name: "views/0.png", found: found)) {
      try Image(contentsOf: Array(bytes.utf8), name: "views/0.png")
    }
  }

  @Test func `an empty file is said to be empty`() {
    #expect(throws: ImageError.empty(name: "views/0.png")) {
      try Image(contentsOf: [], name: "views/0.png")
    }
  }

  @Test(arguments: [1, 2, 3, 4, 7])
  func `the first bytes of a PNG or JPEG are not enough`(count: Int) throws {
    let image = gradient(width: 6, height: 4)
    for file in [try PNG.encode(image), try JPEG.encode(image)] {
      #expect(throws: ImageError.self) { try Image(contentsOf: Array(file[..<count]), name: "a") }
    }
  }

  @Test(arguments: [
    ImageError.empty(name: "N"), .unknownFormat(name: "N", found: "a GIF"),
    .tooLarge(name: "N", width: 1, height: 2),
    .malformed(name: "N", format: .png, offset: 3, problem: "P"),
    .undecodable(name: "N", format: .jpeg, reason: "R"),
    .unsupportedComponents(name: "N", count: 4),
  ])
  func `an error begins with the file and ends with advice`(error: ImageError) {
    #expect(error.description.hasPrefix("N"))
    #expect(error.description.contains(": "))
    #expect(error.description.hasSuffix("."))
    #expect(error.description.contains(". ") || error.description.contains("; "))
  }
}
