import FoundationEssentials
import Images
import Testing

/// A transform and what TensorFlow's result with it is called.
private let transforms: [(JPEG.Transform, String)] = [
  (.fastInteger, ""), (.accurateInteger, ".accurate_dct"),
]

struct JPEGDecodingTests {
  @Test(arguments: [false, true])
  func `pictures decode into a buffer that is kept`(isSniffed: Bool) throws {
    var pixels: [UInt8] = []
    func decode(_ file: [UInt8], _ name: String) throws -> Image {
      let (width, height) =
        isSniffed
        ? try Image.decode(file.span, name: name, into: &pixels)
        : try JPEG.decode(file.span, name: name, into: &pixels)
      return Image(
        width: width, height: height, pixels: Array(pixels.prefix(3 * width * height)))
    }
    for name in ["colour_420", "colour_420_61x47", "grey_1_component", "colour_420"] {
      let file = try Files.fixture("jpeg/\(name).jpg")
      let image = try decode(file, name)
      #expect(try image == JPEG.decode(file.span, name: name))
    }
    let cut = Array(try Files.fixture("jpeg/colour_420.jpg").dropLast(50))
    let expected = #expect(throws: ImageError.self) { try JPEG.decode(cut.span, name: "cut") }
    let found = #expect(throws: ImageError.self) { try decode(cut, "cut") }
    #expect(found == expected)
    #expect(throws: ImageError.self) { try decode([], "none") }
    if isSniffed {
      let small = Image(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])
      let file = try PNG.encode(small)
      let image = try decode(file, "small")
      #expect(image == small)
    }
    // It never became shorter.
    #expect(pixels.count == 3 * 64 * 64)
  }

  @Test(arguments: ["colour_420", "colour_420_61x47", "grey_1_component"], transforms)
  func `pixels are TensorFlow's`(name: String, transform: (JPEG.Transform, String)) throws {
    let expected = try NumPyArray(Files.fixture("jpeg/\(name)\(transform.1).npy")).image
    let jpeg = try Files.fixture("jpeg/\(name).jpg")
    #expect(try JPEG.decode(jpeg.span, name: name, transform: transform.0) == expected)
  }

  @Test func `a progressive picture is read, and TensorFlow's transform is the default`() throws {
    let expected = try NumPyArray(Files.fixture("jpeg/colour_420_progressive.npy")).image
    let jpeg = try Files.fixture("jpeg/colour_420_progressive.jpg")
    #expect(try JPEG.decode(jpeg.span, name: "progressive") == expected)
    #expect(try Image(contentsOf: jpeg, name: "progressive") == expected)
  }

  @Test(
    .enabled(if: Files.hasTensorFlowFiles, "TensorFlow's files are not beside the package"),
    arguments: transforms)
  func `all of TensorFlow's pictures have its pixels`(
    transform: JPEG.Transform, ending: String
  ) throws {
    let folder = Files.tensorFlow.appending(path: "jpeg")
    let names = try Files.names(in: folder, ending: ".jpg")
    #expect(names.count >= 9)
    for name in names {
      let array = try NumPyArray(Files.bytes(folder.appending(path: "\(name)\(ending).npy")))
      let jpeg = try Files.bytes(folder.appending(path: "\(name).jpg"))
      let image = try JPEG.decode(jpeg.span, name: name, transform: transform)
      #expect(
        image == array.image, "\(name): up to \(largestDifference(image, array.image)) levels")
    }
  }
}

struct DamagedJPEGTests {
  private func failure(_ bytes: [UInt8]) -> ImageError? {
    do throws(ImageError) {
      _ = try JPEG.decode(bytes.span, name: "a.jpg")
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["colour_420_61x47", "colour_420_progressive"])
  func `every beginning of a file is an error`(name: String) throws {
    let jpeg = try Files.fixture("jpeg/\(name).jpg")
    #expect(failure(jpeg) == nil)
    for count in jpeg.indices {
      let error = failure(Array(jpeg[..<count]))
      guard case .undecodable("a.jpg", .jpeg, let reason) = error else {
        Issue.record("\(count) bytes: \(String(describing: error))")
        continue
      }
      #expect(!reason.isEmpty)
    }
  }

  @Test func `a premature end is said in libjpeg's words`() throws {
    let jpeg = try Files.fixture("jpeg/colour_420.jpg")
    #expect(
      failure(Array(jpeg.dropLast(200)))
        == .undecodable(name: "a.jpg", format: .jpeg, reason: "Premature end of JPEG file"))
  }

