internal import Jobs

extension CleanRule {
  /// The jobs that the rule removes, the one that ended first in front.
  ///
  /// - Parameters:
  ///   - jobs: all jobs of the queue.
  ///   - now: the moment from which ages are reckoned.
  /// - Returns: those that ``JobQueue/clean(_:)`` would remove, without doing it.
  func jobs(of jobs: [Job], now: Timestamp) -> [Job] {
    let awaited = Set(jobs.filter { !$0.state.isFinal }.flatMap(\.status.after))
    func ending(_ job: Job) -> Timestamp { job.status.finishedAt ?? job.status.submittedAt }
    let ended =
      jobs.filter { states.contains($0.state) }.sorted { ending($0) < ending($1) }
    return ended.dropLast(min(ended.count, keepingNewest ?? 0)).filter { job in
      !awaited.contains(job.id) && !awaited.contains(job.status.name)
        && now.seconds(since: ending(job)) > (olderThanSeconds ?? -.infinity)
    }
  }
}
