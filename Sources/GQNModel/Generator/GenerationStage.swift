/// The parts of imagining a batch of frames, in their order, for measurements.
package enum GenerationStage: String, Sendable, CaseIterable {
  /// The noise is drawn, before the fast form begins.
  case noise
  /// The state is set to 0, and the pose's part of the gates computed.
  case pose
  /// What lies along the frames' rays, and its part of the gates; of an epipolar network.
  case rays
  /// The prior, the latent variable drawn from it, and its transform; once a step.
  case prior
  /// The gates, the next state and its transform; once a step.
  case gates
  /// The image mean.
  case picture
}
