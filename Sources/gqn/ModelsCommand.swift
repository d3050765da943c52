internal import Checkpoints
internal import CommandLineArguments
internal import Diagnostics
internal import Evaluation
internal import GQNModel
internal import JSONDocuments
internal import Kernels
internal import LinuxSystem
internal import TensorFlowFormats
internal import Tensors

/// `gqn models`: what snapshots there are, and what is in one.
struct ModelsCommand: Subcommand {
  static let command = Command(
    "models", "List snapshots, show one, export one, or write an untrained one",
    example: "gqn models show rooms",
    options: [CommonOptions.models],
    subcommands: [
      Command(
        "list", "List the snapshots with step, size and configuration",
        example: "gqn models list"),
      Command(
        "show", "Print every variable of a snapshot and its shape",
        example: "gqn models show rooms",
        arguments: [
          Argument("NAME", "A folder below the models' folder, or a path.", completion: .folder)
        ],
        options: [.value("step", "N", "Which of its checkpoints; the newest where not given.")]),
      Command(
        "export", "Write a copy of a snapshot for rendering alone",
        discussion: """
          The copy has neither Adam's moments nor the inference core, so that it is a fifth of the size and \
          cannot learn on. With --precision bfloat16 it is a tenth of the size, and what that changes in \
          pictures is measured and printed; only this program reads it.
          """,
        example: "gqn models export rooms models/rooms-small --precision bfloat16",
        arguments: [
          Argument("NAME", "A folder below the models' folder, or a path.", completion: .folder),
          Argument("FOLDER", "The folder to write; made where it is missing.", completion: .folder),
        ],
        options: [
          .value("step", "N", "Which of its checkpoints; the newest where not given."),
          .value(
            "precision", "TYPE", "How numbers are stored: float32 or bfloat16.",
            default: "float32", completion: .oneOf(["float32", "bfloat16"])),
        ]),
      Command(
        "untrained", "Write a snapshot that never learned anything, for trials",
        discussion: """
          The weights are functions of the variables' names. Pictures of such a snapshot mean nothing, \
          and pages say so.
          """,
        example: "gqn models untrained models/trial --config gqn_config.json",
        arguments: [
          Argument("FOLDER", "The folder to write; made where it is missing.", completion: .folder)
        ],
        options: [
          .value(
            "config", "FILE",
            "A gqn_config.json with the sizes; tf-gqn's defaults where not given.",
            completion: .file)
        ]),
    ], defaultSubcommand: "list")

  private let parsed: ParsedCommand
  private let models: String

  init(_ parsed: ParsedCommand) throws(UsageError) {
    self.parsed = parsed
    models = try parsed.string("models")
  }

