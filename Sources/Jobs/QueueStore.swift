internal import Glibc
internal import LinuxSystem

/// An open folder of the queue, and which one it was.
final class OpenFolder: Sendable {
  let folder: Folder
  let facts: FileFacts

  init(_ folder: consuming Folder) throws(SystemError) {
    facts = try folder.facts()
    self.folder = folder
  }
}

/// The queue's folders, held open, and what is done with jobs in them.
///
/// Everything goes through the open folders, so that nothing is ever written into a folder that has
/// taken the queue's place.
final class QueueStore {
  let path: String
  let root: OpenFolder
  let temporary: OpenFolder
  let control: OpenFolder
  private let queued: OpenFolder
  private let running: OpenFolder
  private let done: OpenFolder
  private let failed: OpenFolder
  private let cancelled: OpenFolder
  private let rejected: OpenFolder

  /// Opens the folders, making those that are missing.
  init(_ path: String) throws(SystemError) {
    self.path = path
    root = try OpenFolder(Folder(creating: path))
    temporary = try OpenFolder(root.folder.descend(to: QueueLayout.temporary))
    control = try OpenFolder(root.folder.descend(to: QueueLayout.control))
    queued = try OpenFolder(root.folder.descend(to: JobState.queued.rawValue))
    running = try OpenFolder(root.folder.descend(to: JobState.running.rawValue))
    done = try OpenFolder(root.folder.descend(to: JobState.done.rawValue))
    failed = try OpenFolder(root.folder.descend(to: JobState.failed.rawValue))
    cancelled = try OpenFolder(root.folder.descend(to: JobState.cancelled.rawValue))
    rejected = try OpenFolder(root.folder.descend(to: JobState.rejected.rawValue))
  }

  /// The folder of a state.
  subscript(state: JobState) -> OpenFolder {
    switch state {
    case .queued: queued
    case .running: running
    case .done: done
    case .failed: failed
    case .cancelled: cancelled
    case .rejected: rejected
    }
  }

  /// Checks that the paths still lead to the open folders.
  func checkPlaces() throws(QueueError) {
    do {
      guard let found = try FileFacts.ifPresent(path) else {
        throw QueueError.folderGone(path: path)
      }
      guard found.isSameFile(as: root.facts) else { throw QueueError.folderReplaced(path: path) }
      let inside =
        [(QueueLayout.temporary, temporary), (QueueLayout.control, control)]
        + JobState.allCases.map { ($0.rawValue, self[$0]) }
      for (name, open) in inside {
        guard let found = try facts(of: name, in: root), found.isSameFile(as: open.facts) else {
          throw QueueError.folderReplaced(path: Paths.join(path, name))
        }
      }
    } catch let error as QueueError {
      throw error
    } catch let error as SystemError {
      throw .system(error)
    } catch {
      throw .folderGone(path: path)
    }
  }

  /// What lies under a name, or nil.
  func facts(of name: String, in folder: OpenFolder) throws(SystemError) -> FileFacts? {
    do {
      return try FileFacts(of: name, in: folder.folder)
    } catch {
      guard error.errorNumber == ENOENT else { throw error }
      return nil
    }
  }

  // MARK: - Jobs

  /// The names in the folder of a state that may be jobs.
  func ids(in state: JobState) throws(SystemError) -> [String] {
    try self[state].folder.entries().filter { !$0.isHidden }.compactMap(\.text)
  }

  /// A file of a job.
  func read(
    _ file: String, of id: String, in state: JobState, limit: Int = QueueLayout.ownFileLimit
  ) throws(SystemError) -> [UInt8] {
    try WholeFile.read("\(id)/\(file)", in: self[state].folder, limit: limit)
  }

  /// Writes a file of a job: all of it or nothing.
  func write(
    _ bytes: [UInt8], to file: String, of id: String, in state: JobState,
    _ durability: AtomicFile.Durability
  ) throws(SystemError) {
    let folder = try self[state].folder.descend(to: id, creating: false)
    try AtomicFile.write(bytes, to: file, in: folder, durability)
  }

  /// Puts a file into a job's folder that may be the last of its name.
  ///
  /// It is born in `.tmp`, which is emptied at the next start: a part in the job's folder that a killed daemon
  /// left would stay until the file is written again.
  func add(
    _ bytes: [UInt8], as file: String, to id: String, in state: JobState
  ) throws(SystemError) {
    let folder = try self[state].folder.descend(to: id, creating: false)
    let born = "\(id)-\(file)"
    do throws(SystemError) {
      try AtomicFile.write(bytes, to: born, in: temporary.folder, .content)
      try temporary.folder.move(FileName(born), to: folder, as: FileName(file))
    } catch {
      try? temporary.folder.remove(born)
      throw error
    }
    try folder.sync()
  }

  /// Adds a line to a job's events; the first line is written with the second, which makes it a little
  /// cheaper to take in thousands of jobs.
  func log(
    _ line: [UInt8], after first: [UInt8], of id: String, in state: JobState
  ) throws(SystemError) {
    let folder = try self[state].folder.descend(to: id, creating: false)
    let isNew = try facts(of: "\(id)/\(QueueLayout.events)", in: self[state]) == nil
    try folder.append(isNew ? first + line : line, to: QueueLayout.events)
  }

  /// Puts a job's folder into that of another state; the caller syncs both.
  func move(_ id: String, from source: JobState, to target: JobState) throws(SystemError) {
    try move(id, from: self[source], to: self[target])
  }

  /// Puts a folder from one folder into another.
  ///
  /// What lies there by the same name was put there by hand, since an ID is given once: it gets another
  /// name, and nothing of it is lost.
  func move(_ id: String, from source: OpenFolder, to target: OpenFolder) throws(SystemError) {
    do {
      try source.folder.move(FileName(id), to: target.folder, as: FileName(id))
    } catch {
      guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(error.errorNumber ?? 0) else { throw error }
      let present = Set(try target.folder.entries().compactMap(\.text))
      let free = JobID.firstFree(id, isTaken: present.contains)
      try target.folder.rename(id, to: free)
      try source.folder.move(FileName(id), to: target.folder, as: FileName(id))
    }
  }
}
