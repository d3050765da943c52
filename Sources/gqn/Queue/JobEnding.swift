internal import Diagnostics
internal import Jobs

extension CommandFailure {
  /// How a job ended, for a command that waited for it; nil for one that was done or has not ended.
  init?(endOf job: Job) {
    let reason = job.status.message.map { ": \(printable($0, limit: 1000))" } ?? ""
    let id = printable(job.id)
    switch job.state {
    case .queued, .running, .done: return nil
    case .failed: self.init(.failed, "\(id) failed\(reason); see gqn show \(id)")
    case .cancelled: self.init(.cancelled, "\(id) was cancelled\(reason)")
    case .rejected: self.init(.badData, "\(id) was rejected\(reason)")
    }
  }
}
