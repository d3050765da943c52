internal import CommandLineArguments
internal import Jobs

/// `gqn wait`: returns when jobs have ended.
struct WaitCommand: Subcommand {
  static let command = Command(
    "wait", "Wait until jobs have ended",
    discussion: """
      The exit code says how: 0 when all were done, 1 when one failed, 2 when one was cancelled, 65 \
      when one was rejected, 75 when the time was over, 69 when no daemon runs.
      """,
    example: "gqn wait ring-demo --timeout 10m",
    arguments: [QueueAccess.jobArgument(.oneOrMore)],
    options: [
      CommonOptions.jobs,
      .value("timeout", "TIME", "How long to wait: seconds, or a time such as 90s, 10m or 2h."),
    ])

  private let queue: QueueAccess
  private let names: [String]
  private let timeout: Double?

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    names = parsed.arguments("JOB")
    timeout = try parsed.durationIfGiven("timeout")
  }

  func run() throws(CommandFailure) {
    let ids = try queue.jobs(names).map(\.id)
    let ended = try JobWatch(queue: queue, timeout: timeout).wait(for: ids) { job in
      if job.state == .done { Console.output("\(job.id): done") }
    }
    try JobWatch.mustBeDone(ended)
  }
}

extension ParsedCommand {
  /// The option's value as a span of time in seconds.
  func durationIfGiven(_ name: String) throws(UsageError) -> Double? {
    guard let text = stringIfGiven(name) else { return nil }
    guard let seconds = ShortDuration.seconds(text) else {
      throw error(
        .badValue(
          subject: "--\(name)", value: text, expected: "a time such as 90, 90s, 10m, 2h or 7d"))
    }
    return seconds
  }
}
