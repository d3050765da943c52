package import GQNModel
package import Kernels
package import Tensors

/// Measures the evidence lower bound (ELBO) of scenes, which needs the inference core.
///
/// It is the bound of the model that generates: the prior is that of the state before each step
/// (`Objective.paper`), whichever one the snapshot was trained with.
package struct ElboMeasurement: ~Copyable {
  private let network: TrainingNetwork
  private let parameters: ParameterStore
  private let pixelSigma: Double
  private let seed: UInt64
  /// Scenes that wait until a batch is full.
  private var waiting: [EvaluationScene] = []
  private var sums = (scenes: 0, negativeLogLikelihood: 0.0, kl: 0.0, reconstruction: 0.0)

  /// Scenes that are computed together.
  private static let batchSize = 8
  /// Keys the posterior's noise, away from the samples of the prior.
  private static let noiseSample = 1 << 20

  /// The means over the scenes, in nats an image unless said.
  package struct Result: Codable, Sendable, Equatable {
    /// Scenes that were measured.
    package var scenes: Int
    /// The standard deviation of a pixel that the likelihood supposes.
    package var pixelSigma: Double
    /// Minus the bound: the negative log-likelihood and the divergence, together and each.
    package var negativeElbo, negativeLogLikelihood, kl: Double
    /// What a perfect picture without any divergence would have.
    package var floor: Double
    /// How far the bound is above it, in nats an image and in nats for each number of a picture.
    package var aboveFloor, aboveFloorPerDimension: Double
    /// Root mean squared error of the posterior's *reconstructions*, in levels of 0...255.
    package var reconstructionRMSE: Double
  }

  /// Prepares a measurement.
  ///
  /// - Parameters:
  ///   - hyperparameters: the network's sizes.
  ///   - parameters: has all variables that training has.
  ///   - pixelSigma: the standard deviation of a pixel.
  ///   - seed: keys the noise.
  ///   - pool: the threads that work.
  package init(
    _ hyperparameters: Hyperparameters, parameters: consuming ParameterStore, pixelSigma: Double,
    seed: UInt64, pool: ThreadPool
  ) {
    network = TrainingNetwork(hyperparameters, pool: pool)
    self.parameters = parameters
    self.pixelSigma = pixelSigma
    self.seed = seed
  }

  /// Takes a scene in.
  package mutating func add(_ scene: EvaluationScene) {
    waiting.append(scene)
    if waiting.count == Self.batchSize { measureWaiting() }
  }

  /// The means, or nil without any scene.
  package mutating func result() -> Result? {
    measureWaiting()
    guard sums.scenes > 0 else { return nil }
    let scenes = Double(sums.scenes)
    let sizes = network.hyperparameters
    let floor = Losses.floor(sizes, pixelSigma: pixelSigma)
    let total = (sums.negativeLogLikelihood + sums.kl) / scenes
    let numbers = sizes.imageHeight * sizes.imageWidth * Hyperparameters.imageChannels
    return Result(
      scenes: sums.scenes, pixelSigma: pixelSigma, negativeElbo: total,
      negativeLogLikelihood: sums.negativeLogLikelihood / scenes, kl: sums.kl / scenes,
      floor: floor, aboveFloor: total - floor,
      aboveFloorPerDimension: (total - floor) / Double(numbers),
      reconstructionRMSE: sums.reconstruction / scenes)
  }

  private mutating func measureWaiting() {
    guard !waiting.isEmpty else { return }
    let batch = TrainingBatch(waiting, network.hyperparameters)
    let numbers = waiting.map(\.number)
    let noise = GaussianNoise(seed: seed)
    let evaluation = network.losses(
      of: batch, parameters: parameters,
      settings: ObjectiveSettings(.paper, pixelSigma: pixelSigma)
    ) { example, step, epsilon in
      noise.write(
        frame: numbers[example], sample: Self.noiseSample, step: step, into: &epsilon)
    }
    let count = Double(waiting.count)
    sums.scenes += waiting.count
    sums.negativeLogLikelihood += count * evaluation.losses.negativeLogLikelihood
    sums.kl += count * evaluation.losses.kl
    sums.reconstruction += count * batch.meanRMSE(of: evaluation.imageMeans)
    waiting = []
  }
}
