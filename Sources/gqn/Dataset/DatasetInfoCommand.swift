internal import CommandLineArguments
internal import Datasets
internal import Diagnostics
internal import Kernels
internal import LinuxSystem

/// `gqn dataset info`: what is here of a dataset.
struct DatasetInfoCommand: Subcommand {
  static let command = Command(
    "info", "Show what is here of a dataset, and what is in it",
    discussion: """
      Goes through the headers of all records, by which it finds cut files; gqn dataset verify reads and \
      decodes everything.
      """,
    example: "gqn dataset info shepard_metzler_5_parts --root data",
    arguments: [Argument("NAME", "The dataset, a folder below the root.")],
    options: [CommonOptions.threads, .flag("json", "Print it as one JSON object.")])

  private let name, root: String
  private let threads: Int
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    name = try parsed.argument("NAME")
    root = try parsed.string("root")
    threads =
      try parsed.intIfGiven("threads", in: CommonOptions.threadRange) ?? Machine.processorCount
    printsJSON = parsed.flag("json")
  }

  func run() throws(CommandFailure) {
    let report: DatasetReport
    do throws(DatasetError) {
      report = try survey(DatasetFolder(name, root: root))
    } catch {
      throw CommandFailure(error)
    }
    guard !Interruption.requested else {
      throw CommandFailure(.cancelled, "stopped before everything was looked at")
    }
    try report.print(asJSON: printsJSON)
  }

  private func survey(_ dataset: DatasetFolder) throws(DatasetError) -> DatasetReport {
    let pool = ThreadPool(threadCount: threads)
    var report = DatasetReport(dataset)
    for split in dataset.splits {
      var progress = ProgressLine(unit: "files")
      let (total, start) = (split.records.files.count, Machine.monotonicSeconds)
      let survey = SplitSurvey(
        split.records, pool: pool,
        progress: { files in
          let seconds = Machine.monotonicSeconds - start
          // Of what takes no time nobody wants to know how far it is.
          if seconds > 1 { progress.show(files, of: total, files, seconds) }
        },
        isCancelled: { Interruption.requested })
      progress.end()
      report.append(split, survey)
    }
    return report
  }
}
