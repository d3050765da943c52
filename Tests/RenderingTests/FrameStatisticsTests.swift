import TestSupport
import Tensors
import Testing

@testable import Rendering

struct FrameStatisticsTests {
  @Test(arguments: [2, 3, 16])
  func `mean and deviation are those of the clipped samples`(count: Int) {
    // Half of the numbers lie outside of 0...1.
    let samples = (0..<count).map { sample in
      uniformNumbers(60, seed: UInt64(sample)).map { $0 + 0.5 }
    }
    var statistics = FrameStatistics()
    for sample in samples {
      statistics.add(sample.span, ofSeveral: true)
    }
    var (means, deviations): ([Float], [Float]) = ([], [])
    for index in 0..<60 {
      let values = samples.map { min(max(Double($0[index]), 0), 1) }
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      means.append(Float(mean))
      deviations.append(Float(variance.squareRoot()))
    }
    #expect(statistics.count == count)
    #expect(statistics.first == samples[0])
    expectClose(statistics.mean, means, within: 1e-6, "mean")
    expectClose(statistics.deviation, deviations, within: 1e-6, "deviation")
  }

  @Test func `equal samples do not deviate`() {
    var statistics = FrameStatistics()
    let sample: [Float] = [0.1, 0.7, 1 / 3, -2, 2]
    for _ in 0..<7 {
      statistics.add(sample.span, ofSeveral: true)
    }
    expectClose(statistics.mean, [0.1, 0.7, 1 / 3, 0, 1], within: 1e-7)
    expectClose(statistics.deviation, [0, 0, 0, 0, 0], within: 1e-7)
  }

  @Test func `a single sample is kept as it is`() {
    var statistics = FrameStatistics()
    let sample: [Float] = [-1, 0.5, 2]
    statistics.add(sample.span, ofSeveral: false)
    #expect(statistics.first == sample)
    #expect(statistics.mean.isEmpty && statistics.deviation.isEmpty)
  }
}
