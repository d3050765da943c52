package import Checkpoints
package import GQNModel
package import Kernels
package import Requests
package import Tensors
internal import Evaluation

/// A network that learns: its weights, Adam's moments, and how many steps it has made.
///
/// What a step does is a function of the weights, the moments, the batch, the seed and the step's number
/// alone, so that a training that is gone on with becomes the same as one that never stopped.
package final class Trainer {
  /// Steps that were made.
  package private(set) var step = 0
  /// The network's sizes and schedules.
  package var hyperparameters: Hyperparameters { network.hyperparameters }
  /// The network and the threads that work.
  package let network: TrainingNetwork
  package let pool: ThreadPool

  private var parameters: ParameterStore
  private var gradients: ParameterStore
  private var adam: Adam
  private let objective: Objective
  private let klWarmUp: Int
  private let gradientClipping: Double?
  private let seed: UInt64

  /// What a step found and did.
  package struct Outcome: Sendable {
    /// The step's number, counted from 1.
    package let step: Int
    /// Scenes of the batch.
    package let scenes: Int
    /// The losses *before* the step's update.
    package let losses: Losses
    /// The standard deviation of a pixel, the learning rate, and the weight of the KL term.
    package let pixelSigma, learningRate, klWeight: Double
    /// The L2 norm of the whole gradient, before it was clipped.
    package let gradientNorm: Double
    /// Root mean squared error of the posterior's reconstructions, in levels of 0...255.
    package let reconstructionRMSE: Double
  }

  /// Begins a training with new weights.
  ///
  /// - Parameters:
  ///   - request: what is to be learned, and with how much memory.
  ///   - pool: the threads that work.
  package init(_ request: TrainRequest, pool: ThreadPool) {
    let sizes = request.model.hyperparameters
    let layout = ParameterLayout(sizes.trainingVariables)
    network = TrainingNetwork(
      sizes, pool: pool,
      memory: request.memory.map { Self.activationMemory(of: $0, layout) }
        ?? TrainingNetwork.defaultMemory)
    parameters = ParameterStore(layout)
    gradients = ParameterStore(layout)
    adam = Adam(layout)
    objective = Objective(request.objective)
    klWarmUp = request.klWarmUp
    gradientClipping = request.gradientClipping
    seed = request.seed
    self.pool = pool
    InitialWeights.fill(&parameters, seed: request.seed)
  }

  /// Goes on from a checkpoint.
  ///
  /// - Throws: `SnapshotError` where it is damaged or lacks something.
  package convenience init(
    _ request: TrainRequest, from snapshot: Snapshot, _ checkpoint: TrainingCheckpoint,
    pool: ThreadPool
  ) throws(SnapshotError) {
    self.init(request, pool: pool)
    let layout = parameters.layout
    parameters = try snapshot.values(layout, pool: pool)
    adam.firstMoment = try snapshot.values(
      layout, suffix: TrainingCheckpoint.firstMoment, pool: pool)
    adam.secondMoment = try snapshot.values(
      layout, suffix: TrainingCheckpoint.secondMoment, pool: pool)
    adam.beta1Power = checkpoint.beta1Power
    adam.beta2Power = checkpoint.beta2Power
    step = checkpoint.step
  }

  /// What is left for activations of all the memory that a training may hold, in bytes.
  ///
  /// It depends on nothing that differs from run to run, so that a training that is gone on with works on its
  /// batches in the same parts.
  private static func activationMemory(of all: Int, _ layout: ParameterLayout) -> Int {
    max(1, all - fixedMemory(layout))
  }

  /// Bytes that a training holds beside activations. Weights, gradients and two moments are 4 numbers for each
  /// weight; the forms of them that the fast convolutions use, and a copy to look at pictures with, are taken as
  /// 6 more.
  private static func fixedMemory(_ layout: ParameterLayout) -> Int {
    10 * MemoryLayout<Float>.size * layout.parameterCount + 64 << 20
  }

  /// Bytes that a training holds at least, with one scene of a batch at a time.
  package static func leastMemory(_ sizes: Hyperparameters) -> Int {
    fixedMemory(ParameterLayout(sizes.trainingVariables))
      + TrainingNetwork.leastMemory(sizes, views: sizes.contextSize)
  }

  // MARK: - Learning

  /// Makes a step.
  ///
  /// - Parameter batch: scenes of the network's picture size.
  /// - Returns: what it found and did.
  /// - Throws: ``Divergence`` before anything was changed.
  package func advance(on batch: borrowing TrainingBatch) throws(Divergence) -> Outcome {
    let settings = settings(step: step)
    let rate = hyperparameters.learningRate(step: step)
    let evaluation = network.gradients(
      of: batch, parameters: parameters, settings: settings, noise: noise(step: step),
      into: &gradients)
    let losses = evaluation.losses
    guard losses.negativeLogLikelihood.isFinite else {
      throw Divergence(step: step + 1, what: "the likelihood of the pictures")
    }
    guard losses.kl.isFinite else {
      throw Divergence(step: step + 1, what: "the KL divergence of posterior and prior")
    }
    let norm = Adam.norm(of: gradients, pool: pool)
    guard norm.isFinite else { throw Divergence(step: step + 1, what: "the gradient") }
    let scale = gradientClipping.map { Adam.clippingScale(of: norm, toNorm: $0) } ?? 1
    adam.update(
      &parameters, gradients: gradients, learningRate: rate, scale: scale, pool: pool)
    step += 1
    return Outcome(
      step: step, scenes: batch.examples, losses: losses, pixelSigma: settings.pixelSigma,
      learningRate: rate, klWeight: settings.klWeight, gradientNorm: norm,
      reconstructionRMSE: batch.meanRMSE(of: evaluation.imageMeans))
  }

  /// A number that is not finite any more.
  package struct Divergence: Error, Sendable {
    /// The step that was to be made, counted from 1, and what went wrong.
    package let step: Int
    package let what: String
  }

  private func settings(step: Int) -> ObjectiveSettings {
    ObjectiveSettings(
      objective, pixelSigma: hyperparameters.pixelSigma(step: step),
      klWeight: step < klWarmUp ? Double(step) / Double(klWarmUp) : 1)
  }

  /// The posterior's noise: a function of the seed, the step, the example's place and the generation step.
  private func noise(step: Int) -> TrainingNetwork.Noise {
    let noise = GaussianNoise(seed: seed)
    return { example, generationStep, epsilon in
      noise.write(frame: step, sample: example, step: generationStep, into: &epsilon)
    }
  }

  // MARK: - Looking

  /// What the network would reconstruct of a batch now: losses and image means, and the means after each
  /// generation step but the last.
  package func reconstructions(
    of batch: borrowing TrainingBatch,
    preview: @escaping (_ step: Int, _ imageMeans: borrowing Tensor) -> Void
  ) -> TrainingNetwork.Evaluation {
    network.losses(
      of: batch, parameters: parameters, settings: settings(step: step), noise: noise(step: step),
      preview: preview)
  }

  /// The network as it renders now.
  package func renderingNetwork() -> GenerativeQueryNetwork {
    var store = ParameterStore(ParameterLayout(hyperparameters.renderingVariables))
    for variable in store.layout.variables {
      let source = parameters.values(variable.name)
      var target = store.mutableValues(variable.name)
      for index in target.indices { target[index] = source[index] }
    }
    return GenerativeQueryNetwork(hyperparameters, parameters: store)
  }

  /// A copy of the weights.
  package func copyParameters() -> ParameterStore { parameters.copy() }

  // MARK: - Keeping

  /// Writes a checkpoint.
  ///
  /// - Parameters:
  ///   - folder: where it goes.
  ///   - settings: what is kept beside it.
  ///   - numbers: what is to be stored beside the weights.
  /// - Throws: `SnapshotError`.
  package func save(
    to folder: SnapshotFolder, _ settings: Checkpointing, numbers: [String: Int64]
  ) throws(SnapshotError) {
    try TrainingCheckpoint(
      step: step, beta1Power: adam.beta1Power, beta2Power: adam.beta2Power, numbers: numbers
    ).write(
      parameters: parameters, firstMoments: adam.firstMoment, secondMoments: adam.secondMoment,
      to: folder, keep: settings.keep, keepEvery: settings.keepEvery)
  }
}

extension Objective {
  /// The objective that a request names.
  init(_ objective: TrainingObjective) {
    self =
      switch objective {
      case .paper: .paper
      case .tfGQN: .tfGQN
      }
  }
}
