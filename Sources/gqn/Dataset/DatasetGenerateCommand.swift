internal import CommandLineArguments
internal import Datasets
internal import Diagnostics
internal import Generators
internal import JSONDocuments
internal import Kernels
internal import LinuxSystem
internal import Rendering

/// `gqn dataset generate`: scenes like DeepMind's, made here.
struct DatasetGenerateCommand: Subcommand {
  static let command = Command(
    "generate", "Make a dataset of generated scenes, so that nothing need be downloaded",
    discussion: """
      NAME is \(SceneGenerator.allCases.map(\.rawValue).joined(separator: ", ")). The scenes look like \
      those of DeepMind's dataset of that name; docs/generators.md says how they differ. The same seed \
      gives the same files, whatever the threads. A run that was stopped goes on when the command is \
      given again.
      """,
    example: "gqn dataset generate rooms_ring_camera --train 5000",
    arguments: [
      Argument(
        "NAME", "What kind of scenes.",
        completion: .oneOf(SceneGenerator.allCases.map(\.rawValue)))
    ],
    options: [
      .value("train", "N", "Scenes to learn from.", default: "1000"),
      .value("test", "N", "Scenes to be judged by.", default: "100"),
      .value("seed", "S", "Which scenes: another seed gives others.", default: "1"),
      CommonOptions.threads,
      .flag("json", "Print what was done as one JSON object."),
    ])

  private let name, root: String
  private let layout: DatasetLayout
  private let seed: UInt64
  private let threads: Int
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    name = try parsed.argument("NAME")
    root = try parsed.string("root")
    let counts = 0...DatasetSplit.largestCount
    layout = DatasetLayout(
      train: try parsed.int("train", in: counts), test: try parsed.int("test", in: counts),
      scenesPerFile: DatasetGenerator.scenesPerFile)
    seed = UInt64(try parsed.int("seed", in: 0...Int.max))
    threads =
      try parsed.intIfGiven("threads", in: CommonOptions.threadRange) ?? Machine.processorCount
    printsJSON = parsed.flag("json")
  }

  func run() throws(CommandFailure) {
    guard layout.sceneCount > 0 else {
      throw CommandFailure(.usage, "--train and --test are both 0; ask for a scene at least")
    }
    var progress = ProgressLine(unit: "scenes")
    let summary: DatasetGenerator.Summary
    do throws(GeneratorError) {
      let generator = DatasetGenerator(
        try SceneGenerator(named: name), seed: seed, layout: layout, program: RenderJob.program)
      summary = try generator.write(
        root: root, pool: ThreadPool(threadCount: threads),
        progress: { progress.show($0.done, of: $0.total, $0.now, $0.seconds) },
        isCancelled: { Interruption.requested })
    } catch {
      progress.end()
      throw CommandFailure(error)
    }
    progress.end()
    try report(summary)
  }

  private func report(_ summary: DatasetGenerator.Summary) throws(CommandFailure) {
    guard printsJSON else {
      let seconds = ProgressLine.duration(summary.seconds)
      let (all, now) = (summary.allScenes, summary.scenes)
      Console.output(
        "\(counted(all, "scene")) in \(counted(summary.allFiles, "file")), "
          + (now == all ? "made in \(seconds)" : "\(now) of them made now in \(seconds)")
          + ": \(summary.folder)")
      return
    }
    struct Report: Encodable {
      let folder: String
      let files, scenes, madeFiles, madeScenes: Int
      let seconds: Double
    }
    let report = Report(
      folder: summary.folder, files: summary.allFiles, scenes: summary.allScenes,
      madeFiles: summary.files, madeScenes: summary.scenes, seconds: summary.seconds)
    do throws(JSONDocumentError) {
      Console.output(
        String(decoding: try JSONWriter.bytes(of: report), as: UTF8.self), newline: false)
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
  }
}

extension CommandFailure {
  /// Why scenes were not generated, for whoever called the program.
  fileprivate init(_ error: GeneratorError) {
    switch error {
    case .unknownName: self.init(.noInput, "\(error)")
    case .dataset(let error): self.init(error)
    case .picture: self.init(.failed, "\(error)")
    case .interrupted: self.init(.cancelled, "\(error)")
    }
  }
}
