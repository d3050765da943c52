internal import CommandLineArguments
internal import Diagnostics
internal import Jobs

/// `gqn priority`: lets a job go before others, or after them.
struct PriorityCommand: Subcommand {
  static let range = -1000...1000

  static let command = Command(
    "priority", "Change when a job has its turn",
    discussion: """
      Jobs of higher priority run first, those of the same in the order of their arrival. What runs \
      already is not put back.
      """,
    example: "gqn priority ring-demo 10",
    arguments: [
      QueueAccess.jobArgument(),
      Argument("N", "The new priority, from -1000 to 1000; 0 is usual."),
    ],
    options: [CommonOptions.jobs])

  private let queue: QueueAccess
  private let name: String
  private let priority: Int

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    name = try parsed.argument("JOB")
    let text = try parsed.argument("N")
    guard let number = Int(text), Self.range.contains(number) else {
      throw parsed.error(
        .badValue(
          subject: "N", value: text, expected: "a whole number from -1000 to 1000"))
    }
    priority = number
  }

  func run() throws(CommandFailure) {
    let job = try queue.job(name)
    guard !job.state.isFinal else {
      throw CommandFailure(
        .badData, "\(printable(job.id)) is \(job.state.rawValue); queue it with gqn retry first")
    }
    try queue.send(ControlRequest(.priority, job: job.id, priority: priority))
    guard queue.tellWhetherDaemonRuns() else { return }
    let isChanged = try queue.wait(seconds: 5) { () throws(CommandFailure) in
      try queue.job(job.id).status.priority == priority
    }
    let change = isChanged ? "priority \(priority)" : "asked for priority \(priority)"
    Console.output("\(printable(job.id)): \(change)")
  }
}
