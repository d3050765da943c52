package import Datasets
package import GQNModel
internal import Tensors

/// A scene that a network is measured on, as the network sees it.
package struct EvaluationScene: Sendable {
  /// A picture `[H, W, 3]` in [0, 1], and its encoded pose, 7 numbers.
  package typealias View = (frame: [Float], pose: [Float])

  /// Its place among the scenes that are measured, from 0.
  package let number: Int
  /// The views that the network is shown.
  package let context: [View]
  /// The view that it is asked for.
  package let target: View

  /// The only scene of a batch.
  init(_ batch: borrowing SceneBatch, number: Int) {
    let views = batch.size.contextViews
    let pixels = batch.targetFrames.count
    let (frames, poses) = (batch.contextFrames.span, batch.contextPoses.span)
    self.number = number
    context = (0..<views).map { view in
      (
        frame: (view * pixels..<(view + 1) * pixels).map { frames[$0] },
        pose: (7 * view..<7 * (view + 1)).map { poses[$0] }
      )
    }
    target = (frame: batch.targetFrames.array(), pose: batch.queryPoses.array())
  }

  /// The first scenes of a split that can be used: of each the first K views are shown, and the one after
  /// them is asked for.
  ///
  /// - Parameters:
  ///   - count: how many, where there are as many.
  ///   - records: the split.
  ///   - sizes: give K and the size of the pictures.
  /// - Returns: the scenes.
  package static func first(
    _ count: Int, of records: RecordFolder, _ sizes: Hyperparameters
  ) -> [EvaluationScene] {
    var scenes: [EvaluationScene] = []
    _ = forEach(count, of: records, sizes) { (scene) throws(Never) in scenes.append(scene) }
    return scenes
  }

  /// Goes through such scenes one by one.
  ///
  /// - Returns: why records were passed over.
  static func forEach<Failure: Error>(
    _ count: Int, of records: RecordFolder, _ sizes: Hyperparameters,
    _ body: (EvaluationScene) throws(Failure) -> Void
  ) throws(Failure) -> [String] {
    var reader = EvaluationReader(records, scenes: count)
    var batch = SceneBatch(
      BatchSize(
        scenes: 1, contextViews: sizes.contextSize, width: sizes.imageWidth,
        height: sizes.imageHeight))
    var number = 0
    while reader.next(&batch) > 0 {
      try body(EvaluationScene(batch, number: number))
      number += 1
    }
    return reader.damage.first.map(\.message)
  }
}

extension TrainingBatch {
  /// A batch of scenes that have as many views each.
  package init(_ scenes: [EvaluationScene], _ sizes: Hyperparameters) {
    self.init(sizes, examples: scenes.count, views: scenes.first?.context.count ?? 0)
    for (example, scene) in scenes.enumerated() {
      Self.copy(scene.target.frame, to: target(example: example), of: &targetFrames)
      Self.copy(scene.target.pose, to: query(example: example), of: &queryPoses)
      for (view, shown) in scene.context.enumerated() {
        Self.copy(shown.frame, to: frame(example: example, view: view), of: &contextFrames)
        Self.copy(shown.pose, to: pose(example: example, view: view), of: &contextPoses)
      }
    }
  }

  private static func copy(_ values: [Float], to range: Range<Int>, of tensor: inout Tensor) {
    var part = tensor.mutableSpan(of: range)
    precondition(part.count == values.count, "\(values.count) numbers for \(part.count)")
    for index in part.indices { part[index] = values[index] }
  }
}
