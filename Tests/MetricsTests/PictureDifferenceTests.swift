import Images
import Metrics
import Testing

struct PictureDifferenceTests {
  /// A made-up picture with edges in all directions.
  private func picture(height: Int, width: Int, _ step: Int) -> [Float] {
    var floats: [Float] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let number = (x * step + y * 7 + channel * 31 + x * y * step) % 97
          floats.append(Float(number) / 96)
        }
      }
    }
    return floats
  }

  /// The expected numbers come from scikit-image 0.22, `structural_similarity` with `gaussian_weights`,
  /// `sigma=1.5`, `use_sample_covariance=False`, `data_range=1`, and NumPy.
  @Test(
    arguments: [
      (24, 17, 0.9117151574713399, 688.0900892763146, 20.919053786977504),
      (64, 64, 0.9186315181896969, 688.0514485895793, 21.36926968637141),
      (11, 12, 0.9018062412814934, 675.4940703491607, 20.406506176099576),
    ] as [(Int, Int, Double, Double, Double)])
  func `numbers are those of scikit-image`(
    height: Int, width: Int, similarity: Double, squared: Double, absolute: Double
  ) {
    let truth = picture(height: height, width: width, 5)
    let mixed = zip(truth, picture(height: height, width: width, 3)).map { 0.75 * $0 + 0.25 * $1 }
    let difference = PictureDifference(
      truth.span, truth: mixed.span, height: height, width: width)
    #expect(abs(difference.structuralSimilarity - similarity) < 1e-9)
    #expect(abs(difference.meanSquaredError - squared) < 1e-6 * squared)
    #expect(abs(difference.meanAbsoluteError - absolute) < 1e-6 * absolute)
    #expect(difference.rootMeanSquaredError == difference.meanSquaredError.squareRoot())
  }

  @Test func `equal pictures are alike`() {
    let image = Image(width: 13, height: 12, filledWith: .black)
    let difference = PictureDifference(image, truth: image)
    #expect(difference.meanSquaredError == 0)
    #expect(difference.peakSignalToNoise == .infinity)
    #expect(abs(difference.structuralSimilarity - 1) < 1e-12)
  }

  @Test func `a level everywhere is an error of one level`() {
    let image = Image(width: 3, height: 2, pixels: [UInt8](repeating: 7, count: 18))
    let other = Image(width: 3, height: 2, pixels: [UInt8](repeating: 8, count: 18))
    let difference = PictureDifference(image, truth: other)
    #expect(abs(difference.rootMeanSquaredError - 1) < 1e-5)
    #expect(abs(difference.meanAbsoluteError - 1) < 1e-5)
    // 20 · log₁₀ 255
    #expect(abs(difference.peakSignalToNoise - 48.1308) < 1e-3)
  }
}
