/// Which prior the posterior of a step is compared with in training.
///
/// Weights, their names and rendering are the same for both.
package enum Objective: String, Sendable, CaseIterable {
  /// The prior of the generator's state *before* the step, from which generation draws; as in the
  /// paper and in DRAW.
  case paper
  /// The prior of the generator's state *after* the step, which has seen the latent variable; the prior
  /// that draws the first one is never trained. As tf-gqn does it (`gqn/gqn_draw.py`, `inference_rnn`).
  case tfGQN = "tf-gqn"
}

/// What an evaluation of the objective needs to know beside weights and data.
package struct ObjectiveSettings: Sendable, Equatable {
  /// Which prior counts.
  package var objective: Objective
  /// Standard deviation of a pixel, positive.
  package var pixelSigma: Double
  /// What the KL divergence is multiplied by in the loss; 1 but while it is warmed up.
  package var klWeight: Double

  /// Creates settings.
  package init(_ objective: Objective = .paper, pixelSigma: Double, klWeight: Double = 1) {
    precondition(pixelSigma > 0, "a pixel's standard deviation of \(pixelSigma)")
    self.objective = objective
    self.pixelSigma = pixelSigma
    self.klWeight = klWeight
  }
}
