/// The terms of the negative evidence lower bound, in nats an image, as means over a batch.
package struct Losses: Sendable, Equatable {
  /// `−ln N(target; μ, σ)`, summed over pixels and colours.
  package var negativeLogLikelihood: Double
  /// KL(q ‖ π) of each generation step, summed over positions and channels.
  package var klPerStep: [Double]

  /// Creates losses.
  package init(negativeLogLikelihood: Double, klPerStep: [Double]) {
    self.negativeLogLikelihood = negativeLogLikelihood
    self.klPerStep = klPerStep
  }

  /// KL(q ‖ π) of all steps.
  package var kl: Double { klPerStep.reduce(0, +) }
  /// The negative evidence lower bound; what tf-gqn calls `elbo`.
  package var total: Double { negativeLogLikelihood + kl }

  /// What a perfect picture and no divergence would give: the lowest value that ``total`` can have.
  ///
  /// - Parameters:
  ///   - sizes: give the number of pixels.
  ///   - pixelSigma: standard deviation of a pixel.
  /// - Returns: `H·W·3·(ln σ + ½ ln 2π)` nats; 6909.1 for 64×64 pixels at σ = 0.7.
  package static func floor(_ sizes: Hyperparameters, pixelSigma: Double) -> Double {
    let numbers = sizes.imageHeight * sizes.imageWidth * Hyperparameters.imageChannels
    return Double(numbers) * PixelLikelihood.normalisation(sigma: pixelSigma)
  }
}
