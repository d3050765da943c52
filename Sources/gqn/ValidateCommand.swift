internal import CommandLineArguments

/// `gqn validate`: says everything that is wrong with a request, and does nothing else.
struct ValidateCommand: Subcommand {
  static let command = Command(
    "validate", "Check requests without carrying them out",
    discussion: """
      All problems of a file are reported together, each with its place as a JSON pointer. If there \
      are none, the pictures, records and snapshots that it names are read as for carrying it out.
      """,
    example: "gqn validate jobs/examples/orbit.json",
    arguments: [
      Argument("FILE", "A request, a JSON file.", count: .oneOrMore, completion: .file)
    ],
    options: [CommonOptions.models])

  private let files: [String]
  private let models: String

  init(_ parsed: ParsedCommand) throws(UsageError) {
    files = parsed.arguments("FILE")
    models = try parsed.string("models")
  }

  func run() throws(CommandFailure) {
    var failures: [CommandFailure] = []
    for file in files {
      do throws(CommandFailure) {
        for warning in try validate(file) {
          Console.error("gqn: warning: \(file): \(warning)")
        }
        Console.output("\(file): valid")
      } catch {
        failures.append(error)
        if files.count > 1 {
          Console.error("gqn: \(error.message)")
        }
      }
    }
    guard let first = failures.first else { return }
    guard files.count > 1 else { throw first }
    let verb = failures.count == 1 ? "is" : "are"
    throw CommandFailure(
      first.code, "\(failures.count) of \(files.count) files \(verb) not valid")
  }

  private func validate(_ file: String) throws(CommandFailure) -> [String] {
    try RequestCheck.warnings(of: RequestFile(file).request(models: models), file: file)
  }
}
