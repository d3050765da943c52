internal import CommandLineArguments

/// `gqn man`: the pages of the manual, for those who install them.
struct ManCommand: Subcommand {
  static let command = Command(
    "man", "Print a program's page of the manual",
    example: "gqn man | man -l -",
    arguments: [
      Argument(
        "PROGRAM", "The program; gqn where not given.", count: .optional,
        completion: .oneOf(Programs.names))
    ],
    isHidden: true)

  private let name: String

  init(_ parsed: ParsedCommand) throws(UsageError) {
    name = parsed.arguments("PROGRAM").first ?? "gqn"
  }

  func run() throws(CommandFailure) {
    guard let program = Programs.named(name) else {
      throw CommandFailure(.usage, "\(name) is no program of this package")
    }
    Console.output(program.command.manPage(section: program.section), newline: false)
  }
}
