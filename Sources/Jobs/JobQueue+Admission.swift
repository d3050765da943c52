internal import Glibc
internal import LinuxSystem

// From a dropped file to a job.
//
// A group of drops is taken in with one sync of the file system:
//
//  1. for each a folder `.tmp/ID` is built, which lacks only the drop itself;
//  2. syncfs: these folders and the content of the drops are on the disk;
//  3. each drop is renamed into its folder, as `request.json`: this is the moment in which it becomes a job;
//  4. each folder is renamed into `queued/`;
//  5. `queued/` is synced.
//
// The drop itself moves, so at each moment it lies in exactly one place, and there is nothing to remove
// afterwards. (ext4 is also slow to make files while others are removed: it searches its tables for inodes
// that were not free a moment ago.) What a crash leaves after 3 is completed: see `JobQueue+Unborn.swift`.
// Rejected files go the same way, in a folder with `reason.txt`, to `rejected/`.

extension JobQueue {
  /// Takes in the next group of drops.
  func admitGroup() throws(QueueError) {
    guard clock.monotonic() >= troubleUntil else {
      return lookAgain(after: troubleUntil - clock.monotonic())
    }
    do throws(QueueError) {
      if hasUnborn { try completeUnborn() }
      let names = try attempt { () throws(SystemError) in
        try store.root.folder.entries().filter(DropName.isDrop).sorted()
      }
      unsettledDrops.keep(names)
      if !immovable.isEmpty {
        let present = Set(names)
        immovable = immovable.filter { present.contains($0.key) }
      }
      var group: [DropCandidate] = []
      let start = clock.monotonic()
      for name in names {
        guard group.count < settings.groupLimit,
          clock.monotonic() - start < settings.groupSeconds
        else {
          lookAgain(after: 0)
          break
        }
        if let candidate = try candidate(name, after: group) { group.append(candidate) }
      }
      try admit(group)
    } catch {
      troubleUntil = clock.monotonic() + settings.troublePause
      lookAgain(after: settings.troublePause)
      throw error
    }
  }

  /// Looks at a drop, and gives it an ID if something is to be done with it.
  private func candidate(
    _ name: FileName, after group: [DropCandidate]
  ) throws(QueueError) -> DropCandidate? {
    let facts: FileFacts
    do throws(SystemError) {
      facts = try FileFacts(of: name, in: store.root.folder)
    } catch {
      // Its writer may have taken it away again.
      guard error.errorNumber == ENOENT else { throw .system(error) }
      return nil
    }
    guard immovable[name] != facts else { return nil }
    let fate: DropCandidate.Fate
    let id: String
    switch try examine(name, facts) {
    case .leave: return nil
    case .accept(var status):
      id = freeID(status.id, group)
      status.id = id
      status.sequence = index.nextSequence + group.count
      fate = .job(status)
    case .reject(let reason, let content):
      // What was not read is told apart by what the kernel knows.
      let content = content.isEmpty ? Array("\(facts)".utf8) : content
      let base = JobID.make(
        name: JobID.safeName(DropName(name.shown).requestFile), fileName: name.bytes,
        content: content)
      id = freeID(base, group)
      fate = .rejection(reason: reason)
    }
    return DropCandidate(name: name, facts: facts, id: id, fate: fate)
  }

  private func freeID(_ id: String, _ group: [DropCandidate]) -> String {
    // Equal names, and so equal IDs, do not come twice in a group but by chance: the search is short.
    JobID.firstFree(id) { candidate in
      index[candidate] != nil || rejectedIDs.contains(candidate)
        || group.contains { $0.id == candidate }
    }
  }

  // MARK: - Taking in

  /// Brings a group into the queue. Where the disk fills up on the way, those go in that had room.
  private func admit(_ group: [DropCandidate]) throws(QueueError) {
    guard !group.isEmpty else { return }
    var built: [DropCandidate] = []
    var failure: QueueError?
    for candidate in group {
      do throws(QueueError) {
        try build(candidate)
        built.append(candidate)
      } catch {
        failure = error
        break
      }
    }
    if !built.isEmpty {
      do throws(SystemError) {
        try store.root.folder.syncFileSystem()
      } catch {
        for candidate in built { discard(candidate.id) }
        throw .system(error)
      }
      for candidate in built {
        do throws(SystemError) {
          try place(candidate)
        } catch {
          failure = failure ?? .system(error)
        }
      }
      try attempt { () throws(SystemError) in try store[.queued].folder.sync() }
    }
    if let failure { throw failure }
    troubleUntil = 0
  }

