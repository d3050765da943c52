package import LinuxSystem

extension CleanRule {
  /// The jobs that the rule removes, the one that ended first in front; none that a queued one waits for.
  ///
  /// - Parameters:
  ///   - jobs: all jobs of the queue, rejected files among them.
  ///   - now: the moment from which ages are reckoned.
  /// - Returns: those that ``JobQueue/clean(_:)`` removes.
  package func choice(among jobs: [Job], now: Timestamp) -> [Job] {
    var index = QueueIndex()
    for job in jobs where job.state != .rejected { index.put(job) }
    let needed = index.dependencies
    let ended =
      jobs.filter { $0.state.isFinal && states.contains($0.state) }
      .sorted { ($0.endedAt, $0.id) < ($1.endedAt, $1.id) }
    return ended.dropLast(max(0, keepingNewest ?? 0)).filter { job in
      !needed.contains(job.id)
        && (olderThanSeconds.map { now.seconds(since: job.endedAt) > $0 } ?? true)
    }
  }
}

extension Job {
  /// When it came to its end, or else arrived.
  fileprivate var endedAt: Timestamp { status.finishedAt ?? status.submittedAt }
}
