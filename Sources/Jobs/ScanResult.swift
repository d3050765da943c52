/// What a scan found and did.
package struct ScanResult: Sendable, Equatable {
  /// What happened, in its order.
  package var events: [QueueEvent] = []
  /// The IDs of running jobs whose worker must be stopped, after which ``JobQueue/finish(_:as:message:exitCode:)``
  /// is due with `.cancelled`. They are named in every scan until then.
  package var workersToStop: [String] = []
  /// What could not be done and will be tried again. A trouble that lasts is told once.
  package var problems: [QueueError] = []
  /// In how many seconds to scan again even if nothing else gives cause to; 0 means at once.
  package var lookAgainAfter: Double?

  /// Nothing found, nothing done.
  package init() {}
}

/// Something that happened in the queue.
package enum QueueEvent: Sendable, Equatable {
  /// A dropped file became a job.
  case admitted(id: String)
  /// A dropped file was put to `rejected/`.
  case rejected(id: String, file: String, reason: String)
  /// A queued job was called off.
  case cancelled(id: String, by: String?)
  /// A running job is to be called off.
  case cancelRequested(id: String, by: String?)
  /// A job failed because one that it waited for did not succeed.
  case failed(id: String, message: String)
  /// A finished job is queued once more.
  case retried(id: String)
  /// A job has another priority.
  case priorityChanged(id: String, priority: Int)
  /// A stashed job may go on.
  case unstashed(id: String)
  /// No further job starts.
  case paused(reason: String)
  /// Jobs start again.
  case resumed
  /// Jobs were removed.
  case cleaned(ids: [String])
  /// A job was found that the queue did not know, or by hand in another place.
  case found(id: String, state: JobState)
  /// A job's folder is not where it was.
  case vanished(id: String)
  /// Something was left alone, and why.
  case ignored(String)
}
