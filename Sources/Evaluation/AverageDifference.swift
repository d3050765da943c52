package import Metrics

/// The means of the measures of many pictures: each picture's own first, then the mean over them.
package struct AverageDifference: Codable, Sendable, Equatable {
  /// How many pictures there were.
  package private(set) var pictures = 0
  /// Mean squared error, in squared levels of 0...255.
  package private(set) var meanSquaredError = 0.0
  /// Mean absolute error, in levels.
  package private(set) var meanAbsoluteError = 0.0
  /// Root mean squared error, in levels: the mean of the pictures' roots.
  package private(set) var rootMeanSquaredError = 0.0
  /// Peak signal-to-noise ratio in decibels; a picture counts with ``peakLimit`` at most.
  package private(set) var peakSignalToNoise = 0.0
  /// Structural similarity, −1...1.
  package private(set) var structuralSimilarity = 0.0

  /// What a picture without any error counts with, in decibels; its own ratio is infinite.
  package static let peakLimit = 100.0

  /// The mean of nothing.
  package init() {}

  /// Takes a picture in.
  package mutating func add(_ difference: PictureDifference) {
    pictures += 1
    func mix(_ mean: inout Double, _ value: Double) { mean += (value - mean) / Double(pictures) }
    mix(&meanSquaredError, difference.meanSquaredError)
    mix(&meanAbsoluteError, difference.meanAbsoluteError)
    mix(&rootMeanSquaredError, difference.rootMeanSquaredError)
    mix(&peakSignalToNoise, min(Self.peakLimit, difference.peakSignalToNoise))
    mix(&structuralSimilarity, difference.structuralSimilarity)
  }
}
