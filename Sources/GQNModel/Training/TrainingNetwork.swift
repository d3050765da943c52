package import Kernels
package import Tensors

/// A network with its inference core, for training: the losses of a batch and their gradients.
///
/// It holds no weights; these are given with each call, so that an optimizer may change them in between.
/// All results are functions of the arguments alone and do not depend on the number of threads. One call at a time: the
/// memory that a batch needs is kept for the next one.
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

  private let pool: ThreadPool
  private let memory: Int
  private let isFast: Bool
  private var fast: FastTraining?

  /// Bytes that activations may take unless something else is said.
  package static let defaultMemory = 4 << 30

  /// Creates a network.
  ///
  /// - Parameters:
  ///   - hyperparameters: the sizes.
  ///   - pool: the threads that work.
  ///   - memory: bytes that activations and their gradients may take. A batch that needs more is worked on in parts, with
  ///     other rounding of its sums; at least one example is worked on at a time.
  ///   - usesPlainForm: whether to compute as the paper writes it, as networks with other kernel sizes than
  ///     tf-gqn's always do.
  package init(
    _ hyperparameters: Hyperparameters, pool: ThreadPool,
    memory: Int = TrainingNetwork.defaultMemory, usesPlainForm: Bool = false
  ) {
    self.hyperparameters = hyperparameters
    self.pool = pool
    self.memory = memory
    isFast = !usesPlainForm && FastTraining.supports(hyperparameters)
  }

  /// How many examples of a batch are worked on at a time.
  package func examplesAtATime(batch: Int, views: Int) -> Int {
    guard isFast else { return 1 }
    let one = FastTraining.byteCount(hyperparameters, views: views)
    let fitting = max(1, min(batch, memory / one))
    // Parts of equal size.
    let parts = (batch + fitting - 1) / fitting
    return (batch + parts - 1) / parts
  }

  /// Bytes of activations that one example at a time needs; 0 where that is not known, of the plain form.
  package static func leastMemory(_ sizes: Hyperparameters, views: Int) -> Int {
    FastTraining.supports(sizes) ? FastTraining.byteCount(sizes, views: views) : 0
  }

  /// The fast form with memory for a batch.
  private func fastForm(for batch: borrowing TrainingBatch) -> FastTraining? {
    guard isFast else { return nil }
    let examples = examplesAtATime(batch: batch.examples, views: batch.views)
    if let fast, fast.views == batch.views, fast.examples == examples { return fast }
    fast = nil
    let form = FastTraining(
      hyperparameters, examples: examples, views: batch.views, pool: pool)
    fast = form
    return form
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
    if let fast = fastForm(for: batch) {
      return unsafe fast.evaluate(
        batch, parameters: parameters, settings: settings, noise: noise, gradients: nil,
        preview: preview, finished: { _ in })
    }
    return PlainTraining(hyperparameters).losses(
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
  ///   - finished: is told of every stage's end; of the fast form only.
  /// - Returns: losses and image means.
  package func gradients(
    of batch: borrowing TrainingBatch, parameters: borrowing ParameterStore,
    settings: ObjectiveSettings, noise: Noise, into gradients: inout ParameterStore,
    finished: (TrainingStage) -> Void = { _ in }
  ) -> Evaluation {
    gradients.setToZero()
    if let fast = fastForm(for: batch) {
      var target = gradients.mutableValues
      return unsafe target.withUnsafeMutableBufferPointer { target in
        unsafe fast.evaluate(
          batch, parameters: parameters, settings: settings, noise: noise,
          gradients: target.baseAddress, finished: finished)
      }
    }
    return PlainTraining(hyperparameters).gradients(
      of: batch, parameters: parameters, settings: settings, noise: noise, into: &gradients)
  }
}
