/// `report.json`: what a measurement gave, and how it was made.
package struct EvaluationReport: Encodable, Sendable {
  /// The format of this file.
  package var version = 1
  /// The program and its version.
  package var program: String
  /// The request's name.
  package var name: String
  /// What was measured.
  package var model: Model
  /// On what.
  package var dataset: Dataset
  /// How: each scene has `contextSize` given views and `samples` pictures of another one, drawn from the
  /// prior with noise of `seed`.
  package var settings: Settings
  /// Scenes that were measured.
  package var scenes: Int
  /// What the network imagines.
  package var generation: Generation
  /// What needs no network.
  package var baselines: Baselines
  /// The evidence lower bound, where the inference core is there.
  package var elbo: ElboMeasurement.Result?
  /// Records that could not be used, and why.
  package var passedOver: [String]
  /// What went otherwise than asked.
  package var warnings: [String]
  /// How long it took.
  package var seconds: Double

  /// A snapshot.
  package struct Model: Encodable, Sendable {
    package var name: String
    package var step: Int
    package var digest: String
  }

  /// A split of a dataset.
  package struct Dataset: Encodable, Sendable {
    package var name, split, folder: String
  }

  /// What decides the numbers.
  package struct Settings: Encodable, Sendable {
    package var records, samples, contextSize: Int
    package var seed: UInt64
  }

  /// Samples of the prior.
  package struct Generation: Encodable, Sendable {
    /// Single samples, and the mean of each scene's samples.
    package var sample, meanOfSamples: AverageDifference
  }

  /// Pictures that know nothing of the scene, or copy it.
  package struct Baselines: Encodable, Sendable {
    /// The mean of all targets in the place of each, and the given view whose camera is nearest.
    package var constantPicture, nearestView: AverageDifference
  }
}