  @Test func `every changed byte gives a picture or an error`() throws {
    let jpeg = try JPEG.encode(noise(width: 9, height: 9), quality: 30)
    var refused = 0
    for index in jpeg.indices {
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        var changed = jpeg
        changed[index] ^= mask
        if failure(changed) != nil { refused += 1 }
      }
    }
    // A changed coefficient is still a picture, a changed marker is not.
    #expect(refused > 0 && refused < 3 * jpeg.count)
  }

  /// The fixture with another size in its frame header.
  private func claiming(_ width: Int, _ height: Int) throws -> [UInt8] {
    var jpeg = try Files.fixture("jpeg/colour_420.jpg")
    let marker = try #require(
      jpeg.indices.dropLast().first { jpeg[$0] == 0xff && jpeg[$0 + 1] == 0xc0 })
    jpeg.replaceSubrange(
      (marker + 5)..<(marker + 9),
      with: [height >> 8, height & 255, width >> 8, width & 255].map { UInt8($0) })
    return jpeg
  }

  @Test func `a claim of too many pixels is refused`() throws {
    #expect(
      failure(try claiming(60_000, 60_000))
        == .tooLarge(name: "a.jpg", width: 60_000, height: 60_000))
    #expect(
      failure(try claiming(16_385, 8)) == .tooLarge(name: "a.jpg", width: 16_385, height: 8))
  }

  @Test func `a claim of more pixels than the bytes can hold is refused`() throws {
    let description = try #require(failure(try claiming(8192, 8192))).description
    #expect(description.contains("too few for 8192 × 8192 pixels"))
    // Within reach of its bytes, and still not there.
    #expect(failure(try claiming(128, 128))?.description.contains("premature end") == true)
  }

  @Test func `CMYK is refused by name`() throws {
    let error = failure(try Files.fixture("jpeg/cmyk.jpg"))
    #expect(error == .unsupportedComponents(name: "a.jpg", count: 4))
    #expect(error?.description.contains("CMYK") == true)
  }

  @Test func `a picture in hundreds of scans is refused`() throws {
    let description = failure(try Files.fixture("jpeg/many_scans.jpg"))?.description
    #expect(description?.contains("more scans than") == true)
  }

  @Test func `no bytes are an error`() {
    #expect(failure([]) != nil)
  }
}

struct JPEGEncodingTests {
  @Test(arguments: [(1, 1), (8, 8), (17, 9), (64, 64)])
  func `a picture comes back nearly unchanged`(width: Int, height: Int) throws {
    let image = gradient(width: width, height: height)
    let jpeg = try JPEG.encode(image, quality: 100)
    let again = try JPEG.decode(jpeg.span, name: "again", transform: .accurateInteger)
    #expect(again.width == width && again.height == height)
    #expect(largestDifference(again, image) <= 4)
    #expect(try JPEG.encode(image, quality: 100) == jpeg)
  }

  @Test func `quality and chroma decide the size`() throws {
    let image = noise(width: 64, height: 64)
    let best = try JPEG.encode(image, quality: 100)
    let halved = try JPEG.encode(image, quality: 100, chroma: .halved)
    let worst = try JPEG.encode(image, quality: 1, chroma: .halved)
    #expect(best.count > halved.count)
    #expect(halved.count > worst.count)
    #expect(try JPEG.decode(worst.span, name: "worst").width == 64)
  }

  @Test func `a side that JPEG cannot hold is an error`() {
    #expect(throws: ImageError.self) { try JPEG.encode(Image(width: 65_501, height: 1)) }
  }
}
