internal import LinuxSystem

/// The queue as the one daemon that serves it sees it.
///
/// It holds the folder's lock and an index of all jobs, and makes every change on the disk before it
/// makes it in the index, so that what a caller sees is what a power cut leaves. Not for several
/// threads.
package final class JobQueue {
  /// What the queue's owner makes of a dropped file: its content and its name without folder.
  package typealias Validation = (_ bytes: [UInt8], _ fileName: String) -> AdmissionVerdict

  /// The folder that is served.
  package let folder: QueueFolder
  /// The jobs that were found running when the queue was opened, as they were then: their daemon was
  /// stopped or killed, and their workers may be alive. They are queued again, or cancelled if that
  /// had been asked for.
  package private(set) var interrupted: [Job] = []

  /// Takes the queue: creates missing folders, takes the lock, finishes what a killed daemon left
  /// half done, and reads all jobs.
  ///
  /// - Throws: ``QueueError/held(path:holder:)`` when another daemon serves the folder.
  package init(
    _ folder: QueueFolder, settings: QueueSettings = QueueSettings(), clock: QueueClock = .system,
    validate: @escaping Validation
  ) throws(QueueError) {
    self.folder = folder
    throw .folderGone(path: folder.path)
  }

  // MARK: - Looking

  /// Every job of a state, in the order of arrival.
  package func jobs(in state: JobState) -> [Job] { [] }

  /// A job by its ID.
  package func job(_ id: String) -> Job? { nil }

  /// How many jobs are in each state; rejected files are not counted.
  package var counts: [JobState: Int] { [:] }

  /// Why no job may start, or nil where jobs may.
  package var pausedReason: String? { nil }

  /// The job that should start next: the highest priority first, then the order of arrival. Nil while
  /// the queue is paused, and where every queued job is stashed, or waits for a moment or a job.
  package func nextRunnable(_ lane: Lane) -> Job? { nil }

  /// In how many seconds a job that waits for a moment may start; nil where none does.
  package var secondsUntilReady: Double? { nil }

  // MARK: - Changing

  /// Brings the queue in line with what lies in its folder: takes in a group of dropped files, carries
  /// out control requests, fails jobs whose dependencies failed. Doing it once more is harmless.
  ///
  /// - Parameter thorough: also compares the index with the folders of all states, which costs time in
  ///   proportion to the number of jobs; due now and then, since people move files.
  /// - Throws: ``QueueError/folderGone(path:)`` or ``QueueError/folderReplaced(path:)``: this value is of no
  ///   more use then. Every other trouble is told in the result.
  package func scan(thorough: Bool = false) throws(QueueError) -> ScanResult { ScanResult() }

  /// Makes a queued job a running one, with one attempt more.
  package func begin(_ id: String) throws(QueueError) -> Job {
    throw .noSuchJob(id, suggestion: nil)
  }

  /// Notes the process that runs a job.
  package func noteWorker(_ id: String, pid: Int32) throws(QueueError) {}

  /// Notes how far a running job has come; on the disk at most twice a second, and not synced.
  package func updateProgress(_ id: String, _ progress: JobProgress) throws(QueueError) {}

  /// Puts a running job back into the queue, or fails it when it crashed too often.
  ///
  /// - Returns: the job as it is now, `queued` or `failed`.
  package func requeue(
    _ id: String, after cause: RequeueCause, message: String
  ) throws(QueueError) -> Job { throw .noSuchJob(id, suggestion: nil) }

  /// Ends a running or queued job.
  package func finish(
    _ id: String, as state: FinalState, message: String? = nil, exitCode: Int? = nil
  ) throws(QueueError) -> Job { throw .noSuchJob(id, suggestion: nil) }

  /// Writes `crash.txt` into a job's folder, in place of an earlier one.
  package func writeCrashReport(_ text: String, for id: String) throws(QueueError) {}

  /// Lets no further job start until ``resume()``; outlives the daemon.
  package func pause(reason: String) throws(QueueError) {}

  /// Takes a pause back.
  package func resume() throws(QueueError) {}

  /// Carries out one control request, as if it had come by a file.
  package func apply(_ request: ControlRequest) throws(QueueError) -> [QueueEvent] { [] }

  /// Removes finished jobs, except those that a queued job waits for.
  ///
  /// - Returns: the IDs that are gone.
  package func clean(_ rule: CleanRule) throws(QueueError) -> [String] { [] }
}

/// Why a running job goes back into the queue.
package enum RequeueCause: Sendable, Equatable {
  /// The daemon stops, or was stopped: costs nothing.
  case interruption
  /// The worker crashed: counts towards ``QueueSettings/crashLimit``, and a growing pause follows.
  case crash(exitCode: Int?)
  /// Something that passes without the job's doing, a full disk say: a growing pause follows.
  case setback
}
