package import Images
internal import Metrics

/// A measured scene, to look at.
package struct PicturedScene: Sendable {
  /// Its place among the scenes that were measured, from 0.
  package let number: Int
  /// The views that the network was shown.
  package let context: [Image]
  /// The picture that it should have imagined.
  package let truth: Image
  /// One sample of the prior, the mean of all of them, and twice their standard deviation.
  package let sample, mean, deviation: Image
  /// Root mean squared error of the mean, in levels of 0...255.
  package let rootMeanSquaredError: Double

  init(
    _ scene: EvaluationScene, sample: [Float], mean: [Float], deviation: [Float],
    difference: PictureDifference, width: Int, height: Int
  ) {
    func image(_ floats: [Float]) -> Image {
      Image(width: width, height: height, unitFloats: floats.span)
    }
    number = scene.number
    context = scene.context.map { image($0.frame) }
    truth = image(scene.target.frame)
    self.sample = image(sample)
    self.mean = image(mean)
    // Values in [0, 1] deviate by 0.5 at most, which becomes white.
    self.deviation = image(deviation.map { 2 * $0 })
    rootMeanSquaredError = difference.rootMeanSquaredError
  }
}
