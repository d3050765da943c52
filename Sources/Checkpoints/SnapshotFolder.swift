internal import Diagnostics
internal import LinuxSystem
package import TensorFlowFormats

/// The checkpoints of a folder as a training looks after them.
///
///     checkpoint                              names the newest and all that are kept
///     model.ckpt-N.index, .data-00000-of-00001
///     .new-model.ckpt-N…                      one that is being written
///
/// At every moment the file `checkpoint` names a checkpoint that is whole and on the disk.
package struct SnapshotFolder: Sendable {
  /// The folder.
  package let path: String

  /// What a checkpoint of a step is called.
  private static func name(_ step: Int) -> String { "model.ckpt-\(step)" }
  /// What one that is being written is called, and everything that belongs to it begins with.
  private static let unfinished = ".new-"
  private static let indexEnding = ".index"
  private static let dataEnding = ".data-00000-of-00001"
  /// What TensorFlow's saver writes beside them.
  private static let graphEnding = ".meta"

  /// Looks after a folder, which must exist.
  package init(_ path: String) {
    self.path = path
  }

  /// Removes what a killed run left unfinished.
  package func removeUnfinished() throws(SnapshotError) {
    try wrapping { () throws(SystemError) in
      let folder = try Folder(path)
      for name in try folder.names()
      where name.hasPrefix(Self.unfinished) || name.hasPrefix("." + Self.unfinished) {
        try folder.remove(name)
      }
    }
  }

  /// The checkpoints to go on from, the one that `checkpoint` names first, then the others from the newest
  /// on: what one is damaged, the next one may not be.
  package var candidates: [Int] {
    let steps = Array(Snapshot.steps(in: path).reversed())
    guard let state = try? CheckpointState(folder: path),
      let named = Snapshot.stepInName(state.modelCheckpointPath), steps.contains(named)
    else { return steps }
    return [named] + steps.filter { $0 != named }
  }

  /// Writes a checkpoint: all of it or nothing.
  ///
  /// It is written under another name, brought to the disk, read back and compared with its checksums,
  /// and only then takes its place; `checkpoint` follows, and what it listed and is no longer kept is removed
  /// last.
  ///
  /// - Parameters:
  ///   - step: the training step.
  ///   - keep: how many of the newest stay.
  ///   - keepEvery: those whose step is a multiple of it stay for good; 0 for none.
  ///   - content: appends the tensors.
  /// - Throws: ``SnapshotError/file(_:)``; what was there before is as it was.
  package func write(
    step: Int, keep: Int, keepEvery: Int,
    _ content: (TensorBundleWriter) throws(BundleError) -> Void
  ) throws(SnapshotError) {
    let name = Self.name(step)
    let unfinished = Self.unfinished + name
    do throws(BundleError) {
      let writer = try TensorBundleWriter(prefix: Paths.join(path, unfinished))
      try content(writer)
      try writer.finish()
      try TensorBundle(prefix: Paths.join(path, unfinished)).verify()
    } catch {
      if let folder = try? Folder(path) {
        try? folder.remove(unfinished + Self.indexEnding)
        try? folder.remove(unfinished + Self.dataEnding)
      }
      throw .file("\(error)")
    }
    try wrapping { () throws(SystemError) in
      let folder = try Folder(path)
      // An index whose tensors are those of another run would be damaged.
      try folder.remove(name + Self.indexEnding)
      try folder.rename(unfinished + Self.dataEnding, to: name + Self.dataEnding)
      try folder.rename(unfinished + Self.indexEnding, to: name + Self.indexEnding)
      try folder.sync()
    }
    try publish(step, keep: keep, keepEvery: keepEvery)
  }

  /// Makes a checkpoint the newest, and removes what is not kept beside it.
  ///
  /// As by TensorFlow's saver, only what `checkpoint` lists is removed, and what is kept for good leaves the list. The
  /// list has what is to be removed until that is done, so that a kill leaves nothing that nobody removes.
  private func publish(_ step: Int, keep: Int, keepEvery: Int) throws(SnapshotError) {
    let earlier = managed.filter { $0 < step }
    let kept = Array((earlier + [step]).suffix(keep))
    let removed = earlier.filter { other in
      !kept.contains(other) && !(keepEvery > 0 && other % keepEvery == 0)
    }
    try write(newest: step, list: (removed + kept).sorted())
    guard !removed.isEmpty else { return }
    try wrapping { () throws(SystemError) in
      let folder = try Folder(path)
      for other in removed {
        for ending in [Self.indexEnding, Self.dataEnding, Self.graphEnding] {
          try folder.remove(Self.name(other) + ending)
        }
      }
    }
    try write(newest: step, list: kept)
  }

  private func write(newest: Int, list: [Int]) throws(SnapshotError) {
    do throws(BundleError) {
      try CheckpointState(
        modelCheckpointPath: Self.name(newest), allModelCheckpointPaths: list.map(Self.name)
      ).write(folder: path)
    } catch {
      throw .file("\(error)")
    }
  }

  /// The steps of the checkpoints that are the training's to remove, ascending: those that `checkpoint` lists, and
  /// later ones, which a run that was killed had written but not listed yet.
  private var managed: [Int] {
    guard let state = try? CheckpointState(folder: path) else { return [] }
    let listed = Set(
      (state.allModelCheckpointPaths + [state.modelCheckpointPath]).compactMap {
        Self.step(ofName: Paths.split($0).name)
      })
    guard let newest = listed.max() else { return [] }
    let names = (try? Folder.names(in: path)) ?? []
    return names.filter { $0.hasSuffix(Self.indexEnding) }
      .compactMap { Self.step(ofName: String($0.dropLast(Self.indexEnding.count))) }
      .filter { listed.contains($0) || $0 > newest }.sorted()
  }

  /// The step of a checkpoint that is called as this folder's are.
  private static func step(ofName name: String) -> Int? {
    Snapshot.stepInName(name).flatMap { Self.name($0) == name ? $0 : nil }
  }

  private func wrapping(_ body: () throws(SystemError) -> Void) throws(SnapshotError) {
    do throws(SystemError) {
      try body()
    } catch {
      throw .file("\(error)")
    }
  }
}
