internal import Checkpoints
internal import CommandLineArguments
internal import GQNModel
internal import Glibc
internal import LinuxSystem

/// The snapshot that is measured.
final class BenchmarkModel {
  /// What `--model` says.
  let name: String
  /// The snapshot's folder.
  let folder: String
  private let isTemporary: Bool

  static let options: [Option] = [
    .value(
      "model", "NAME",
      "A snapshot below the models' folder; \"default\" is an untrained one of the sizes that are given, by default tf-gqn's.",
      default: "default"),
    .value(
      "models", "DIR", "The folder that holds the snapshots.", default: "models",
      completion: .folder),
    .value(
      "size", "PIXELS", "Height and width of frames, a multiple of 4; the model's by default."),
    .value("threads", "N", "How many threads work; one for each processor by default."),
  ]

  /// Finds a snapshot, or writes an untrained one into a temporary folder, from which it is then read
  /// as any other: start-up times are those of a snapshot on disk.
  init(_ parsed: ParsedCommand) throws {
    name = try parsed.string("model")
    isTemporary = name == "default"
    let sizes = try BenchmarkSizes.read(parsed)
    guard isTemporary else {
      folder = try parsed.string("models") + "/" + name
      return
    }
    folder = "/tmp/gqn-bench-\(getpid())"
    try UntrainedSnapshot.write(sizes, folder: folder)
  }

  deinit {
    if isTemporary { try? Folder.removeTree(folder) }
  }

  /// The frame size of `--size`.
  static func frameSize(_ parsed: ParsedCommand) throws(UsageError) -> (width: Int, height: Int)? {
    try parsed.intIfGiven("size", in: 4...1024).map { ($0, $0) }
  }

  /// The threads of `--threads`.
  static func threads(_ parsed: ParsedCommand) throws(UsageError) -> Int {
    try parsed.intIfGiven("threads", in: 1...256) ?? Machine.processorCount
  }
}
