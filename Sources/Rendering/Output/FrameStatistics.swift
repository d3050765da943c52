internal import Images

/// The samples of one frame: the first one, and the mean and deviation of all.
///
/// Samples count as they are seen, clipped to [0, 1].
struct FrameStatistics {
  /// The first sample, not clipped.
  private(set) var first: [Float] = []
  private var sum: [Double] = []
  private var squares: [Double] = []
  private(set) var count = 0

  /// Adds the next sample, `[H, W, 3]`.
  mutating func add(_ sample: Span<Float>, ofSeveral: Bool) {
    count += 1
    if count == 1 {
      first.reserveCapacity(sample.count)
      for index in sample.indices {
        first.append(sample[index])
      }
    }
    guard ofSeveral else { return }
    if count == 1 {
      sum = [Double](repeating: 0, count: sample.count)
      squares = sum
    }
    for index in sample.indices {
      let value = Double(min(max(sample[index], 0), 1))
      sum[index] += value
      squares[index] += value * value
    }
  }

  /// The mean of the samples.
  var mean: [Float] { sum.map { Float($0 / Double(count)) } }

  /// The standard deviation of the samples (of the population: divided by their number).
  var deviation: [Float] {
    zip(sum, squares).map { sum, squares in
      let mean = sum / Double(count)
      return Float(max(0, squares / Double(count) - mean * mean).squareRoot())
    }
  }
}