  /// Builds a candidate's folder in `.tmp`, without the drop.
  private func build(_ candidate: DropCandidate) throws(QueueError) {
    let file: String
    let bytes: [UInt8]
    switch candidate.fate {
    case .job(let status):
      file = QueueLayout.status
      bytes = try QueueDocument.bytes(of: status, pretty: true, path: file)
    case .rejection(let reason):
      file = QueueLayout.reason
      bytes = Array((reason + "\n").utf8)
    }
    do throws(SystemError) {
      try makeFolder(candidate.id).create(file, bytes)
    } catch {
      discard(candidate.id)
      throw .system(error)
    }
  }

  private func makeFolder(_ id: String) throws(SystemError) -> Folder {
    do throws(SystemError) {
      return try store.temporary.folder.makeFolder(id)
    } catch {
      guard error.errorNumber == EEXIST else { throw error }
      // An earlier try could not clear up after itself.
      try store.temporary.folder.removeTree(FileName(id))
      return try store.temporary.folder.makeFolder(id)
    }
  }

  /// Takes a folder out of `.tmp` that was built in vain.
  private func discard(_ id: String) {
    // Whatever stays is thrown away at the next try or start.
    try? store.temporary.folder.removeTree(FileName(id))
  }

  /// Moves a drop into its folder, and the folder into its place.
  private func place(_ candidate: DropCandidate) throws(SystemError) {
    let folder = try store.temporary.folder.descend(to: candidate.id, creating: false)
    do throws(SystemError) {
      try store.root.folder.move(candidate.name, to: folder, as: candidate.finalName)
    } catch {
      discard(candidate.id)
      switch error.errorNumber {
      case ENOENT: return
      case EACCES, EPERM, EBUSY, EXDEV:
        // A folder of somebody else's, or a mounted one; it stays, and is told of once.
        immovable[candidate.name] = candidate.facts
      default: break
      }
      throw error
    }
    do throws(SystemError) {
      try settle(candidate, in: folder)
    } catch {
      // The next scan has to see to it.
      hasUnborn = true
      throw error
    }
  }

  /// Moves a folder that has its drop into its place.
  private func settle(
    _ candidate: DropCandidate, in folder: borrowing Folder
  ) throws(SystemError) {
    switch candidate.fate {
    case .job(let status):
      guard try isUnchanged(candidate.facts, in: folder) else {
        hasUnborn = true
        return lookAgain(after: 0)
      }
      try store.move(candidate.id, from: store.temporary, to: store[.queued])
      index.put(Job(state: .queued, status: status))
      pending.events.append(.admitted(id: candidate.id))
    case .rejection(let reason):
      try store.move(candidate.id, from: store.temporary, to: store[.rejected])
      rejectedIDs.insert(candidate.id)
      pending.events.append(
        .rejected(id: candidate.id, file: candidate.name.shown, reason: reason))
    }
  }

  /// Whether a drop that was moved is the one that was read, and nobody else's too.
  private func isUnchanged(
    _ facts: FileFacts, in folder: borrowing Folder
  ) throws(SystemError) -> Bool {
    let request = FileName(QueueLayout.request)
    let now = try FileFacts(of: request, in: folder)
    guard DropIdentity(request, facts).fits(now) else { return false }
    if now.linkCount > 1 { try unlink(request, in: folder) }
    return true
  }

  /// Gives a hard link a content of its own, which no change of the other file alters.
  private func unlink(_ name: FileName, in folder: borrowing Folder) throws(SystemError) {
    let bytes = try WholeFile.read(
      name.shown, in: folder, limit: settings.requestByteLimit)
    try AtomicFile.write(bytes, to: name.shown, in: folder, .content)
  }
}
