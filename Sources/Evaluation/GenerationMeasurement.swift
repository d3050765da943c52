package import Datasets
package import Rendering
internal import Cameras
internal import GQNModel
internal import Kernels
internal import LinuxSystem
internal import Metrics
internal import Synchronization
internal import Tensors

/// Measures what a network imagines: samples of the prior beside the truth, over the scenes of a split.
///
/// Two baselines stand beside it: the best constant picture, which is the mean of all targets, and the
/// given view whose camera is nearest to the target's by the seven numbers that the network sees.
package struct GenerationMeasurement: Sendable {
  /// How many scenes, from the first.
  package var records: Int
  /// How many pictures are drawn of each.
  package var samples: Int
  /// The key of the noise.
  package var seed: UInt64
  /// How many scenes are handed out with their pictures, from the first.
  package var pictures: Int

  /// Describes a measurement.
  package init(records: Int, samples: Int, seed: UInt64, pictures: Int) {
    self.records = records
    self.samples = samples
    self.seed = seed
    self.pictures = pictures
  }

  /// What a measurement gives.
  package struct Result: Sendable {
    /// Scenes that were measured.
    package var scenes = 0
    /// Single samples of the prior, all of them.
    package var sample = AverageDifference()
    /// The mean of a scene's samples.
    package var mean = AverageDifference()
    /// The mean of all targets in the place of every one; of no picture where there is one scene, whose target the
    /// mean would be.
    package var constant = AverageDifference()
    /// The nearest given view.
    package var nearestView = AverageDifference()
    /// Scenes to look at.
    package var pictured: [PicturedScene] = []
    /// Records that could not be used, and why.
    package var passedOver: [String] = []
  }

  /// Does it.
  ///
  /// - Parameters:
  ///   - folder: the split's records.
  ///   - predictor: the network.
  ///   - measured: is given each scene after it was measured, for further measures.
  ///   - progress: is told how many scenes are done.
  /// - Returns: the measures. They depend on the arguments alone.
  /// - Throws: `RenderingError`; `RenderingError.interrupted` where the process was asked to stop.
  package func run(
    _ folder: RecordFolder, _ predictor: ViewPredictor,
    measured: (EvaluationScene) throws(RenderingError) -> Void = { _ in },
    progress: (Int) -> Void = { _ in }
  ) throws(RenderingError) -> Result {
    var result = Result()
    let sizes = predictor.hyperparameters
    let constant = try meanTarget(folder, sizes)
    result.passedOver = try EvaluationScene.forEach(records, of: folder, sizes) {
      scene throws(RenderingError) in
      try stopIfAsked(after: scene.number)
      try measure(scene, predictor, constant: constant, into: &result)
      try measured(scene)
      progress(result.scenes)
    }
    return result
  }

  private func stopIfAsked(after scenes: Int) throws(RenderingError) {
    if Interruption.requested { throw .interrupted(framesDone: scenes, frames: records) }
  }

  /// The mean of all targets; nil of fewer than two.
  private func meanTarget(
    _ folder: RecordFolder, _ sizes: Hyperparameters
  ) throws(RenderingError) -> [Float]? {
    var sum = [Double](
      repeating: 0, count: Hyperparameters.imageChannels * sizes.imageHeight * sizes.imageWidth)
    var count = 0.0
    _ = try EvaluationScene.forEach(records, of: folder, sizes) { scene throws(RenderingError) in
      try stopIfAsked(after: 0)
      count += 1
      for index in sum.indices { sum[index] += Double(scene.target.frame[index]) }
    }
    return count > 1 ? sum.map { Float($0 / count) } : nil
  }

  // MARK: - Measures

  private func measure(
    _ scene: EvaluationScene, _ predictor: ViewPredictor, constant: [Float]?,
    into result: inout Result
  ) throws(RenderingError) {
    let drawn = try samples(of: scene, predictor)
    let pixels = scene.target.frame.count
    var mean = [Float](repeating: 0, count: pixels)
    for sample in drawn {
      for index in mean.indices { mean[index] += sample[index] / Float(drawn.count) }
    }
    let nearest = scene.context.min { first, second in
      PoseEncoding.squaredDistance(first.pose, scene.target.pose)
        < PoseEncoding.squaredDistance(second.pose, scene.target.pose)
    }
    let others = [mean] + [constant, nearest?.frame].compactMap { $0 }
    let differences = differences(drawn + others, from: scene.target.frame, predictor)
    for difference in differences.prefix(drawn.count) { result.sample.add(difference) }
    result.mean.add(differences[drawn.count])
    if constant != nil { result.constant.add(differences[drawn.count + 1]) }
    if nearest != nil, let last = differences.last { result.nearestView.add(last) }
    result.scenes += 1
    guard result.pictured.count < pictures else { return }
    result.pictured.append(
      PicturedScene(
        scene, sample: drawn[0], mean: mean, deviation: Self.deviation(of: drawn, mean),
        difference: differences[drawn.count], width: predictor.frameWidth,
        height: predictor.frameHeight))
  }

  /// The samples of a scene, clipped to [0, 1] as a render shows them.
  private func samples(
    of scene: EvaluationScene, _ predictor: ViewPredictor
  ) throws(RenderingError) -> [[Float]] {
    predictor.clearContext()
    predictor.addEncodedContextViews(scene.context)
    var drawn: [[Float]] = []
    let queries = (0..<samples).map {
      ViewPredictor.Query(pose: scene.target.pose, frame: scene.number, sample: $0)
    }
    try predictor.imageMeans(
      of: queries, sampling: LatentSampling(noise: .independent, seed: seed)
    ) { part, means in
      let pixels = means.count / part.count
      for index in 0..<part.count {
        let values = means.span.extracting(index * pixels..<(index + 1) * pixels)
        drawn.append(values.indices.map { max(0, min(1, values[$0])) })
      }
    }
    return drawn
  }

  private func differences(
    _ pictures: [[Float]], from truth: [Float], _ predictor: ViewPredictor
  ) -> [PictureDifference] {
    let found = Mutex<[Int: PictureDifference]>([:])
    let (height, width) = (predictor.frameHeight, predictor.frameWidth)
    predictor.pool.parallelFor(count: pictures.count) { index, _ in
      let picture = pictures[index]
      let difference = PictureDifference(
        picture.span, truth: truth.span, height: height, width: width)
      found.withLock { $0[index] = difference }
    }
    return found.withLock { found in pictures.indices.compactMap { found[$0] } }
  }

  private static func deviation(of samples: [[Float]], _ mean: [Float]) -> [Float] {
    mean.indices.map { index in
      let squares = samples.reduce(Float(0)) {
        $0 + ($1[index] - mean[index]) * ($1[index] - mean[index])
      }
      return (squares / Float(samples.count)).squareRoot()
    }
  }
}
