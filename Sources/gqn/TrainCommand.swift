internal import CommandLineArguments
internal import Diagnostics
internal import JSONDocuments
internal import Requests
internal import Training

/// `gqn train`: carries out a train request in the foreground.
struct TrainCommand: Subcommand {
  static let command = Command(
    "train", "Train a snapshot now and show progress",
    discussion: """
      FILE is a request of type "train" (docs/requests.md). Its relative paths start from its own folder. \
      A training that was stopped, by Ctrl-C or otherwise, goes on from its newest checkpoint when it is \
      run again, and its weights become those of one that never stopped. The snapshot's folder has a page, \
      index.html, with curves and pictures, and event files for TensorBoard.
      """,
    example: "gqn train train-rooms.json",
    arguments: [Argument("FILE", "The request, a JSON file.", completion: .file)],
    options: [
      CommonOptions.models,
      .value(
        "threads", "N",
        "How many threads work, in place of the request's. One for each processor where neither says."
      ),
      .value(
        "memory", "SIZE",
        "The most memory that the program may hold, such as 800M or 8G, in place of the request's; it then "
          + "learns from fewer scenes of a batch at a time."),
      .flag("json", "Print what was done as one JSON object."),
    ])

  private let file, models: String
  private let threads, memory: Int?
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    file = try parsed.argument("FILE")
    models = RequestFile.absolutePath(try parsed.string("models"))
    threads = try parsed.intIfGiven("threads", in: CommonOptions.threadRange)
    memory = try parsed.byteCountIfGiven("memory")
    printsJSON = parsed.flag("json")
  }

  func run() throws(CommandFailure) {
    let requestFile = try RequestFile(file)
    let request = try requestFile.request(models: models)
    guard case .train(var request) = request else { throw requestFile.isOf(request.type) }
    request.memory = memory ?? request.memory
    let job = TrainJob(request, models: models, threads: threads)
    var progress = ProgressLine(unit: "steps", isQuietWithoutTerminal: true)
    let summary: TrainJob.Summary
    do throws(TrainingError) {
      summary = try job.run { news in
        switch news {
        case .progress(let now):
          progress.show(now.stepsDone, of: now.steps, now.stepsOfThisRun, now.seconds)
        case .line(let line):
          progress.end()
          Console.error(line)
        case .warning(let warning):
          progress.end()
          Console.error("gqn: warning: \(printable(warning, limit: 2000))")
        }
      }
    } catch {
      progress.end()
      throw CommandFailure(error, request: file)
    }
    progress.end()
    try report(summary, asked: request.steps)
  }

  private func report(_ summary: TrainJob.Summary, asked: Int) throws(CommandFailure) {
    guard printsJSON else {
      let done =
        summary.stepsOfThisRun == 0
        ? "\(counted(summary.steps, "step")), which were made already"
          + (summary.steps > asked ? "; the request asks for \(asked)" : "")
        : "\(counted(summary.steps, "step")), \(summary.stepsOfThisRun) of them now in "
          + ProgressLine.duration(summary.seconds)
      Console.output("\(done): \(summary.page)")
      return
    }
    struct Report: Encodable {
      let folder, page: String
      let steps, stepsOfThisRun: Int
      let seconds: Double
      let training: TrainingMeans?
      let warnings: [String]
    }
    try Console.outputJSON(
      Report(
        folder: summary.folder, page: summary.page, steps: summary.steps,
        stepsOfThisRun: summary.stepsOfThisRun, seconds: summary.seconds,
        training: summary.training, warnings: summary.warnings))
  }
}

extension CommandFailure {
  /// What an error of a training means for whoever called the program.
  init(_ error: TrainingError, request: String) {
    switch error {
    case .data, .snapshot: self.init(.badData, "\(printable(request)): \(error)")
    case .output: self.init(.cannotWrite, "\(error)")
    case .diverged: self.init(.failed, "\(printable(request)): \(error)")
    case .interrupted: self.init(.cancelled, "\(error)")
    }
  }
}
