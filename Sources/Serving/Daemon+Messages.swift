internal import Diagnostics
internal import Jobs

extension Daemon {
  /// What systemd shows of the service.
  var statusLine: String {
    if isStopping { return "ending; \(counted(workers.count, "job")) asked to stop" }
    guard let queue else { return "waiting for the folder \(printable(settings.jobs))" }
    var parts: [String] = []
    for running in workers.values.sorted(by: { $0.job.status.sequence < $1.job.status.sequence })
      .prefix(3)
    {
      let progress = running.worker.progress.map { ": \($0.done) of \($0.total) \($0.unit)" } ?? ""
      parts.append(running.job.id + progress)
    }
    if workers.count > 3 { parts.append("\(workers.count - 3) more running") }
    let queued = queue.counts[.queued] ?? 0
    if queued > 0 || parts.isEmpty { parts.append(queued > 0 ? "\(queued) queued" : "idle") }
    parts += diskHolds.values.map(\.description).sorted()
    if let reason = queue.pausedReason { parts.append("paused: \(printable(reason))") }
    return parts.joined(separator: "; ")
  }

  /// Logs what happened in the queue.
  func note(_ event: QueueEvent) {
    func by(_ person: String?) -> String { person.map { " by \($0)" } ?? "" }
    switch event {
    case .admitted(let id): log.info("\(id): queued")
    case .rejected(let id, let file, let reason):
      log.warning("\(file): rejected, see rejected/\(id): \(reason)")
    case .cancelled(let id, let person): log.info("\(id): cancelled\(by(person))")
    case .cancelRequested(let id, let person): log.info("\(id): is to be cancelled\(by(person))")
    case .failed(let id, let message): log.warning("\(id): failed: \(message)")
    case .retried(let id): log.info("\(id): queued again")
    case .priorityChanged(let id, let priority): log.info("\(id): has the priority \(priority)")
    case .unstashed(let id): log.info("\(id): may go on")
    case .paused(let reason): log.notice("paused: \(reason)")
    case .resumed: log.notice("resumed")
    case .cleaned(let ids): log.info("removed: \(counted(ids.count, "job"))")
    case .found(let id, let state): log.info("\(id): found in \(state.rawValue)/")
    case .vanished(let id):
      log.warning("\(id): its folder is gone")
      workers[id]?.abandon()
    case .ignored(let text): log.warning(text)
    }
  }
}
