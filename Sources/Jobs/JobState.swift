/// Where a job is in its life; the folder of this name that it lies in *is* its state.
///
/// A job goes through them in this order, unless it is retried or put back.
package enum JobState: String, CaseIterable, Codable, Sendable {
  /// Waits for its turn.
  case queued
  /// Has a worker.
  case running
  /// Was done in full.
  case done
  /// Was given up; its status says why.
  case failed
  /// Was called off.
  case cancelled
  /// Never was a job: the dropped file lies there beside `reason.txt`.
  case rejected

  /// Whether nothing more happens to the job unless somebody retries it.
  package var isFinal: Bool { self != .queued && self != .running }
}

/// The states that end a job.
package enum FinalState: String, Sendable {
  case done, failed, cancelled

  /// The same as a ``JobState``.
  package var jobState: JobState {
    switch self {
    case .done: .done
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }
}

/// Which workers a job waits for: renders and training do not wait for each other.
package enum Lane: String, CaseIterable, Sendable {
  case render, train

  /// The lane of a type of request: everything but `render` takes its time and goes to ``train``.
  package init(type: String) { self = type == "render" ? .render : .train }
}
