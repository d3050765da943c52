internal import CommandLineArguments
internal import Diagnostics
internal import Jobs
internal import Rendering

/// `gqn retry`: queues jobs again that have ended.
struct RetryCommand: Subcommand {
  static let command = Command(
    "retry", "Queue jobs again that failed, were cancelled or are done",
    discussion: """
      Frames that are there and belong to the request are kept. With --frames, those of the range are \
      made again all the same.
      """,
    example: "gqn retry ring-demo --frames 10-20,35",
    arguments: [QueueAccess.jobArgument(.oneOrMore)],
    options: [
      CommonOptions.jobs,
      .value("frames", "RANGE", "Frames to make again, counted from 1, such as 10-20,35."),
    ])

  private let queue: QueueAccess
  private let names: [String]
  private let frames: String?

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    names = parsed.arguments("JOB")
    frames = parsed.stringIfGiven("frames")
    if let frames, FrameNumbers(frames) == nil {
      throw parsed.error(
        .badValue(
          subject: "--frames", value: frames,
          expected: "numbers and ranges, such as 10-20,35"))
    }
  }

  func run() throws(CommandFailure) {
    let jobs = try queue.jobs(names)
    for job in jobs where !job.state.isFinal || job.state == .rejected {
      let advice =
        job.state == .rejected ? "correct its request and enqueue that" : "cancel it first"
      throw CommandFailure(
        .badData, "\(printable(job.id)) is \(job.state.rawValue), not ended; \(advice)")
    }
    let last = frames.flatMap(FrameNumbers.init)?.last ?? 0
    for job in jobs {
      guard let total = job.status.progress?.total, total < last else { continue }
      throw CommandFailure(
        .badData,
        "\(printable(job.id)) has the frames 1 to \(total), and --frames goes up to \(last)")
    }
    for job in jobs {
      try queue.send(ControlRequest(.retry, job: job.id, frames: frames))
    }
    guard queue.tellWhetherDaemonRuns() else { return }
    for job in jobs {
      let isQueued = try queue.wait(seconds: 5) { () throws(CommandFailure) in
        let now = try queue.job(job.id)
        // A short job may have ended again between two looks.
        return !now.state.isFinal || now.status.attempts != job.status.attempts
      }
      Console.output("\(printable(job.id)): \(isQueued ? "queued" : "asked for")")
    }
  }
}
