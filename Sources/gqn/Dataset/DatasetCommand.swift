internal import CommandLineArguments
internal import Datasets

/// `gqn dataset`: scenes to learn from and to show to networks.
struct DatasetCommand: Subcommand {
  /// What can be done with a dataset, in the order in which help lists it.
  private static var subcommands: [any Subcommand.Type] {
    [
      DatasetInfoCommand.self, DatasetShowCommand.self, DatasetVerifyCommand.self,
      DatasetGenerateCommand.self, DatasetImportCommand.self, DatasetExportCommand.self,
    ]
  }

  static let command = Command(
    "dataset", "Look at, check and make datasets",
    discussion: """
      A dataset is a folder ROOT/NAME with the folders train and test, each with files I-of-N.tfrecord, \
      as DeepMind published its own. Files that are missing are no fault: what is here is used.
      """,
    example: "gqn dataset info rooms_ring_camera --root data",
    options: [CommonOptions.root],
    subcommands: subcommands.map { $0.command })

  private let chosen: any Subcommand

  init(_ parsed: ParsedCommand) throws(UsageError) {
    let name = parsed.path.last ?? ""
    guard let subcommand = Self.subcommands.first(where: { $0.command.name == name }) else {
      throw parsed.error(.missingCommand(Self.subcommands.map { $0.command.name }))
    }
    chosen = try subcommand.init(parsed)
  }

  func run() throws(CommandFailure) { try chosen.run() }
}

extension CommandFailure {
  /// What is wrong with a dataset, for whoever called the program.
  init(_ error: DatasetError) {
    switch error {
    case .noDataset, .noRecords, .noRecord: self.init(.noInput, "\(error)")
    case .damaged, .notAScene, .unlikeDataset, .tooFewViews, .noUsableScene, .otherFiles,
      .badDescription:
      self.init(.badData, "\(error)")
    case .occupied, .notWritten: self.init(.cannotWrite, "\(error)")
    case .noThread: self.init(.failed, "\(error)")
    }
  }
}
