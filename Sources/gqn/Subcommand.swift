internal import CommandLineArguments

/// A command of the program: how it is written, and what it does.
protocol Subcommand {
  /// Its description, the source of help, manual and completions.
  static var command: Command { get }

  /// Reads its settings.
  init(_ parsed: ParsedCommand) throws(UsageError)

  /// Does it.
  func run() throws(CommandFailure)
}
