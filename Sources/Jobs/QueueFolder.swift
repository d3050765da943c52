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
}

extension QueueFolder {
  /// Makes the folders that are missing.
  package func create() throws(QueueError) {}

  /// The jobs in some states, in the order of arrival.
  package func jobs(in states: Set<JobState>) throws(QueueError) -> [Job] { [] }

  /// The one job with an ID, a name, or an ID that begins so.
  package func job(matching text: String) throws(QueueError) -> Job {
    throw .noSuchJob(text, suggestion: nil)
  }

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

  /// What happened to a job, oldest first; lines that cannot be read are left out.
  package func events(of job: Job) throws(QueueError) -> [JobEvent] { [] }

  /// Drops a request into the queue, whole and synced.
  ///
  /// - Parameters:
  ///   - bytes: the request.
  ///   - name: what the file is to be called, without folder and `.json`; made safe, and made unique where
  ///     a drop of that name waits.
  ///   - stashed: whether the job is to be held back until it is unstashed.
  /// - Returns: the dropped file's name, which ``jobID(name:fileName:bytes:)`` needs.
  package func deliver(
    _ bytes: [UInt8], as name: String, stashed: Bool = false
  ) throws(QueueError) -> String { "\(name).json" }

  /// The ID that a dropped file gets as a job if it is the first of its kind: the request's name and a
  /// digest of the file's name and content.
  ///
  /// - Parameters:
  ///   - name: the request's name; nil for the default, which comes from the file's name.
  ///   - fileName: the dropped file's name without folder.
  ///   - bytes: its content.
  package static func jobID(name: String?, fileName: String, bytes: [UInt8]) -> String {
    name ?? fileName
  }

  /// Leaves a control request for the daemon; it is carried out when one runs.
  package func send(_ request: ControlRequest) throws(QueueError) {}

  /// How the daemon that serves the queue names itself, `process 12 on host`; nil without one.
  package func holder() -> String? { nil }

  /// Why the queue is paused; nil where it is not.
  package var pausedReason: String? { nil }
}
