internal import Kernels
internal import TensorFlowFormats
internal import Tensors

/// Fills batches with the scenes whose turn it is, on the threads of a pool.
///
/// Every slot of a batch gets a scene of its own; slots whose records turn out to be damaged get those
/// that come next. The result depends on the files alone, and not on the number of threads.
struct BatchFiller {
  private var course: SceneCourse
  private let pool: ThreadPool
  private let decoders: [SceneDecoder]
  /// The epoch of the last scene that could be used.
  private var lastUsableEpoch: Int

  init(_ course: SceneCourse, pool: ThreadPool) {
    self.course = course
    self.pool = pool
    decoders = (0..<pool.threadCount).map { _ in SceneDecoder() }
    lastUsableEpoch = course.position.epoch
  }

  /// Where the scene is that comes next.
  var position: ReadingPosition { course.position }

  /// Prepares what comes after the present files; returns false where that is done.
  mutating func lookAhead() -> Bool { course.lookAhead() }

  /// Fills a batch.
  ///
  /// - Returns: what was passed over, in the order of the records.
  /// - Throws: ``DatasetError/noUsableScene(folder:problem:)`` where a whole epoch has none.
  mutating func fill(_ batch: inout SceneBatch) throws(DatasetError) -> [Damage] {
    let size = batch.size
    var sources: [SceneBatch.Source?] = Array(repeating: nil, count: size.scenes)
    var empty = Array(0..<size.scenes)
    var damage: [Damage] = []
    while !empty.isEmpty {
      var places: [SceneCourse.Place] = []
      for _ in empty { places.append(try course.take()) }
      damage += course.takeDamage()
      let results = decode(
        places, into: empty, size, context: &batch.contextFrames, targets: &batch.targetFrames)
      var stillEmpty: [Int] = []
      for (slot, (place, result)) in zip(empty, zip(places, results)) {
        switch result {
        case .success(let scene):
          sources[slot] = SceneBatch.Source(
            file: place.file.path, offset: place.location.offset, views: scene.views)
          batch.write(scene.poses, to: slot)
          lastUsableEpoch = place.position.epoch
        case .failure(let error):
          damage.append(
            Damage(file: place.file.path, offset: place.location.offset, message: "\(error)"))
          stillEmpty.append(slot)
        }
      }
      empty = stillEmpty
      guard empty.isEmpty || course.position.epoch < lastUsableEpoch + 2 else {
        throw .noUsableScene(folder: course.order.records.path, problem: damage.first?.message)
      }
    }
    batch.sources = sources.compactMap { $0 }
    return damage
  }

  /// Decodes a record into each of the slots.
  private func decode(
    _ places: [SceneCourse.Place], into slots: [Int], _ size: BatchSize, context: inout Tensor,
    targets: inout Tensor
  ) -> [Result<SceneDecoder.Scene, DatasetError>] {
    let contextCount = size.contextViews * size.frameCount
    var results: [Result<SceneDecoder.Scene, DatasetError>?] = Array(
      repeating: nil, count: places.count)
    var context = context.mutableSpan
    var targets = targets.mutableSpan
    // Each index has a result, a slot and so parts of both arrays of its own; each worker has a decoder.
    unsafe context.withUnsafeMutableBufferPointer { context in
      unsafe targets.withUnsafeMutableBufferPointer { targets in
        unsafe results.withUnsafeMutableBufferPointer { results in
          pool.parallelFor(count: places.count) { index, worker in
            let (place, slot) = (places[index], slots[index])
            let contextPart = slot * contextCount..<(slot + 1) * contextCount
            let targetPart = slot * size.frameCount..<(slot + 1) * size.frameCount
            do throws(DatasetError) {
              unsafe results[index] = .success(
                unsafe try decoders[worker].decode(
                  place.location, of: place.file, size,
                  choosing: { course.order.views(size.views, of: $0, at: place.position) },
                  context: UnsafeMutableBufferPointer(rebasing: context[contextPart]),
                  target: UnsafeMutableBufferPointer(rebasing: targets[targetPart])))
            } catch {
              unsafe results[index] = .failure(error)
            }
          }
        }
      }
    }
    return results.compactMap { $0 }
  }
}

extension SceneBatch {
  /// Writes the encoded cameras of an example: those of the context views, then the target's.
  mutating func write(_ poses: [[Float]], to example: Int) {
    let views = poses.count - 1
    for (view, pose) in poses.enumerated() {
      if view < views {
        let start = 7 * (example * views + view)
        var place = contextPoses.mutableSpan(of: start..<start + 7)
        for index in pose.indices { place[index] = pose[index] }
      } else {
        var place = queryPoses.mutableSpan(of: 7 * example..<7 * (example + 1))
        for index in pose.indices { place[index] = pose[index] }
      }
    }
  }
}
