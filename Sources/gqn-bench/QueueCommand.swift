internal import CommandLineArguments

/// `gqn-bench queue`: the daemon with its queue.
struct QueueCommand {
  static let command = Command(
    "queue", "Time the daemon: taking requests in, starting workers, and doing nothing",
    discussion: """
      Runs the gqnd beside this program, with the gqn beside it as the worker, on a queue in a new \
      folder, which is removed afterwards.

      "start" is the time from just before the rename that puts a request into the queue's folder until \
      the kernel opens the worker's program to execute it; the job is taken in and lies in running/ by \
      then. "done" is the time until the same job, a single frame of 16 x 16 pixels by an untrained \
      network, lies in done/. Each run waits for the end of the one before. Both are measured with \
      nothing else in the queue, and beside 10 000 queued renders that all wait for one that is held \
      back. In between, one small file is written and synced: from the drop to the start there are four \
      syncs, one after the other, so that a busy disk makes all of it slow.

      "admitted" is the time in which these 10 000 are taken in: from just before the first of them is \
      renamed into the folder until the daemon has logged the last one, which it does when it has \
      synced their folders. They are written beforehand, and not synced.

      "idle" is the daemon's processor time and resident memory while nothing happens, with nothing in \
      the queue and beside the 10 000. The daemon looks at everything once in 30 seconds.
      """,
    example: "gqn-bench queue --json",
    options: [
      .value("runs", "N", "How many starts are timed, each way.", default: "50"),
      .value("idle", "SECONDS", "How long the idle daemon is watched, each way.", default: "35"),
      .value(
        "folder", "DIR", "Where the queue's folder is made: times depend on the file system.",
        default: "/tmp", completion: .folder),
      .flag("json", "Print the report as one JSON object."),
    ])

  private let runs: Int
  private let idleSeconds: Double
  private let folder: String
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    runs = try parsed.int("runs", in: 1...10_000)
    idleSeconds = try parsed.double("idle", in: 0...86_400)
    folder = try parsed.string("folder")
    printsJSON = parsed.flag("json")
  }

  func run() throws {
    let report = try QueueBenchmark(runs: runs, idleSeconds: idleSeconds).run(in: folder)
    if printsJSON {
      try Console.output(json: report)
    } else {
      Console.output(report.text)
    }
  }
}
