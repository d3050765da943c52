import Metrics
import Testing

@testable import Evaluation

struct AverageDifferenceTests {
  private func difference(_ level: Float) -> PictureDifference {
    let truth = [Float](repeating: 0.5, count: 3 * 12 * 12)
    return PictureDifference(
      truth.map { $0 + level / 255 }.span, truth: truth.span, height: 12, width: 12)
  }

  @Test func `each picture's own root comes first`() {
    var average = AverageDifference()
    average.add(difference(10))
    average.add(difference(30))
    #expect(average.pictures == 2)
    #expect(abs(average.rootMeanSquaredError - 20) < 1e-3)
    #expect(abs(average.meanSquaredError - 500) < 1e-2)
    #expect(abs(average.meanAbsoluteError - 20) < 1e-3)
  }

  @Test func `a perfect picture does not make the ratio infinite`() {
    var average = AverageDifference()
    average.add(difference(0))
    #expect(average.peakSignalToNoise == AverageDifference.peakLimit)
    #expect(average.structuralSimilarity == 1 && average.rootMeanSquaredError == 0)
  }
}
