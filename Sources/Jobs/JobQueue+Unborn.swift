internal import LinuxSystem

// What lies in `.tmp` after a crash, or a trouble, between the drop's move into its folder and the folder's
// move into its place.

extension JobQueue {
  /// Empties `.tmp`: completes what has its drop already, and removes the rest, which belongs to nobody now.
  func clearTemporary() throws(QueueError) {
    hasUnborn = true
    try completeUnborn()
    for name in try unborn() {
      do throws(SystemError) {
        try store.temporary.folder.removeTree(name)
      } catch {
        note(.system(error))
      }
    }
  }

  /// Brings every drop in `.tmp` to its place, and those back that have changed since they were read.
  func completeUnborn() throws(QueueError) {
    for name in try unborn() {
      guard let id = name.text, !name.isHidden else { continue }
      try attempt { () throws(SystemError) in try complete(id) }
    }
    try attempt { () throws(SystemError) in try store[.queued].folder.sync() }
    hasUnborn = false
  }

  private func unborn() throws(QueueError) -> [FileName] {
    try attempt { () throws(SystemError) in try store.temporary.folder.entries() }
  }

  private func complete(_ id: String) throws(SystemError) {
    guard try FileFacts(of: id, in: store.temporary.folder).kind == .folder else { return }
    let folder = try store.temporary.folder.descend(to: id, creating: false)
    let entries = try folder.entries()
    let request = FileName(QueueLayout.request)
    if entries.contains(FileName(QueueLayout.reason)) {
      guard entries.count > 1 else { return }
      try store.move(id, from: store.temporary, to: store[.rejected])
      rejectedIDs.insert(id)
    } else if entries.contains(request) {
      let facts = try FileFacts(of: request, in: folder)
      let drop = unbornStatus(in: folder)?.drop
      if drop?.fits(facts) == true, facts.linkCount == 1 {
        try store.move(id, from: store.temporary, to: store[.queued])
        guard let job = load(id, .queued) else { return }
        index.put(job)
        pending.events.append(.admitted(id: id))
      } else {
        try giveBack(request, in: folder, as: drop?.file ?? "\(id).json")
        try store.temporary.folder.removeTree(FileName(id))
      }
    }
  }

  private func unbornStatus(in folder: borrowing Folder) -> JobStatus? {
    let bytes = try? WholeFile.read(
      QueueLayout.status, in: folder, limit: QueueLayout.ownFileLimit)
    return try? QueueDocument.read(from: bytes ?? [], path: QueueLayout.status)
  }

  /// Puts a file back into the drop folder, beside whatever has taken its name meanwhile.
  private func giveBack(
    _ file: FileName, in folder: borrowing Folder, as name: String
  ) throws(SystemError) {
    let isFree = try store.facts(of: name, in: store.root) == nil
    let name = isFree ? name : DropName.unique(name, stashed: DropName(name).isStashed)
    try folder.move(file, to: store.root.folder, as: FileName(name))
  }
}
