import FoundationEssentials
import Images
import Testing

struct PNGDecodingTests {
  private static func names() throws -> [String] {
    try Files.names(in: Files.fixtures.appending(path: "png"), ending: ".png")
  }

  @Test(arguments: try names())
  func `every kind becomes RGB`(name: String) throws {
    let png = try Files.fixture("png/\(name).png")
    let black = try PNG.decode(png.span, name: name)
    #expect(
      black == Image(width: 13, height: 9, pixels: try Files.fixture("png/\(name).black.rgb")))

    // A picture with a second file is not opaque; the background must not matter to the others.
    let white = try PNG.decode(png.span, name: name, background: .white)
    let onWhite = try? Files.fixture("png/\(name).white.rgb")
    #expect(white.pixels == onWhite ?? black.pixels)
    #expect(
      (onWhite != nil)
        == (name.contains("alpha") || name.contains("rgba") || name.contains("transparent")))
  }

  @Test func `all kinds are there`() throws {
    #expect(try Self.names().count == 22)
  }

  @Test func `a coloured background is mixed by channel`() throws {
    let png = try Files.fixture("png/rgba8.png")
    let background = RGB(10, 100, 200)
    let image = try PNG.decode(png.span, name: "rgba8", background: background)
    // The first row is clear, the second opaque.
    #expect(image[4, 0] == background)
    let black = try PNG.decode(png.span, name: "rgba8")
    #expect(
      image.cropped(left: 0, top: 1, width: 13, height: 1)
        == black.cropped(left: 0, top: 1, width: 13, height: 1))
  }
}

struct DamagedPNGTests {
  private static let png: [UInt8] = (try? PNG.encode(noise(width: 5, height: 4))) ?? []

  private func failure(_ bytes: [UInt8]) -> ImageError? {
    do throws(ImageError) {
      _ = try PNG.decode(bytes.span, name: "a.png")
      return nil
    } catch {
      return error
    }
  }

  /// A picture's file with another width and height, and the right checksum.
  private func claiming(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    let header = ParsedChunk.big(width) + ParsedChunk.big(height) + [8, 2, 0, 0, 0]
    return Array(Self.png[..<8]) + ParsedChunk.bytes("IHDR", header) + Self.png[33...]
  }

  @Test func `every beginning of a file is an error that says so`() throws {
    #expect(failure(Self.png) == nil)
    for count in Self.png.indices {
      let error = try #require(failure(Array(Self.png[..<count])))
      guard case .malformed("a.png", .png, let offset, let problem) = error else {
        Issue.record("\(count) bytes: \(error)")
        continue
      }
      #expect(offset <= count && problem.contains("ends"), "\(count) bytes: \(error)")
      #expect(error.description.hasPrefix("a.png, byte \(offset): "))
    }
  }

  @Test func `every changed byte is an error`() {
    for index in Self.png.indices {
      for bit in 0..<8 {
        var changed = Self.png
        changed[index] ^= 1 << bit
        #expect(failure(changed) != nil, "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test func `a wrong checksum names its chunk, its place and both numbers`() throws {
    var changed = Self.png
    changed[29] ^= 0xff
    let description = try #require(failure(changed)).description
    #expect(description.hasPrefix("a.png, byte 8: the checksum of chunk IHDR is 0x"))
    #expect(description.contains(", expected 0x"))
  }

  @Test(arguments: [(100_000, 100_000), (16_385, 1), (1, 16_385), (16_384, 4097), (0x7fff_ffff, 1)])
  func `a claim of too many pixels is refused`(width: Int, height: Int) {
    #expect(
      failure(claiming(UInt32(width), UInt32(height)))
        == .tooLarge(name: "a.png", width: width, height: height))
  }

  @Test(arguments: [(0, 4), (5, 0), (5, 5), (5, 16_384), (16_384, 4096)])
  func `libpng's reason is passed on`(width: Int, height: Int) throws {
    let error = try #require(failure(claiming(UInt32(width), UInt32(height))))
    guard case .undecodable("a.png", .png, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(!reason.isEmpty)
    #expect(error.description.contains(reason))
  }

  @Test func `chunks in a wrong order or number are refused`() {
    let signature = Array(Self.png[..<8])
    let header = Array(Self.png[8..<33])
    let end = ParsedChunk.bytes("IEND", [])
    #expect(failure(signature + end)?.description.contains("IHDR") == true)
    #expect(failure(signature + header + header + end)?.description.contains("IHDR") == true)
    #expect(failure(signature + header + end)?.description.contains("IDAT") == true)
    #expect(failure(signature + ParsedChunk.bytes("IHDR", [1, 2, 3]) + end) != nil)
    // A chunk that no file is large enough for.
    #expect(failure(signature + header + [0xff, 0xff, 0xff, 0xff] + end) != nil)
    #expect(failure(signature + header + [0x7f, 0xff, 0xff, 0xff] + end) != nil)
  }

  @Test func `what follows the end is ignored`() {
    #expect(failure(Self.png + [1, 2, 3]) == nil)
  }
}

struct PNGEncodingTests {
  @Test(arguments: [(1, 1), (1, 17), (17, 1), (64, 64), (61, 47)])
  func `a picture comes back unchanged`(width: Int, height: Int) throws {
    for image in [noise(width: width, height: height), gradient(width: width, height: height)] {
      let png = try PNG.encode(image)
      #expect(try PNG.decode(png.span, name: "again") == image)
      #expect(try PNG.encode(image) == png)
    }
  }

  @Test func `the file is 8-bit RGB, marked as sRGB`() throws {
    let chunks = ParsedChunk.all(of: try PNG.encode(noise(width: 3, height: 2)))
    #expect(chunks.allSatisfy { $0.hasRightChecksum })
    #expect(chunks.map(\.type) == ["IHDR", "sRGB", "IDAT", "IEND"])
    #expect(chunks.first?.data == [0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0])
  }

  @Test func `a smooth picture is compressed`() throws {
    let image = gradient(width: 64, height: 64)
    #expect(try PNG.encode(image).count < image.pixels.count / 4)
  }
}
