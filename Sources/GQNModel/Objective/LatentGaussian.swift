internal import Glibc
internal import Kernels

/// Normal distributions with a diagonal covariance, as the network's `eta` layers describe them.
///
/// `eta` is `[positions, 2, Z]`: μ, and s with `σ = softplus(s + 0.5) + 1e-8`.
/// - Source: tf-gqn `gqn/gqn_utils.py`, `eta` and `compute_eta_and_sample_z`.
package enum LatentGaussian {
  /// σ of the layer's output s.
  package static func deviation(_ s: Float) -> Float { Activation.softplus(s + 0.5) + 1e-8 }

  /// dσ/ds.
  static func deviationSlope(_ s: Float) -> Float { Activation.sigmoid(s + 0.5) }

  /// Draws `z = μ + σ · ε`.
  ///
  /// - Parameters:
  ///   - eta: `[positions, 2, Z]`.
  ///   - noise: ε, `[positions, Z]`.
  ///   - Z: how many latent channels.
  ///   - sample: receives z, `[positions, Z]`.
  package static func sample(
    _ eta: Span<Float>, noise: Span<Float>, channels Z: Int, into sample: inout MutableSpan<Float>
  ) {
    precondition(eta.count == 2 * noise.count && sample.count == noise.count)
    for index in noise.indices {
      let start = index / Z * 2 * Z + index % Z
      sample[index] = eta[start] + deviation(eta[start + Z]) * noise[index]
    }
  }

  /// Adds the gradient of eta through a sample.
  ///
  /// - Parameters:
  ///   - eta: `[positions, 2, Z]`.
  ///   - noise: ε, `[positions, Z]`.
  ///   - Z: how many latent channels.
  ///   - sampleGradient: of z, `[positions, Z]`.
  ///   - etaGradient: `[positions, 2, Z]`; is added to.
  package static func backwardOfSample(
    _ eta: Span<Float>, noise: Span<Float>, channels Z: Int, sampleGradient: Span<Float>,
    into etaGradient: inout MutableSpan<Float>
  ) {
    precondition(eta.count == 2 * noise.count && eta.count == etaGradient.count)
    for index in noise.indices {
      let start = index / Z * 2 * Z + index % Z
      etaGradient[start] += sampleGradient[index]
      etaGradient[start + Z] +=
        sampleGradient[index] * noise[index] * deviationSlope(eta[start + Z])
    }
  }

  /// KL(q ‖ π) in nats, summed over positions and channels.
  ///
  /// `(μ_q − μ_π)² / 2σ_π² + ½ (σ_q²/σ_π² − 1 − ln σ_q²/σ_π²)`.
  ///
  /// - Parameters:
  ///   - posterior: eta of q, `[positions, 2, Z]`.
  ///   - prior: eta of π, `[positions, 2, Z]`.
  ///   - Z: how many latent channels.
  /// - Returns: the sum.
  package static func divergence(
    of posterior: Span<Float>, from prior: Span<Float>, channels Z: Int
  ) -> Double {
    precondition(posterior.count == prior.count)
    var sum = 0.0
    for index in 0..<posterior.count / 2 {
      let start = index / Z * 2 * Z + index % Z
      let q = Double(deviation(posterior[start + Z]))
      let p = Double(deviation(prior[start + Z]))
      let difference = Double(posterior[start]) - Double(prior[start])
      let ratio = q * q / (p * p)
      sum += difference * difference / (2 * p * p) + 0.5 * (ratio - 1 - log(ratio))
    }
    return sum
  }

  /// Adds the gradients of ``divergence(of:from:channels:)``, times a weight.
  ///
  /// - Parameters:
  ///   - posterior: eta of q, `[positions, 2, Z]`.
  ///   - prior: eta of π, `[positions, 2, Z]`.
  ///   - Z: how many latent channels.
  ///   - weight: such as 1 / B for a mean over the batch.
  ///   - posteriorGradient: `[positions, 2, Z]`; is added to.
  ///   - priorGradient: `[positions, 2, Z]`; is added to.
  package static func backwardOfDivergence(
    of posterior: Span<Float>, from prior: Span<Float>, channels Z: Int, weight: Float,
    into posteriorGradient: inout MutableSpan<Float>, _ priorGradient: inout MutableSpan<Float>
  ) {
    precondition(posterior.count == prior.count)
    for index in 0..<posterior.count / 2 {
      let start = index / Z * 2 * Z + index % Z
      let q = deviation(posterior[start + Z])
      let p = deviation(prior[start + Z])
      let difference = posterior[start] - prior[start]
      let byMean = weight * difference / (p * p)
      posteriorGradient[start] += byMean
      priorGradient[start] -= byMean
      posteriorGradient[start + Z] +=
        weight * (q / (p * p) - 1 / q) * deviationSlope(posterior[start + Z])
      priorGradient[start + Z] +=
        weight * (1 / p - (q * q + difference * difference) / (p * p * p))
        * deviationSlope(prior[start + Z])
    }
  }
}
