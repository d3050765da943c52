internal import CommandLineArguments
internal import Glibc
internal import LinuxSystem

/// The program: parses the command line, runs the command, turns errors into messages and exit codes.
@main
enum Gqn {
  static let command = Command(
    "gqn", "Fly through scenes imagined by a generative query network",
    discussion: """
      gqn renders frames and films from snapshots of networks that were trained with tf-gqn or with \
      this program: shown a few pictures of a scene and where they were taken, the network imagines \
      it from anywhere else.
      """,
    example: "gqn render jobs/examples/orbit.json",
    options: [
      .flag("version", "Print the program's version and the processor's instruction set.")
    ],
    subcommands: [
      RenderCommand.command, ValidateCommand.command, ModelsCommand.command, WorkerCommand.command,
    ])

  static func main() {
    Interruption.install()
    let words = Array(CommandLine.arguments.dropFirst())
    do throws(CommandFailure) {
      try run(words)
    } catch {
      Console.error("gqn: \(error.message)")
      exit(error.code.rawValue)
    }
  }

  /// A command's settings, read from the command line.
  private static func settings<Settings>(
    _ read: () throws(UsageError) -> Settings
  ) throws(CommandFailure) -> Settings {
    do throws(UsageError) {
      return try read()
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
  }

  private static func run(_ words: [String]) throws(CommandFailure) {
    if words == ["--version"] {
      VersionReport.print()
      return
    }
    let parsed: ParsedCommand
    do throws(UsageError) {
      switch try command.parse(words) {
      case .help(let text):
        Console.output(text, newline: false)
        return
      case .run(let command): parsed = command
      }
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    switch parsed.path.dropFirst().first {
    case "render": try settings { () throws(UsageError) in try RenderCommand(parsed) }.run()
    case "validate": try settings { () throws(UsageError) in try ValidateCommand(parsed) }.run()
    case "worker": try settings { () throws(UsageError) in try WorkerCommand(parsed) }.run()
    default: try settings { () throws(UsageError) in try ModelsCommand(parsed) }.run()
    }
  }
}