  func run() throws(CommandFailure) {
    do {
      switch parsed.path.last {
      case "show":
        try show(try parsed.argument("NAME"), step: try parsed.intIfGiven("step", in: 0...Int.max))
      case "export":
        try export(
          try parsed.argument("NAME"), to: try parsed.argument("FOLDER"),
          step: try parsed.intIfGiven("step", in: 0...Int.max), precision: try precision())
      case "untrained":
        try writeUntrained(
          try parsed.argument("FOLDER"), configuration: parsed.stringIfGiven("config"))
      default: try list()
      }
    } catch let error as UsageError {
      throw CommandFailure(.usage, "\(error)")
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }

  // MARK: - List

  private func list() throws {
    guard (try? FileFacts(of: models))?.kind == .folder else {
      throw CommandFailure(
        .noInput, "\(printable(models)): there is no such folder; name one with --models")
    }
    let entries = try ModelLibrary.entries(in: models)
    guard !entries.isEmpty else {
      Console.error("gqn: \(models): there are no snapshots here")
      return
    }
    var table = TextTable("NAME", "STEP", "NUMBERS", "CONFIGURATION")
    for entry in entries {
      switch entry.snapshot {
      case .success(let snapshot):
        table.append([
          printable(entry.name), "\(snapshot.step)", Self.count(snapshot.parameterCount),
          Self.summary(snapshot.hyperparameters),
        ])
      case .failure(let error):
        table.append([printable(entry.name), "-", "-", "unusable: see gqn models show"])
        Console.error("gqn: warning: \(error)")
      }
    }
    Console.output(table.text())
  }

  /// For example `pool, 64x64, C 256, Z 64, 8 steps, 5 views`.
  private static func summary(_ sizes: Hyperparameters) -> String {
    var text =
      "\(sizes.encoder.rawValue), \(sizes.imageWidth)x\(sizes.imageHeight), "
      + "LSTM \(sizes.hiddenChannels), Z \(sizes.latentChannels), \(counted(sizes.generationSteps, "step")), "
      + counted(sizes.contextSize, "view")
    if sizes.encoder == .epipolar {
      let rays = sizes.epipolar
      text +=
        ", \(shortest(rays.fieldOfView)) degrees, \(rays.depthSamples) depths in "
        + "\(shortest(rays.near))...\(shortest(rays.far))"
        + ", \(rays.featureLayers) feature layer\(rays.featureLayers == 1 ? "" : "s")"
        + (rays.hasPointPositions ? ", positions" : "")
        + (rays.hasColourPath ? ", colour path" : "")
        + (sizes.depthLogitChannels > 0 ? ", depth logits" : "")
    }
    if !sizes.keysIgnoredByTFGQN.isEmpty {
      text += "; not for tf-gqn (\(sizes.keysIgnoredByTFGQN.joined(separator: ", ")))"
    }
    return text
  }

  private static func count(_ number: Int) -> String {
    number >= 1_000_000
      ? "\(Double(number / 10_000) / 100) M" : "\(Double(number / 10) / 100) k"
  }

  // MARK: - Show

  /// The folder of a snapshot that is named, or a path.
  private func folder(of name: String) throws(CommandFailure) -> String {
    let below = models + "/" + name
    let folder = (try? FileFacts(of: below))?.kind == .folder ? below : name
    guard (try? FileFacts(of: folder))?.kind == .folder else {
      let known = (try? ModelLibrary.entries(in: models))?.map(\.name) ?? []
      throw CommandFailure(
        .noInput,
        "\(printable(name)): there is no such snapshot in \(models)."
          + Suggestion.question(for: name, among: known))
    }
    return folder
  }

  private func show(_ name: String, step: Int?) throws {
    let folder = try folder(of: name)
    let snapshot = try Snapshot(folder: folder, step: step)
    let steps = Snapshot.steps(in: folder).map(String.init).joined(separator: ", ")
    Console.output("\(snapshot.prefix), step \(snapshot.step) of \(steps)")
    Console.output(Self.summary(snapshot.hyperparameters))
    let needed = Dictionary(
      snapshot.hyperparameters.renderingVariables.map { ($0.name, $0.shape.extents) },
      uniquingKeysWith: { first, _ in first })
    var table = TextTable("VARIABLE", "TYPE", "SHAPE", "USE")
    for entry in snapshot.bundle.entries {
      table.append([
        printable(entry.name), "\(entry.dataType)", "\(entry.shape)",
        needed[entry.name].map { use(of: entry.shape, as: $0) } ?? "",
      ])
    }
    Console.output(table.text())
    let present = Set(snapshot.bundle.entries.map(\.name))
    for name in needed.keys.filter({ !present.contains($0) }).sorted() {
      Console.error("gqn: warning: \(name) is missing, so that the snapshot cannot render")
    }
  }

  private func use(of shape: [Int], as needed: [Int]) -> String {
    shape == needed ? "rendering" : "rendering, needs \(needed)"
  }

  // MARK: - Export

  private func precision() throws(UsageError) -> SnapshotExport.Precision {
    let word = try parsed.string("precision")
    guard let precision = SnapshotExport.Precision(rawValue: word) else {
      throw parsed.error(
        .badValue(subject: "--precision", value: word, expected: "float32 or bfloat16"))
    }
    return precision
  }

  private func export(
    _ name: String, to target: String, step: Int?, precision: SnapshotExport.Precision
  ) throws {
    let snapshot = try Snapshot(folder: try folder(of: name), step: step)
    guard Snapshot.steps(in: target).isEmpty else {
      throw CommandFailure(
        .cannotWrite, "\(target): there is a snapshot already; name another folder")
    }
    let pool = ThreadPool(threadCount: Machine.processorCount)
    let bytes = try SnapshotExport.write(snapshot, to: target, precision: precision, pool: pool)
    let megabytes = Double(bytes / 10_000) / 100
    Console.output("\(target): step \(snapshot.step), \(megabytes) MB")
    guard precision == .bfloat16 else { return }
    let difference = try SnapshotComparison(snapshot, try Snapshot(folder: target), pool: pool)
    func hundredths(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
    Console.output(
      "\(difference.pictures) pictures of a made-up scene differ from the whole snapshot's by "
        + "\(hundredths(difference.rootMeanSquaredDifference)) of 255 levels (RMSE), a number of a "
        + "pixel by \(hundredths(difference.largestDifference)) at most")
  }

  // MARK: - Untrained

  private func writeUntrained(_ folder: String, configuration: String?) throws {
    var sizes = Hyperparameters()
    if let configuration {
      let bytes: [UInt8]
      do throws(SystemError) {
        bytes = try WholeFile.read(configuration, limit: 1 << 20)
      } catch {
        throw CommandFailure(reading: error)
      }
      sizes = try ConfigurationFile.parse(bytes, path: configuration)
    }
    guard Snapshot.steps(in: folder).isEmpty else {
      throw CommandFailure(
        .cannotWrite, "\(folder): there is a snapshot already; name another folder")
    }
    do throws(SnapshotError) {
      try UntrainedSnapshot.write(sizes, folder: folder)
    } catch {
      throw CommandFailure(.cannotWrite, "\(error)")
    }
    Console.output("\(folder): an untrained snapshot, \(Self.summary(sizes))")
  }
}
