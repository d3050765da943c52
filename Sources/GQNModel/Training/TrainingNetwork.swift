package import Kernels
package import Tensors

/// A network with its inference core, for training: the losses of a batch and their gradients.
///
/// It holds no weights; these are given with each call, so that an optimizer may change them in between.
/// All results are functions of the arguments alone and do not depend on the number of threads.
package final class TrainingNetwork {
  /// The sizes.
  package let hyperparameters: Hyperparameters

  /// Writes the posterior's ε of a generation step of an example, `[h, w, Z]`, all of it.
  ///
  /// It may be called from several threads, once or more often for the same place, and must give the same
  /// numbers each time.
  package typealias Noise =
    @Sendable (_ example: Int, _ step: Int, _ epsilon: inout MutableSpan<Float>) -> Void

  /// What an evaluation gives.
  package struct Evaluation: ~Copyable {
    /// Means over the batch.
    package let losses: Losses
    /// What the posterior's latent variables paint, `[B, H, W, 3]`, not clipped: reconstructions, never to be
    /// shown as generated.
    package let imageMeans: Tensor
  }

  /// Creates a network.
  ///
  /// - Parameters:
  ///   - hyperparameters: the sizes.
  ///   - pool: the threads that work.
  package init(_ hyperparameters: Hyperparameters, pool: ThreadPool) {
    self.hyperparameters = hyperparameters
  }

  /// The losses of a batch without their gradients, for evaluation.
  ///
  /// - Parameters:
  ///   - batch: B examples of the network's picture size.
  ///   - parameters: has all ``Hyperparameters/trainingVariables``.
  ///   - settings: which objective.
  ///   - noise: the posterior's ε.
  ///   - preview: is given the image means after each step but the last, `[B, H, W, 3]`, in order.
  /// - Returns: losses and image means.
  package func losses(
    of batch: borrowing TrainingBatch, parameters: borrowing ParameterStore,
    settings: ObjectiveSettings, noise: Noise,
    preview: ((_ step: Int, _ imageMeans: borrowing Tensor) -> Void)? = nil
  ) -> Evaluation {
    PlainTraining(hyperparameters).losses(
      of: batch, parameters: parameters, settings: settings, noise: noise, preview: preview)
  }

  /// The losses of a batch, and their gradients by all variables.
  ///
  /// What is differentiated is the negative log-likelihood plus ``ObjectiveSettings/klWeight`` times the KL
  /// divergence; a variable that the objective does not use has gradient 0.
  ///
  /// - Parameters:
  ///   - batch: B examples of the network's picture size.
  ///   - parameters: has all ``Hyperparameters/trainingVariables``.
  ///   - settings: which objective.
  ///   - noise: the posterior's ε.
  ///   - gradients: of the same layout as the parameters; what it held is replaced.
  /// - Returns: losses and image means.
  package func gradients(
    of batch: borrowing TrainingBatch, parameters: borrowing ParameterStore,
    settings: ObjectiveSettings, noise: Noise, into gradients: inout ParameterStore
  ) -> Evaluation {
    gradients.setToZero()
    return PlainTraining(hyperparameters).gradients(
      of: batch, parameters: parameters, settings: settings, noise: noise, into: &gradients)
  }
}
