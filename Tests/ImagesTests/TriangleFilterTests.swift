import Images
import TestSupport
import Testing

struct TriangleFilterTests {
  /// A picture whose red is its column and whose green its row.
  private func ramp(_ width: Int, _ height: Int) -> Image {
    Image(
      width: width, height: height,
      pixels: (0..<width * height).flatMap { [UInt8($0 % width), UInt8($0 / width), 7] })
  }

  @Test(arguments: [(8, 8), (4, 4), (16, 16), (12, 5), (24, 3)])
  func `what lies at a place stays there`(width: Int, height: Int) {
    // A picture of 24 × 24 whose values grow evenly: inside, each result is the value at its middle.
    let (left, top, part) = (4.25, 3.5, 12.0)
    let result = TriangleFilter.resample(
      ramp(24, 24), left: left, top: top, width: part, height: part, toWidth: width, height: height)
    #expect(result.count == 3 * width * height)
    for row in 0..<height {
      for column in 0..<width {
        let x = left + (Double(column) + 0.5) * part / Double(width) - 0.5
        let y = top + (Double(row) + 0.5) * part / Double(height) - 0.5
        let pixel = 3 * (row * width + column)
        #expect(abs(Double(result[pixel]) * 255 - x) < 0.35, "(\(column), \(row))")
        #expect(abs(Double(result[pixel + 1]) * 255 - y) < 0.35, "(\(column), \(row))")
        #expect(abs(result[pixel + 2] * 255 - 7) < 1e-4)
      }
    }
  }

  @Test func `a whole picture of the same size is itself`() {
    let image = ramp(9, 5)
    let same = TriangleFilter.resample(
      image, left: 0, top: 0, width: 9, height: 5, toWidth: 9, height: 5)
    expectClose(same, image.unitFloats, within: 1e-7)
  }

  @Test func `a reduced picture skips nothing`() {
    var pixels = [UInt8](repeating: 0, count: 3 * 64 * 64)
    pixels[3 * (31 * 64 + 17)] = 255
    let small = TriangleFilter.resample(
      Image(width: 64, height: 64, pixels: pixels), left: 0, top: 0, width: 64, height: 64,
      toWidth: 8, height: 8)
    let sum = stride(from: 0, to: small.count, by: 3).reduce(Float(0)) { $0 + small[$1] }
    #expect(abs(sum - 1 / 64.0) < 1e-3)
  }
}
