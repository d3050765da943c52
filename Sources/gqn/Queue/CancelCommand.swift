internal import CommandLineArguments
internal import Diagnostics
internal import Jobs

/// `gqn cancel`: calls jobs off.
struct CancelCommand: Subcommand {
  /// How long a worker may take to end before its cancellation is only reported as asked for.
  private static let patience = 15.0

  static let command = Command(
    "cancel", "Call jobs off, queued or running",
    discussion: """
      A job that runs finishes the frames it is at; they stay in its output folder. gqn retry queues \
      a cancelled job again, and goes on where it was.
      """,
    example: "gqn cancel ring-demo",
    arguments: [QueueAccess.jobArgument(.oneOrMore)],
    options: [CommonOptions.jobs])

  private let queue: QueueAccess
  private let names: [String]

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    names = parsed.arguments("JOB")
  }

  func run() throws(CommandFailure) {
    let jobs = try queue.jobs(names)
    for job in jobs where job.state.isFinal {
      throw CommandFailure(
        .badData, "\(printable(job.id)) is \(job.state.rawValue) already; leave it out")
    }
    for job in jobs {
      try queue.send(ControlRequest(.cancel, job: job.id))
    }
    guard queue.tellWhetherDaemonRuns() else { return }
    for job in jobs {
      var state = job.state
      _ = try queue.wait(seconds: Self.patience) { () throws(CommandFailure) in
        state = try queue.job(job.id).state
        return state.isFinal
      }
      Console.output(
        "\(printable(job.id)): \(state.isFinal ? state.rawValue : "is being stopped")")
    }
  }
}
