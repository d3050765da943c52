internal import LinuxSystem

/// The queue's folder as everybody sees it: its paths, what lies in it, and how to put something in.
///
/// A cheap value; reading takes no lock. docs/queue.md describes what lies where.
package struct QueueFolder: Sendable, Equatable {
  /// The folder's path, without a slash at the end.
  package let path: String

  /// The queue in a folder, which need not exist yet.
  package init(_ path: String) {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    self.path = String(path)
  }

  /// Makes the folders that are missing.
  package func create() throws(QueueError) {
    do throws(SystemError) {
      _ = try QueueStore(path)
    } catch {
      throw .system(error)
    }
  }

  // MARK: - Paths

  /// The path of a job's folder, for as long as it stays in its state.
  package func folder(of job: Job) -> String { folder(of: job.id, state: job.state) }

  /// The path of the folder of a job in a state.
  package func folder(of id: String, state: JobState) -> String {
    "\(path)/\(state.rawValue)/\(id)"
  }

  /// The path of an attempt's log; by default of the last one.
  package func log(of job: Job, attempt: Int? = nil) -> String {
    "\(folder(of: job))/attempt-\(attempt ?? job.status.attempts).log"
  }

  // MARK: - The daemon

  /// How the daemon that serves the queue names itself, `process 12 on host`; nil without one.
  package func holder() -> String? { FileLock.holder(of: "\(path)/\(QueueLayout.lock)") }

  /// Why the queue is paused; nil where it is not.
  package var pausedReason: String? {
    let file = "\(path)/\(QueueLayout.paused)"
    guard (try? FileFacts(of: file, followingLinks: false)) != nil else { return nil }
    return PauseFile.reason(try? WholeFile.read(file, limit: QueueLayout.controlLimit))
  }
}
