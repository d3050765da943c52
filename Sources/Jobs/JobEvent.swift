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
