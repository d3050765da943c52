internal import Cameras
package import Checkpoints
internal import Configuration
internal import Images
package import Kernels
internal import Metrics
package import Rendering
internal import Tensors

/// How far the pictures of two snapshots are apart that should draw the same, such as one and its export.
package struct SnapshotComparison: Sendable, Equatable {
  /// Root mean squared difference of a picture in levels of 0...255: the mean over the pictures.
  package let rootMeanSquaredDifference: Double
  /// The largest difference of a number of a pixel, in the same levels.
  package let largestDifference: Double
  /// How many pictures were compared.
  package let pictures: Int

  /// Draws a scene that depends on nothing but the sizes, with both, and compares.
  ///
  /// The given views are smooth colours seen from a ring; the pictures are samples of the prior with the
  /// same noise.
  /// - Throws: `RenderingError` where one of them cannot be used.
  package init(_ first: Snapshot, _ second: Snapshot, pool: ThreadPool) throws(RenderingError) {
    let pictures = try Self.pictures(of: first, pool)
    let others = try Self.pictures(of: second, pool)
    let sizes = first.hyperparameters
    var average = AverageDifference()
    var largest: Float = 0
    for (picture, other) in zip(pictures, others) {
      average.add(
        PictureDifference(
          picture.span, truth: other.span, height: sizes.imageHeight, width: sizes.imageWidth))
      for (one, two) in zip(picture, other) { largest = max(largest, abs(one - two)) }
    }
    rootMeanSquaredDifference = average.rootMeanSquaredError
    largestDifference = 255 * Double(largest)
    self.pictures = pictures.count
  }

  private static let queries = 8

  private static func pictures(
    of snapshot: Snapshot, _ pool: ThreadPool
  ) throws(RenderingError) -> [[Float]] {
    let predictor = try ViewPredictor(snapshot, poseEncoding: .training, pool: pool)
    let views = predictor.contextSize
    predictor.addEncodedContextViews(
      (0..<views).map { view in
        (
          frame: frame(view, height: predictor.frameHeight, width: predictor.frameWidth),
          pose: pose(view, of: views)
        )
      })
    let queries = (0..<Self.queries).map {
      ViewPredictor.Query(pose: pose(2 * $0 + 1, of: 2 * Self.queries), frame: $0, sample: 0)
    }
    var pictures: [[Float]] = []
    try predictor.imageMeans(of: queries, sampling: LatentSampling(noise: .independent)) {
      part, means in
      let pixels = means.count / part.count
      let values = means.array()
      for index in 0..<part.count {
        pictures.append(
          values[index * pixels..<(index + 1) * pixels].map { max(0, min(1, $0)) })
      }
    }
    return pictures
  }

  /// A camera on a ring that looks at its middle.
  private static func pose(_ index: Int, of count: Int) -> [Float] {
    let angle = 2 * Double.pi * Double(index) / Double(count)
    let position = Pose(position: .zero, yaw: angle, pitch: 0).direction
    return Camera(Pose(position: position, yaw: angle + .pi, pitch: 0)).encoded(as: .training)
  }

  private static func frame(_ view: Int, height: Int, width: Int) -> [Float] {
    (0..<height * width).flatMap { pixel -> [Float] in
      let x = Float(pixel % width) / Float(width)
      let y = Float(pixel / width) / Float(height)
      return [x, y, Float(view % 5) / 5]
    }
  }
}
