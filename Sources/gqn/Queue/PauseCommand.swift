internal import CommandLineArguments
internal import Diagnostics
internal import Jobs

/// `gqn pause`: lets no further job start.
struct PauseCommand: Subcommand {
  static let command = Command(
    "pause", "Let no further job start",
    discussion: "What runs goes on to its end. gqn resume takes the pause back.",
    example: "gqn pause --reason \"maintenance until noon\"",
    options: [
      CommonOptions.jobs, .value("reason", "TEXT", "Why, for those who look at the queue."),
    ])

  private let queue: QueueAccess
  private let reason: String?

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    reason = parsed.stringIfGiven("reason")
  }

  func run() throws(CommandFailure) {
    try queue.mustExist()
    try queue.send(ControlRequest(.pause, reason: reason))
    guard queue.tellWhetherDaemonRuns() else { return }
    let isPaused = try queue.wait(seconds: 5) { queue.folder.pausedReason != nil }
    Console.output("\(queue.shownPath): \(isPaused ? "paused" : "asked to pause")")
  }
}
