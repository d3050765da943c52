internal import CommandLineArguments
internal import DatasetTools
internal import Datasets
internal import Diagnostics
internal import LinuxSystem

/// Options that several commands of `gqn dataset` have.
enum DatasetOptions {
  static let name = Argument("NAME", "The dataset, a folder below the root.")

  static let split = Option.value(
    "split", "SPLIT", "The part of the dataset; train where there is one and none is given.",
    completion: .oneOf(DatasetSplit.allCases.map(\.rawValue)))

  static func records(_ help: String, default range: String) -> Option {
    .value("records", "RANGE", help, default: range)
  }

  /// The records that were asked for.
  static func selection(_ parsed: ParsedCommand) throws(UsageError) -> Selection {
    let text = try parsed.string("records")
    guard let numbers = RecordNumbers(text) else {
      throw parsed.error(
        .badValue(
          subject: "--records", value: text,
          expected: "numbers from 0 and ranges, such as 0-9,17 or 100-"))
    }
    return Selection(
      name: try parsed.argument("NAME"), root: try parsed.string("root"),
      split: parsed.stringIfGiven("split").flatMap { DatasetSplit(rawValue: $0) }, numbers: numbers)
  }

  /// Records as they were asked for.
  struct Selection {
    let name, root: String
    let split: DatasetSplit?
    let numbers: RecordNumbers

    /// The records, where they are.
    func open() throws(CommandFailure) -> DatasetSelection {
      do throws(DatasetError) {
        let dataset = try DatasetFolder(name, root: root)
        return try DatasetSelection(
          dataset, split: split ?? dataset.splits.first?.split ?? .train, numbers: numbers)
      } catch {
        throw CommandFailure(error)
      }
    }
  }
}

extension CommandFailure {
  /// Why pictures could not be imported, exported or shown.
  init(_ error: ImportError) {
    switch error {
    case .sources: self.init(.badData, "\(error)")
    case .output: self.init(.cannotWrite, "\(error)")
    }
  }
}
