import FoundationEssentials
import Images
import Testing

private func resized(
  _ source: [Float], width: Int, height: Int, channels: Int, to newWidth: Int, _ newHeight: Int
) -> [Float] {
  var result = [Float](repeating: .nan, count: newWidth * newHeight * channels)
  var span = result.mutableSpan
  Bilinear.resize(
    source.span, width: width, height: height, channels: channels, toWidth: newWidth,
    height: newHeight, into: &span)
  return result
}

struct BilinearTests {
  private func compare(_ input: NumPyArray, _ expected: NumPyArray) {
    let result = resized(
      input.floats, width: input.shape[1], height: input.shape[0], channels: input.shape[2],
      to: expected.shape[1], expected.shape[0])
    let difference = zip(result, expected.floats).map { abs($0 - $1) }.max() ?? .infinity
    #expect(result.count == expected.floats.count)
    #expect(difference <= 1.2e-7, "\(input.shape) to \(expected.shape)")
  }

  @Test func `values are TensorFlow's`() throws {
    compare(
      try NumPyArray(Files.fixture("resize/32_input.npy")),
      try NumPyArray(Files.fixture("resize/32_to_64.npy")))
  }

  @Test(
    .enabled(if: Files.hasTensorFlowFiles, "TensorFlow's files are not beside the package"),
    arguments: [(128, 64), (32, 64), (64, 32), (84, 64)])
  func `values are TensorFlow's at every size`(from: Int, to: Int) throws {
    let folder = Files.tensorFlow.appending(path: "resize")
    compare(
      try NumPyArray(Files.bytes(folder.appending(path: "\(from)_input.npy"))),
      try NumPyArray(Files.bytes(folder.appending(path: "\(from)_to_\(to).npy"))))
  }

  @Test(arguments: [(1, 1, 3, 4), (2, 5, 9, 3), (17, 16, 5, 33), (4, 3, 1, 1), (6, 2, 6, 2)])
  func `values are those of the formula`(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    let channels = 2
    let source = (0..<(width * height * channels)).map { Float(($0 * 37) % 101) / 101 }
    let result = resized(
      source, width: width, height: height, channels: channels, to: newWidth, newHeight)
    // The weight of every source pixel for every result pixel: a tent around its exact position.
    func weight(_ index: Int, _ newLength: Int, _ source: Int, _ length: Int) -> Double {
      let place = newLength > 1 ? Double(index * (length - 1)) / Double(newLength - 1) : 0
      return max(0, 1 - abs(place - Double(source)))
    }
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        for channel in 0..<channels {
          var sum = 0.0
          for row in 0..<height {
            for column in 0..<width {
              sum +=
                weight(y, newHeight, row, height) * weight(x, newWidth, column, width)
                * Double(source[(row * width + column) * channels + channel])
            }
          }
          let value = result[(y * newWidth + x) * channels + channel]
          #expect(abs(Double(value) - sum) < 1e-5, "(\(x), \(y)), channel \(channel)")
        }
      }
    }
  }

  @Test func `a picture keeps its corners`() {
    let image = noise(width: 9, height: 7)
    let large = image.resizedBilinear(width: 20, height: 31)
    #expect(large.width == 20 && large.height == 31)
    #expect(large[0, 0] == image[0, 0])
    #expect(large[19, 0] == image[8, 0])
    #expect(large[0, 30] == image[0, 6])
    #expect(large[19, 30] == image[8, 6])
    #expect(image.resizedBilinear(width: 9, height: 7) == image)
    // Twice the distances: every second pixel is one of the source's.
    let doubled = image.resizedBilinear(width: 17, height: 13)
    #expect(doubled[6, 8] == image[3, 4])
  }
}

struct EnlargingTests {
  @Test(arguments: [1, 2, 3, 7])
  func `nearest repeats each pixel`(factor: Int) {
    let image = noise(width: 5, height: 3)
    let large = image.enlarged(by: factor, filter: .nearest)
    #expect(large.width == 5 * factor && large.height == 3 * factor)
    for y in 0..<large.height {
      for x in 0..<large.width { #expect(large[x, y] == image[x / factor, y / factor]) }
    }
  }

  @Test(arguments: [1, 2, 5], [(1, 1), (2, 9), (16, 15)])
  func `lanczos keeps one colour up to the edges`(factor: Int, size: (Int, Int)) {
    let colour = RGB(0, 131, 255)
    let image = Image(width: size.0, height: size.1, filledWith: colour)
    #expect(
      image.enlarged(by: factor, filter: .lanczos)
        == Image(width: size.0 * factor, height: size.1 * factor, filledWith: colour))
  }

