internal import CommandLineArguments
internal import Diagnostics
internal import Jobs

/// `gqn resume`: lets jobs start again.
struct ResumeCommand: Subcommand {
  static let command = Command(
    "resume", "Let jobs start again, or stashed ones for the first time",
    discussion: """
      Without a job, takes back a pause of the queue. With jobs, lets those start that were enqueued \
      with --stashed.
      """,
    example: "gqn resume",
    arguments: [QueueAccess.jobArgument(.any)],
    options: [CommonOptions.jobs])

  private let queue: QueueAccess
  private let names: [String]

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    names = parsed.arguments("JOB")
  }

  func run() throws(CommandFailure) {
    try queue.mustExist()
    if names.isEmpty { try resumeQueue() } else { try unstash(try queue.jobs(names)) }
  }

  private func resumeQueue() throws(CommandFailure) {
    try queue.send(ControlRequest(.resume))
    guard queue.tellWhetherDaemonRuns() else { return }
    let isResumed = try queue.wait(seconds: 5) { queue.folder.pausedReason == nil }
    Console.output("\(queue.shownPath): \(isResumed ? "resumed" : "asked to resume")")
  }

  private func unstash(_ jobs: [Job]) throws(CommandFailure) {
    for job in jobs where !job.status.stashed {
      throw CommandFailure(
        .badData, "\(printable(job.id)) is \(job.state.rawValue) and not stashed; leave it out")
    }
    for job in jobs { try queue.send(ControlRequest(.unstash, job: job.id)) }
    guard queue.tellWhetherDaemonRuns() else { return }
    for job in jobs {
      let isFree = try queue.wait(seconds: 5) { () throws(CommandFailure) in
        try !queue.job(job.id).status.stashed
      }
      Console.output("\(printable(job.id)): \(isFree ? "queued" : "asked to be queued")")
    }
  }
}
