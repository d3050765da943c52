import Images
import Testing

struct ImageTests {
  @Test func `pixels are rows of red, green and blue`() {
    var image = Image(width: 3, height: 2, pixels: Array(0..<18))
    #expect(image[0, 0] == RGB(0, 1, 2))
    #expect(image[2, 1] == RGB(15, 16, 17))
    image[1, 1] = RGB(90, 91, 92)
    #expect(image.pixels == Array(0..<12) + [90, 91, 92, 15, 16, 17])
  }

  @Test func `a filled picture has one colour`() {
    let image = Image(width: 2, height: 3, filledWith: RGB(1, 2, 3))
    #expect(image.pixels == Array(repeating: [1, 2, 3], count: 6).flatMap { $0 })
    #expect(Image(width: 1, height: 1).pixels == [0, 0, 0])
  }

  @Test func `a wrong number of bytes is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 2, height: 2, pixels: Array(repeating: 0, count: 11))
    }
  }

  @Test func `a pixel outside is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 2, height: 2)[2, 0]
    }
  }

  @Test(
    arguments: [
      (0, 0), (1, 255), (0.5, 128), (-0, 0), (-0.25, 0), (1.5, 255), (.infinity, 255),
      (-.infinity, 0), (.nan, 0), (.greatestFiniteMagnitude, 255), (.leastNonzeroMagnitude, 0),
      // Just below and at the tie between 0 and 1, and between 254 and 255.
      (0.00196, 0), (0.001962, 1), (0.99803, 254), (0.99805, 255),
    ] as [(Float, UInt8)])
  func `a unit float becomes the nearest byte`(value: Float, byte: UInt8) {
    let floats = [value, 0, 1]
    let image = Image(width: 1, height: 1, unitFloats: floats.span)
    #expect(image.pixels == [byte, 0, 255])
  }

  @Test func `a byte becomes a product with 1/255, and comes back`() {
    let bytes = (0...255).map { UInt8($0) }
    let image = Image(width: 256, height: 1, pixels: bytes.flatMap { [$0, $0, $0] })
    let floats = image.unitFloats
    #expect(floats == image.pixels.map { Float($0) * Float(1 / 255.0) })
    // The rule differs from a division in some bytes, else it would not need saying.
    #expect(floats != image.pixels.map { Float($0) / 255 })
    #expect(Image(width: 256, height: 1, unitFloats: floats.span) == image)
  }
}

struct CroppingTests {
  private let image = noise(width: 7, height: 5)

  @Test func `a part keeps its pixels`() {
    let part = image.cropped(left: 2, top: 1, width: 4, height: 3)
    for y in 0..<3 {
      for x in 0..<4 { #expect(part[x, y] == image[x + 2, y + 1]) }
    }
    #expect(image.cropped(left: 0, top: 0, width: 7, height: 5) == image)
  }

  @Test func `a part outside is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 4, height: 4).cropped(left: 2, top: 0, width: 3, height: 1)
    }
  }

  struct Case: CustomTestStringConvertible {
    let (width, height): (Int, Int)
    let aspect: (Int, Int)
    let (left, top, partWidth, partHeight): (Int, Int, Int, Int)
    var testDescription: String { "\(width)×\(height) to \(aspect)" }
  }

  @Test(arguments: [
    Case((8, 4), (1, 1), (2, 0, 4, 4)), Case((7, 4), (64, 64), (1, 0, 4, 4)),
    Case((4, 9), (1, 1), (0, 2, 4, 4)), Case((6, 4), (3, 2), (0, 0, 6, 4)),
    Case((10, 10), (4, 3), (0, 1, 10, 8)), Case((5, 5), (1, 1000), (2, 0, 1, 5)),
    Case((5, 5), (Int.max, 1), (0, 2, 5, 1)), Case((1, 1), (3, 7), (0, 0, 1, 1)),
  ])
  func `the largest centred part of a shape`(_ test: Case) {
    let image = noise(width: test.width, height: test.height)
    #expect(
      image.centreCropped(toAspect: test.aspect.0, test.aspect.1)
        == image.cropped(
          left: test.left, top: test.top, width: test.partWidth, height: test.partHeight))
  }
}

extension CroppingTests.Case {
  init(_ size: (Int, Int), _ aspect: (Int, Int), _ part: (Int, Int, Int, Int)) {
    (width, height) = size
    self.aspect = aspect
    (left, top, partWidth, partHeight) = part
  }
}

struct LayoutTests {
  @Test func `a contact sheet puts pictures in rows`() {
    let images = (0..<5).map { noise(width: 4, height: 3, seed: $0) }
    let sheet = Image.contactSheet(of: images, columns: 2, gap: 1, background: .white)
    #expect(sheet.width == 11)
    #expect(sheet.height == 13)
    for (index, image) in images.enumerated() {
      let (row, column) = (index / 2, index % 2)
      #expect(
        sheet.cropped(left: 1 + 5 * column, top: 1 + 4 * row, width: 4, height: 3) == image)
    }
    // The gaps around and between, and the cell without a picture.
    #expect(
      sheet.cropped(left: 0, top: 0, width: 11, height: 1)
        == Image(width: 11, height: 1, filledWith: .white))
    #expect(
      sheet.cropped(left: 5, top: 0, width: 1, height: 13)
        == Image(width: 1, height: 13, filledWith: .white))
    #expect(
      sheet.cropped(left: 6, top: 9, width: 4, height: 3)
        == Image(width: 4, height: 3, filledWith: .white))
  }

  @Test func `a smaller picture lies in the middle of its cell`() {
    let (large, small) = (noise(width: 6, height: 6), noise(width: 2, height: 4, seed: 2))
    let row = Image.sideBySide([large, small], gap: 0, background: RGB(9, 9, 9))
    #expect(row.width == 12)
    #expect(row.cropped(left: 0, top: 0, width: 6, height: 6) == large)
    #expect(row.cropped(left: 8, top: 1, width: 2, height: 4) == small)
    #expect(row[7, 3] == RGB(9, 9, 9))
    #expect(row[10, 3] == RGB(9, 9, 9))
    #expect(row[8, 0] == RGB(9, 9, 9))
  }

  @Test func `more columns than pictures leave no empty cells`() {
    let image = noise(width: 3, height: 3)
    #expect(Image.contactSheet(of: [image], columns: 100, gap: 0) == image)
  }
}
