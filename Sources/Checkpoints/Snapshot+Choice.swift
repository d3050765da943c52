internal import LinuxSystem
internal import TensorFlowFormats

// Which of a folder's checkpoints is meant.

extension Snapshot {
  /// The steps of which a folder has a checkpoint, ascending.
  package static func steps(in folder: String) -> [Int] {
    let names = (try? Folder.names(in: folder)) ?? []
    return names.filter { $0.hasSuffix(".index") }
      .compactMap { stepInName(String($0.dropLast(".index".count))) }.sorted()
  }

  /// The number that a prefix ends with: 2000 of `model.ckpt-2000`.
  static func stepInName(_ prefix: String) -> Int? {
    prefix.split(separator: "-").last.flatMap { Int($0) }
  }

  /// The prefix of the checkpoint of a step.
  static func prefix(ofStep step: Int, in folder: String) throws(SnapshotError) -> String {
    let names = (try? Folder.names(in: folder)) ?? []
    guard let name = names.first(where: { $0.hasSuffix("-\(step).index") }) else {
      let available = steps(in: folder)
      throw available.isEmpty
        ? .noCheckpoint(folder: folder)
        : .noStep(folder: folder, step: step, available: available)
    }
    return folder + "/" + name.dropLast(".index".count)
  }

  /// The prefix of the newest checkpoint, as the file `checkpoint` says.
  ///
  /// TensorFlow writes an absolute path there if it was given one, and follows it to the letter. Here the
  /// files beside `checkpoint` come first: a folder that was copied, from another machine or on the same one,
  /// is a snapshot of its own, and the same one for everybody who may read it.
  static func newestPrefix(
    in folder: String, within roots: ReadRoots?
  ) throws(SnapshotError) -> String {
    let path: String
    do throws(BundleError) {
      path = try CheckpointState(folder: folder, within: roots).modelCheckpointPath
    } catch {
      guard (try? FileFacts(of: folder + "/checkpoint")) != nil else {
        throw .noCheckpoint(folder: folder)
      }
      throw .file("\(error)")
    }
    let beside = folder + "/" + Paths.split(path).name
    let written = CheckpointState.prefix(path, in: folder)
    for prefix in path.hasPrefix("/") ? [beside, written] : [written, beside]
    where hasIndex(prefix, in: folder, within: roots) {
      return prefix
    }
    let leadsOut = roots.map { !$0.contains(Paths.normalized(absolute(written))) } ?? false
    throw .noNamedCheckpoint(
      folder: folder, path: path, available: steps(in: folder),
      outsideOf: leadsOut ? roots?.folders ?? [] : [])
  }

  /// Whether there is an index that may be looked at. What lies in the folder itself may: should it be a link
  /// that leads out, that is told when it is opened.
  private static func hasIndex(
    _ prefix: String, in folder: String, within roots: ReadRoots?
  ) -> Bool {
    let index = prefix + ".index"
    guard Paths.split(index).folder != folder else {
      return (try? FileFacts(of: index, followingLinks: false)) != nil
    }
    return Paths.resolved(index).map { roots?.contains($0) ?? true } ?? false
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : Folder.working + "/" + path
  }
}
