internal import Diagnostics
internal import Jobs
internal import LinuxSystem

/// Waits for jobs to end, by looking at their folders.
struct JobWatch {
  /// How long a daemon may be away, to be started anew, before waiting for it is given up.
  private static let absence = 60.0

  let queue: QueueAccess
  /// How long to wait, in seconds; nil for as long as it takes.
  let timeout: Double?

  /// Waits until all of the jobs have ended.
  ///
  /// - Parameters:
  ///   - ids: the jobs' IDs.
  ///   - look: gets each job that has not ended, at each look, and each once when it has.
  /// - Returns: the jobs as they ended, in the order of `ids`.
  /// - Throws: that time is over (75), that no daemon runs (69), that a job is not there any more
  ///   (66), or that the program was asked to stop (2).
  func wait(
    for ids: [String], look: (Job) throws(CommandFailure) -> Void = { _ in }
  ) throws(CommandFailure) -> [Job] {
    let start = Machine.monotonicSeconds
    var daemonSeen: Double?
    var ended: [String: Job] = [:]
    while true {
      for id in ids where ended[id] == nil {
        let job = try queue.job(id)
        if job.state.isFinal { ended[id] = job }
        try look(job)
      }
      let missing = ids.filter { ended[$0] == nil }
      if missing.isEmpty { return ids.compactMap { ended[$0] } }
      let now = Machine.monotonicSeconds
      if queue.daemon != nil { daemonSeen = now }
      guard now - (daemonSeen ?? -.infinity) < Self.absence else {
        throw CommandFailure(
          .unavailable,
          "no daemon serves \(queue.shownPath), so that \(Self.list(missing)) would be waited for "
            + "in vain; start gqnd")
      }
      if let timeout, now - start >= timeout {
        throw CommandFailure(
          .timedOut, "\(Self.list(missing)) did not end within \(ProgressLine.short(timeout)) s")
      }
      guard !Interruption.requested else {
        throw CommandFailure(.cancelled, "asked to stop; the jobs go on")
      }
      QueueAccess.pause()
    }
  }

  /// Reports the jobs that were not done; the last of them by throwing, with the exit code of all.
  ///
  /// That some job failed weighs more than that one was cancelled.
  static func mustBeDone(_ jobs: [Job]) throws(CommandFailure) {
    let failures = jobs.compactMap { CommandFailure(endOf: $0) }
    guard let last = failures.last else { return }
    for failure in failures.dropLast() { Console.error("gqn: \(failure.message)") }
    let code = failures.first { $0.code != .cancelled }?.code ?? .cancelled
    throw CommandFailure(code, last.message)
  }

  private static func list(_ ids: [String]) -> String {
    let shown = ids.prefix(3).map { printable($0) }.joined(separator: ", ")
    return ids.count > 3 ? "\(shown) and \(counted(ids.count - 3, "more job"))" : shown
  }
}
