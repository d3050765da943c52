package import Kernels
internal import TensorFlowFormats

/// What is found when every record of a split is read and every picture decoded.
package struct SplitVerification: Sendable, Equatable {
  /// Damage that is kept in full.
  private static let keptDamage = 10_000
  /// Records that are checked between two looks at the progress.
  private static let recordsAtOnce = 512

  /// Records whose beginnings were found, and how many of them are whole.
  package private(set) var scenes = 0
  package private(set) var wholeScenes = 0
  /// Bytes of the records.
  package private(set) var byteCount = 0
  /// Pictures that were decoded.
  package private(set) var pictures = 0
  /// What is damaged, in the order of files and records.
  package private(set) var damage = DamageLog(keepingAtMost: keptDamage)

  /// Reads and decodes everything: checksums, features, cameras, and each picture.
  ///
  /// - Parameters:
  ///   - records: the split.
  ///   - expected: what its scenes should be like; one of another size is damaged, since most readers
  ///     cannot read it. Nil to accept all sizes.
  ///   - pool: its threads take a record each.
  ///   - progress: is told now and then how many bytes of records have been read.
  ///   - isCancelled: ends it early; what has been found stays.
  package init(
    _ records: RecordFolder, expected: SceneSizes?, pool: ThreadPool,
    progress: (_ bytesDone: Int) -> Void = { _ in },
    isCancelled: @Sendable () -> Bool = { false }
  ) {
    let decoders = (0..<pool.threadCount).map { _ in SceneDecoder() }
    var sequence = RecordSequence(records)
    var steps: [RecordSequence.Step] = []
    var isEnd = false
    while !isEnd, !isCancelled() {
      steps.removeAll(keepingCapacity: true)
      while steps.count < Self.recordsAtOnce, !isEnd {
        if let step = sequence.next() { steps.append(step) } else { isEnd = true }
      }
      for (step, result) in zip(steps, Self.check(steps, expected, decoders, pool, isCancelled)) {
        append(step, result)
      }
      progress(byteCount)
    }
  }

  private mutating func append(_ step: RecordSequence.Step, _ check: SceneCheck?) {
    switch step {
    case .damage(let damage): self.damage.append([damage])
    case .record(let location, let file):
      guard let check else { return }
      scenes += 1
      wholeScenes += check.problems.isEmpty ? 1 : 0
      byteCount += location.byteCount
      pictures += check.pictures
      damage.append(
        check.problems.map {
          Damage(file: file.path, offset: location.offset, message: "\($0)")
        })
    }
  }

  /// Checks records on all threads; nil for what is no record, or comes after a cancellation.
  private static func check(
    _ steps: [RecordSequence.Step], _ expected: SceneSizes?, _ decoders: [SceneDecoder],
    _ pool: ThreadPool, _ isCancelled: @Sendable () -> Bool
  ) -> [SceneCheck?] {
    var results: [SceneCheck?] = Array(repeating: nil, count: steps.count)
    // Each index has a result of its own, each worker a decoder.
    unsafe results.withUnsafeMutableBufferPointer { results in
      pool.parallelFor(count: steps.count) { index, worker in
        guard case .record(let location, let file) = steps[index], !isCancelled() else { return }
        unsafe results[index] = decoders[worker].check(location, of: file, expected: expected)
      }
    }
    return results
  }
}
