package import LinuxSystem

/// One line of a job's `events.jsonl`.
package struct JobEvent: Codable, Sendable, Equatable {
  /// What happened.
  package enum Kind: String, Codable, Sendable {
    case admitted, started, stopped, crashed, retrying, retried, done, failed, cancelled
    case cancelRequested, priority, unstashed, recovered
  }

  /// When it happened.
  package var at: Timestamp
  /// What happened.
  package var event: Kind
  /// What a person should know of it.
  package var detail: String?

  /// An event of a job.
  package init(at: Timestamp, event: Kind, detail: String? = nil) {
    self.at = at
    self.event = event
    self.detail = detail
  }
}

extension JobStatus {
  /// The first event of every job, which needs no writing down to be known.
  var admission: JobEvent { JobEvent(at: submittedAt, event: .admitted, detail: drop?.file) }
}
