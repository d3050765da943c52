internal import Synchronization
package import Kernels

/// What the headers of a split's records tell: how many there are, and where the way through them ends.
///
/// Nothing else is read, so that only damaged lengths and cut files are found.
package struct SplitSurvey: Sendable, Equatable {
  /// Records whose beginnings were found.
  package var scenes = 0
  /// Bytes of all files.
  package var byteCount = 0
  /// Where files cannot be read to their ends, in the order of the files.
  package var damage: [Damage] = []

  /// Goes through the files.
  ///
  /// - Parameters:
  ///   - records: the files.
  ///   - pool: its threads take a file each.
  ///   - progress: is told, on the calling thread, how many files have been gone through.
  ///   - isCancelled: ends it early; what has been found is returned.
  package init(
    _ records: RecordFolder, pool: ThreadPool, progress: (_ filesDone: Int) -> Void = { _ in },
    isCancelled: @Sendable () -> Bool = { false }
  ) {
    let found = Mutex<[(index: Int, file: SplitSurvey)]>([])
    pool.parallelFor(count: records.files.count) { index, worker in
      guard !isCancelled() else { return }
      let survey = SplitSurvey(RecordSequence(records, files: [index]))
      let count = found.withLock {
        $0.append((index, survey))
        return $0.count
      }
      if worker == 0 { progress(count) }
    }
    byteCount = records.byteCount
    for (_, file) in found.withLock({ $0 }).sorted(by: { $0.index < $1.index }) {
      scenes += file.scenes
      damage += file.damage
    }
  }

  private init(_ sequence: RecordSequence) {
    var sequence = sequence
    while let step = sequence.next() {
      switch step {
      case .record: scenes += 1
      case .damage(let found): damage.append(found)
      }
    }
  }
}