  @Test(arguments: [2, 3, 4])
  func `lanczos is the filter's sum over all pixels`(factor: Int) {
    let image = noise(width: 9, height: 6)
    let large = image.enlarged(by: factor, filter: .lanczos)
    func sinc(_ x: Double) -> Double { x == 0 ? 1 : sine(.pi * x) / (.pi * x) }
    func weights(_ index: Int, _ length: Int) -> [Double] {
      let centre = (Double(index) + 0.5) / Double(factor) - 0.5
      let all = (0..<length).map { source in
        let x = centre - Double(source)
        return abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0
      }
      return all.map { $0 / all.reduce(0, +) }
    }
    for y in 0..<large.height {
      let rowWeights = weights(y, image.height)
      for x in 0..<large.width {
        let columnWeights = weights(x, image.width)
        var sum = 0.0
        for row in 0..<image.height {
          for column in 0..<image.width {
            sum += rowWeights[row] * columnWeights[column] * Double(image[column, row].green)
          }
        }
        let expected = min(max(sum, 0), 255)
        #expect(abs(Double(large[x, y].green) - expected) < 0.501, "(\(x), \(y))")
      }
    }
  }

  /// The sine by its series, around the nearest multiple of π: no library's own.
  private func sine(_ x: Double) -> Double {
    let turns = (x / .pi).rounded()
    let rest = x - turns * .pi
    var (term, sum) = (rest, rest)
    for n in 1..<12 {
      term *= -rest * rest / Double(2 * n * (2 * n + 1))
      sum += term
    }
    return Int(turns).isMultiple(of: 2) ? sum : -sum
  }

  @Test func `lanczos treats left and right, top and bottom alike`() {
    let image = noise(width: 8, height: 8)
    func turned(_ image: Image) -> Image {
      var result = image
      for y in 0..<image.height {
        for x in 0..<image.width {
          result[x, y] = image[image.width - 1 - x, image.height - 1 - y]
        }
      }
      return result
    }
    let large = image.enlarged(by: 4, filter: .lanczos)
    let other = turned(turned(image).enlarged(by: 4, filter: .lanczos))
    // Sums run the other way round, so a tie may round differently.
    #expect(largestDifference(large, other) <= 1)
  }
}

struct ResamplingTests {
  /// A picture without pattern.
  private func noise(_ width: Int, _ height: Int) -> Image {
    var state: UInt32 = 1
    let pixels = (0..<(3 * width * height)).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Values of Pillow 13.0.0, `Image.resize((3, 2), Image.BILINEAR)` of 7 × 5 pixels
  /// `(31 x + 17 y + 90 c) mod 256`.
  @Test func `values are Pillow's`() {
    var pixels: [UInt8] = []
    for y in 0..<5 {
      for x in 0..<7 {
        for channel in 0..<3 { pixels.append(UInt8((31 * x + 17 * y + 90 * channel) % 256)) }
      }
    }
    let image = Image(width: 7, height: 5, pixels: pixels).resampled(width: 3, height: 2)
    let expected: [UInt8] = [
      44, 134, 182, 110, 187, 67, 176, 97, 100, 78, 168, 123, 144, 175, 72, 210, 59, 134,
    ]
    #expect(
      zip(image.pixels, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(image.pixels)")
  }

  @Test(arguments: [(64, 64, 8, 8), (33, 17, 16, 5), (3, 2, 8, 9), (1, 1, 4, 4), (9, 9, 1, 1)])
  func `one colour stays that colour`(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    let colour = RGB(200, 3, 77)
    let image = Image(width: width, height: height, filledWith: colour)
    #expect(
      image.resampled(width: newWidth, height: newHeight)
        == Image(width: newWidth, height: newHeight, filledWith: colour))
  }

  @Test func `every pixel counts, and none twice`() {
    let image = noise(48, 32)
    let small = image.resampled(width: 6, height: 4)
    func mean(_ image: Image) -> Double {
      image.pixels.reduce(0) { $0 + Double($1) } / Double(image.pixels.count)
    }
    // 96 values of noise, each rounded; the pixels near the edges count a little more.
    #expect(abs(mean(image) - mean(small)) < 3)
    // A pattern as fine as the pixels becomes grey, where taking single pixels would show stripes.
    var stripes = Image(width: 48, height: 32)
    for y in 0..<32 { for x in stride(from: 0, to: 48, by: 2) { stripes[x, y] = .white } }
    let grey = stripes.resampled(width: 6, height: 4)
    #expect(grey.pixels.allSatisfy { (120...135).contains($0) }, "\(grey.pixels)")
  }

  @Test func `the edges stay where they are`() {
    // Left half black, right half white: so it stays at any even width.
    var halves = Image(width: 40, height: 4)
    for y in 0..<4 { for x in 20..<40 { halves[x, y] = .white } }
    let small = halves.resampled(width: 10, height: 1)
    #expect(small[0, 0] == .black && small[3, 0] == .black)
    #expect(small[6, 0] == .white && small[9, 0] == .white)
    #expect(Int(small[4, 0].red) + Int(small[5, 0].red) == 255)
  }

  @Test func `a picture of that size is the same`() {
    let image = noise(5, 4)
    #expect(image.resampled(width: 5, height: 4) == image)
  }
}
