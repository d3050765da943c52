internal import Diagnostics
internal import Jobs
internal import LinuxSystem

extension Checkup {
  /// A daemon that does not look at a file within this time, in seconds, does not look at all.
  private static let patience = 3.0

  mutating func checkDaemon() {
    guard let daemon = queue.daemon else {
      add(
        .warning, "daemon", "none serves \(queue.shownPath)",
        advice: "start gqnd, or systemctl start gqnd")
      return
    }
    do throws(CommandFailure) {
      if let seconds = try secondsToAnswer() {
        let milliseconds = Int((seconds * 1000).rounded())
        add(.ok, "daemon", "\(daemon) answers within \(milliseconds) ms")
      } else {
        add(
          .problem, "daemon", "\(daemon) does not answer within \(Int(Self.patience)) s",
          advice: "look at its log (journalctl -u gqnd), and start it anew")
      }
    } catch {
      add(.problem, "daemon", "\(daemon) cannot be asked: \(error.message)")
    }
    if let reason = queue.folder.pausedReason {
      add(
        .warning, "daemon", "the queue is paused: \(printable(reason))",
        advice: "gqn resume takes the pause back")
    }
  }

  /// How long the daemon takes to carry out a request that changes nothing; nil for too long.
  private func secondsToAnswer() throws(CommandFailure) -> Double? {
    let control = queue.folder.path + "/control"
    let before = Set((try? Folder.names(in: control)) ?? [])
    let start = Machine.monotonicSeconds
    try queue.send(ControlRequest(.rescan))
    let sent = Set((try? Folder.names(in: control)) ?? []).subtracting(before)
    while Machine.monotonicSeconds - start < Self.patience {
      let there = (try? Folder.names(in: control)) ?? []
      if sent.isDisjoint(with: there) { return Machine.monotonicSeconds - start }
      QueueAccess.pause(milliseconds: 2)
    }
    return nil
  }

  mutating func checkJobs() {
    let jobs: [Job]
    do throws(QueueError) {
      jobs = try queue.folder.jobs(in: Set(JobState.allCases))
    } catch {
      add(.problem, "jobs", printable("\(error)", limit: 500))
      return
    }
    let running = jobs.count { $0.state == .running }
    let queued = jobs.count { $0.state == .queued }
    if queue.daemon == nil, running > 0 {
      add(
        .warning, "jobs",
        "\(running) \(running == 1 ? "was" : "were") running when the daemon ended",
        advice: "start gqnd: they go on where they were")
    } else {
      add(.ok, "jobs", "\(running) running, \(queued) queued")
    }
    checkDrops()
  }

  /// Files that lie in the queue's folder longer than a daemon needs for them.
  private mutating func checkDrops() {
    let now = Timestamp.now.secondsSince1970
    let old = queue.drops.filter { name in
      guard let facts = try? FileFacts(of: "\(queue.folder.path)/\(name)", followingLinks: false)
      else { return false }
      return now - Double(facts.modified) / 1e9 > 30
    }
    guard let first = old.first else { return }
    let isServed = queue.daemon != nil
    add(
      .warning, "jobs",
      "\(old.count) dropped \(old.count == 1 ? "file waits" : "files wait") to be taken in, such as "
        + printable(first),
      advice: isServed
        ? "look at the daemon's log; only regular files that it may read become jobs"
        : "start gqnd")
  }
}
