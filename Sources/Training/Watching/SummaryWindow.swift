internal import GQNModel

/// The means of the steps from one line of numbers to the next.
struct SummaryWindow {
  /// How many steps were taken in.
  private(set) var steps = 0
  private var scenes = 0
  private var negativeLogLikelihood = 0.0
  private var kl = 0.0
  private var gradientNorm = 0.0
  private var rmse = 0.0
  private var squaredError = 0.0
  private var floor = 0.0
  private var last: Trainer.Outcome?

  /// Takes a step in.
  mutating func add(_ outcome: Trainer.Outcome, _ sizes: Hyperparameters) {
    let stepFloor = Losses.floor(sizes, pixelSigma: outcome.pixelSigma)
    let numbers = sizes.imageHeight * sizes.imageWidth * Hyperparameters.imageChannels
    steps += 1
    scenes += outcome.scenes
    negativeLogLikelihood += outcome.losses.negativeLogLikelihood
    kl += outcome.losses.kl
    gradientNorm += outcome.gradientNorm
    rmse += outcome.reconstructionRMSE
    floor += stepFloor
    // The likelihood is the squared error but for its unit.
    squaredError +=
      2 * outcome.pixelSigma * outcome.pixelSigma
      * (outcome.losses.negativeLogLikelihood - stepFloor) / Double(numbers)
    last = outcome
  }

  /// The means, or nil without any step; the window is empty afterwards.
  ///
  /// - Parameter seconds: how long the steps took.
  /// - Returns: the means.
  mutating func close(seconds: Double) -> TrainingMeans? {
    guard let last, steps > 0 else { return nil }
    let count = Double(steps)
    let loss = (negativeLogLikelihood + kl) / count
    let means = TrainingMeans(
      steps: steps, loss: loss, aboveFloor: loss - floor / count,
      negativeLogLikelihood: negativeLogLikelihood / count, kl: kl / count,
      klWeight: last.klWeight, reconstructionRMSE: rmse / count,
      reconstructionSquaredError: squaredError / count, pixelSigma: last.pixelSigma,
      learningRate: last.learningRate, gradientNorm: gradientNorm / count,
      samplesPerSecond: seconds > 0 ? Double(scenes) / seconds : 0)
    self = SummaryWindow()
    return means
  }
}

/// What the steps of a window were like, on the mean.
package struct TrainingMeans: Codable, Sendable, Equatable {
  /// How many steps.
  package var steps: Int
  /// The negative evidence lower bound, and how far it is above the floor that the pixels' standard
  /// deviation sets; nats an image.
  package var loss, aboveFloor: Double
  /// Its two parts; nats an image.
  package var negativeLogLikelihood, kl: Double
  /// What the KL divergence was weighted with in the last step.
  package var klWeight: Double
  /// Root mean squared error of reconstructions, in levels of 0...255: a picture's own first.
  package var reconstructionRMSE: Double
  /// Mean squared error of reconstructions that are not clipped, in units of 1, as tf-gqn has it.
  package var reconstructionSquaredError: Double
  /// Of the last step.
  package var pixelSigma, learningRate: Double
  /// The L2 norm of the whole gradient, before it was clipped.
  package var gradientNorm: Double
  /// Scenes learned from in a second.
  package var samplesPerSecond: Double
}
