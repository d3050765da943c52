internal import CommandLineArguments
internal import Datasets
internal import Diagnostics
internal import Kernels
internal import LinuxSystem

/// `gqn dataset verify`: whether all of a dataset can be read.
struct DatasetVerifyCommand: Subcommand {
  static let command = Command(
    "verify", "Read and decode all of a dataset, and report what is damaged",
    discussion: """
      Compares the checksum of every record, looks at its features and cameras, and decodes every picture. \
      A training passes over what is damaged; whoever wants the dataset whole copies the files again that \
      are named. The exit code is 65 where anything is damaged.
      """,
    example: "gqn dataset verify shepard_metzler_5_parts --root data",
    arguments: [Argument("NAME", "The dataset, a folder below the root.")],
    options: [
      .value(
        "split", "NAME", "Only this split.",
        completion: .oneOf(DatasetSplit.allCases.map(\.rawValue))),
      CommonOptions.threads, .flag("json", "Print what was found as one JSON object."),
    ])

  private let name, root: String
  private let split: DatasetSplit?
  private let threads: Int
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    name = try parsed.argument("NAME")
    root = try parsed.string("root")
    split = parsed.stringIfGiven("split").flatMap { DatasetSplit(rawValue: $0) }
    threads =
      try parsed.intIfGiven("threads", in: CommonOptions.threadRange) ?? Machine.processorCount
    printsJSON = parsed.flag("json")
  }

  func run() throws(CommandFailure) {
    let report: DatasetReport
    do throws(DatasetError) {
      report = try verify(DatasetFolder(name, root: root))
    } catch {
      throw CommandFailure(error)
    }
    guard !Interruption.requested else {
      throw CommandFailure(.cancelled, "stopped before everything was read")
    }
    try report.print(asJSON: printsJSON)
    let faults = report.damageCount
    guard faults == 0 else {
      throw CommandFailure(
        .badData, "\(name): \(counted(faults, "fault")) \(faults == 1 ? "was" : "were") found")
    }
  }

  private func verify(_ dataset: DatasetFolder) throws(DatasetError) -> DatasetReport {
    let pool = ThreadPool(threadCount: threads)
    var report = DatasetReport(dataset)
    let chosen = dataset.splits.filter { split == nil || $0.split == split }
    if let split, chosen.isEmpty { throw .noRecords(folder: "\(dataset.path)/\(split.rawValue)") }
    for part in chosen {
      var progress = ProgressLine(unit: "MB")
      let (total, start) = (part.records.byteCount, Machine.monotonicSeconds)
      let found = SplitVerification(
        part.records, expected: dataset.sceneSizes(of: part), pool: pool,
        progress: { bytes in
          let seconds = Machine.monotonicSeconds - start
          // Of what takes no time nobody wants to know how far it is.
          guard seconds > 1 else { return }
          progress.show(
            bytes / 1_000_000, of: max(1, total / 1_000_000), bytes / 1_000_000, seconds)
        },
        isCancelled: { Interruption.requested })
      progress.end()
      report.append(part, found)
    }
    return report
  }
}
