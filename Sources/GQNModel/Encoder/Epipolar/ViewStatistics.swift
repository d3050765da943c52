/// What the views agree on at a point: mean and variance of what each shows there, by the views' weights.
///
///     N = max(Σ w, 1)    mean = Σ w f / N    variance = (Σ w (f − mean)² + (N − Σ w) mean²) / N
///
/// Weights that do not come to 1 are made up by a view that shows 0, so that mean and variance do not jump where the
/// last view loses the point. With whole views it is the ordinary mean and variance of those that see it.
enum ViewStatistics {
  /// Σ w, which at least 1 view's worth divides.
  static func divisor(_ weights: [Float]) -> Float { max(weights.reduce(0, +), 1) }

  /// Computes mean and variance of one channel.
  ///
  /// - Parameters:
  ///   - values: what each view shows, f.
  ///   - weights: of the views, w.
  /// - Returns: mean and variance; 0 where no view has a weight.
  static func forward(_ values: [Float], weights: [Float]) -> (mean: Float, variance: Float) {
    let N = divisor(weights)
    let sum = weights.reduce(0, +)
    let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / N
    let squares = zip(values, weights).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
    return (mean, (squares + (N - sum) * mean * mean) / N)
  }

  /// The gradient of what each view shows: `w / N · (∂mean + 2 (f − mean) ∂variance)`.
  ///
  /// The variance's derivative by the mean is 0, as for every mean.
  ///
  /// - Parameters:
  ///   - values: what each view shows.
  ///   - weights: of the views.
  ///   - mean: what ``forward(_:weights:)`` gave.
  ///   - meanGradient: of the mean.
  ///   - varianceGradient: of the variance.
  /// - Returns: one gradient for each view.
  static func backward(
    _ values: [Float], weights: [Float], mean: Float, meanGradient: Float, varianceGradient: Float
  ) -> [Float] {
    let N = divisor(weights)
    return zip(values, weights).map { value, weight in
      weight / N * (meanGradient + 2 * (value - mean) * varianceGradient)
    }
  }
}
