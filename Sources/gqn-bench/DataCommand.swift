internal import CommandLineArguments
internal import Datasets

/// `gqn-bench data`: the scenes of a dataset on their way to a training.
struct DataCommand {
  static let command = Command(
    "data", "Time the reading of scenes, and the decoding of their pictures alone",
    discussion: """
      Scenes are read as a training reads them: shuffled, each with views of its own, checked, decoded \
      and made floats. "libjpeg" is the time that bare libjpeg-turbo takes to decode the same pictures, \
      one after another on one thread, from memory; it is taken in turns. Without --dataset scenes of \
      ten views of 64 pixels are written for the purpose.
      """,
    example: "gqn-bench data --scenes 4000",
    options: [
      .value("dataset", "NAME", "A dataset below the root."),
      .value(
        "root", "DIR", "The folder that holds the datasets.", default: "data", completion: .folder),
      .value(
        "split", "NAME", "Which split is read.", default: "train",
        completion: .oneOf(DatasetSplit.allCases.map(\.rawValue))),
      .value("scenes", "N", "Scenes of a run.", default: "2000"),
      .value("batch", "N", "Scenes of a batch.", default: "36"),
      .value("context", "N", "Context views of a scene; one more is the target.", default: "5"),
      .value(
        "size", "PIXELS", "Height and width that pictures are resized to; their own by default."),
      .value("threads", "N", "How many threads read.", default: "1"),
      .value("runs", "N", "How often each time is taken.", default: "5"),
      .flag("json", "Print the report as one JSON object."),
    ])

  private let dataset: String?
  private let root: String
  private let split: DatasetSplit
  private let settings: DataBenchmark.Settings
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    dataset = parsed.stringIfGiven("dataset")
    root = try parsed.string("root")
    split = DatasetSplit(rawValue: try parsed.string("split")) ?? .train
    settings = DataBenchmark.Settings(
      scenes: try parsed.int("scenes", in: 1...1_000_000),
      batch: try parsed.int("batch", in: 1...4096),
      contextViews: try parsed.int("context", in: 1...1000),
      side: try parsed.intIfGiven("size", in: 1...1024),
      threads: try parsed.int("threads", in: 1...256),
      runs: try parsed.int("runs", in: 1...1000))
    printsJSON = parsed.flag("json")
  }

  func run() throws {
    let report: DataReport
    if let dataset {
      let folder = try DatasetFolder(dataset, root: root)
      guard let records = folder.records(of: split) else {
        throw DatasetError.noRecords(folder: "\(folder.path)/\(split.rawValue)")
      }
      report = try DataBenchmark(records, settings).run(named: dataset)
    } else {
      let folder = try BenchmarkScenes()
      report = try DataBenchmark(try RecordFolder(folder.path), settings).run(named: "written")
    }
    if printsJSON {
      try Console.output(json: report)
    } else {
      Console.output(report.text)
    }
  }
}
