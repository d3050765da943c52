internal import Glibc

/// The likelihood of a picture whose pixels are independent and normally distributed around a mean.
///
/// - Source: tf-gqn `gqn/gqn_objective.py`, `gqn_draw_elbo`.
package enum PixelLikelihood {
  /// `ln σ + ½ ln 2π`.
  static func normalisation(sigma: Double) -> Double { log(sigma) + 0.5 * log(2 * Double.pi) }

  /// The negative logarithm of the likelihood, in nats: `Σ ½((x − μ)/σ)² + ln σ + ½ ln 2π`.
  ///
  /// - Parameters:
  ///   - mean: μ, any shape.
  ///   - target: x, of the same shape.
  ///   - sigma: σ.
  /// - Returns: the sum over all numbers.
  package static func negativeLogarithm(
    mean: Span<Float>, target: Span<Float>, sigma: Double
  ) -> Double {
    precondition(mean.count == target.count)
    var squares = 0.0
    for index in mean.indices {
      let difference = Double(target[index] - mean[index])
      squares += difference * difference
    }
    return squares / (2 * sigma * sigma) + Double(mean.count) * normalisation(sigma: sigma)
  }

  /// The gradient of ``negativeLogarithm(mean:target:sigma:)`` by μ, times a weight.
  ///
  /// - Parameters:
  ///   - mean: μ.
  ///   - target: x.
  ///   - sigma: σ.
  ///   - weight: such as 1 / B for a mean over the batch.
  ///   - meanGradient: receives `weight · (μ − x) / σ²`.
  package static func backward(
    mean: Span<Float>, target: Span<Float>, sigma: Double, weight: Double,
    into meanGradient: inout MutableSpan<Float>
  ) {
    precondition(mean.count == target.count && mean.count == meanGradient.count)
    let scale = Float(weight / (sigma * sigma))
    for index in mean.indices {
      meanGradient[index] = scale * (mean[index] - target[index])
    }
  }
}
