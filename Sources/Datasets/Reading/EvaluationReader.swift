internal import TensorFlowFormats
internal import Tensors

/// Reads the first scenes of a split, in the order of files and records, with the same views each time:
/// the first K are the context, and the one after them is the target.
///
/// Records that cannot be used are passed over, and the next ones take their places.
package struct EvaluationReader {
  /// What was passed over so far.
  package private(set) var damage = DamageLog()

  private let decoder = SceneDecoder()
  private var records: RecordSequence
  private var rest: Int

  /// Begins at the first record.
  ///
  /// - Parameters:
  ///   - records: the split.
  ///   - scenes: how many are read, where there are as many.
  package init(_ records: RecordFolder, scenes: Int) {
    self.records = RecordSequence(records)
    rest = scenes
  }

  /// Reads the next scenes.
  ///
  /// - Parameter batch: receives them, as many as it has room for and are left.
  /// - Returns: how many it received. They are its first examples; the others are as they were.
  package mutating func next(_ batch: inout SceneBatch) -> Int {
    let size = batch.size
    batch.sources = []
    while batch.sources.count < min(size.scenes, rest), let step = records.next() {
      switch step {
      case .damage(let damage): self.damage.append([damage])
      case .record(let location, let file):
        do throws(DatasetError) {
          let example = batch.sources.count
          let scene = try read(
            location, of: file, size, to: example, context: &batch.contextFrames,
            target: &batch.targetFrames)
          batch.write(scene.poses, to: example)
          batch.sources.append(
            SceneBatch.Source(file: file.path, offset: location.offset, views: scene.views))
        } catch {
          damage.append([
            Damage(file: file.path, offset: location.offset, message: "\(error)")
          ])
        }
      }
    }
    rest -= batch.sources.count
    return batch.sources.count
  }

  private func read(
    _ location: RecordLocation, of file: RecordFile, _ size: BatchSize, to example: Int,
    context: inout Tensor, target: inout Tensor
  ) throws(DatasetError) -> SceneDecoder.Scene {
    let (frame, views) = (size.frameCount, size.contextViews * size.frameCount)
    var context = context.mutableSpan(of: example * views..<(example + 1) * views)
    var target = target.mutableSpan(of: example * frame..<(example + 1) * frame)
    return try unsafe context.withUnsafeMutableBufferPointer { context throws(DatasetError) in
      try unsafe target.withUnsafeMutableBufferPointer { target throws(DatasetError) in
        try unsafe decoder.decode(
          location, of: file, size, choosing: { _ in Array(0..<size.views) }, context: context,
          target: target)
      }
    }
  }
}
