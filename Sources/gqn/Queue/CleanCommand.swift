internal import CommandLineArguments
internal import Diagnostics
internal import Jobs
internal import LinuxSystem

/// `gqn clean`: removes what is left of jobs that have ended.
struct CleanCommand: Subcommand {
  private static let states = JobState.allCases.filter(\.isFinal)

  static let command = Command(
    "clean", "Remove the folders of jobs that have ended",
    discussion: """
      Asks nothing and prints what it removed. Output folders stay, and so do jobs that one in the \
      queue waits for. Every condition that is given must hold; without one, all jobs go that were \
      done, failed, were cancelled or rejected.
      """,
    example: "gqn clean --older-than 7d --state done",
    options: [
      CommonOptions.jobs,
      .value("older-than", "TIME", "Only jobs that ended longer ago, such as 90m, 12h or 7d."),
      .value("keep", "N", "All but the N jobs that ended last."),
      .value(
        "state", "STATE", "Only jobs of this state.", isRepeated: true,
        completion: .oneOf(states.map(\.rawValue))),
      .flag("dry-run", "Print what would be removed, and remove nothing."),
    ])

  private let queue: QueueAccess
  private let rule: CleanRule
  private let isDryRun: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    let states = parsed.strings("state").compactMap { JobState(rawValue: $0) }
    rule = CleanRule(
      states: states.isEmpty ? Self.states : states,
      olderThanSeconds: try parsed.durationIfGiven("older-than"),
      keepingNewest: try parsed.intIfGiven("keep", in: 0...Int.max))
    isDryRun = parsed.flag("dry-run")
  }

  func run() throws(CommandFailure) {
    let jobs = try queue.jobs()
    let chosen = rule.choice(among: jobs, now: .now)
    if isDryRun {
      for job in chosen { Console.output(printable(job.id)) }
      return
    }
    guard !chosen.isEmpty else { return }
    if queue.daemon == nil, !jobs.contains(where: { $0.state == .running }) {
      try removeNow()
    } else {
      try haveRemoved(chosen)
    }
  }

  /// Nobody serves the queue: it is served for this moment.
  private func removeNow() throws(CommandFailure) {
    do throws(QueueError) {
      let served = try JobQueue(queue.folder) { _, _ in .notYet(reason: "only cleaning") }
      for id in try served.clean(rule) { Console.output(printable(id)) }
    } catch {
      throw CommandFailure(error)
    }
  }

  private func haveRemoved(_ chosen: [Job]) throws(CommandFailure) {
    try queue.send(ControlRequest(.clean, clean: rule))
    guard queue.tellWhetherDaemonRuns() else { return }
    var waiting = chosen.map(\.id)
    let areGone = try queue.wait(seconds: 30) { () throws(CommandFailure) in
      let there = Set(try queue.jobs(in: Set(rule.states)).map(\.id))
      for id in waiting where !there.contains(id) { Console.output(printable(id)) }
      waiting.removeAll { !there.contains($0) }
      return waiting.isEmpty
    }
    guard areGone else {
      throw CommandFailure(
        .timedOut,
        "\(counted(waiting.count, "job")) \(waiting.count == 1 ? "is" : "are") still there; "
          + "see gqn doctor, and gqn status later")
    }
  }
}
