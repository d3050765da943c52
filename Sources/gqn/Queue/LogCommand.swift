internal import CommandLineArguments
internal import Jobs

/// `gqn log`: what a job's workers said.
struct LogCommand: Subcommand {
  static let command = Command(
    "log", "Print what a job's workers said",
    discussion: """
      Prints the logs of all attempts. With --follow, goes on with what is added until the job has \
      ended.
      """,
    example: "gqn log ring-demo --follow",
    arguments: [QueueAccess.jobArgument()],
    options: [
      CommonOptions.jobs,
      .flag("follow", letter: "f", "Print what is added, until the job has ended."),
    ])

  private let queue: QueueAccess
  private let name: String
  private let follows: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    name = try parsed.argument("JOB")
    follows = parsed.flag("follow")
  }

  func run() throws(CommandFailure) {
    let job = try queue.job(name)
    var log = AttemptLogs(folder: queue.folder)
    log.printNew(of: job)
    guard follows, !job.state.isFinal else {
      log.printRest()
      return
    }
    _ = try JobWatch(queue: queue, timeout: nil).wait(for: [job.id]) { log.printNew(of: $0) }
    log.printRest()
  }
}
