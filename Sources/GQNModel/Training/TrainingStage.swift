/// The parts of evaluating a batch with its gradients, in their order, for measurements.
package enum TrainingStage: String, Sendable, CaseIterable {
  /// The kernels are transformed; once a batch.
  case weights
  /// The views are encoded.
  case encoder
  /// What the gates get in every step.
  case constants
  /// The DRAW loop.
  case draw
  /// The image means, and their likelihood.
  case picture
  /// Back through the DRAW loop.
  case drawBackward
  /// Back through what the gates get in every step.
  case constantsBackward
  /// Back through the encoder.
  case encoderBackward
  /// The gradients of all kernels, each by one product over all steps and examples.
  case kernelGradients
}
