internal import CommandLineArguments
internal import Glibc
internal import Kernels
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

      gqn render works at once. gqn enqueue puts requests into a queue, a folder that the daemon gqnd \
      works on and that the commands from status to clean look at and change.

      Exit codes: 0 done, 1 the job failed, 2 it was cancelled, 64 wrong usage, 65 wrong request or \
      data, 66 no such job or file, 69 no daemon where one is needed, 73 cannot write, 75 timed out, \
      78 wrong configuration.
      """,
    example: "gqn render jobs/examples/orbit.json",
    options: [
      .flag("version", "Print the program's version and the processor's instruction set.")
    ],
    subcommands: subcommands.map { $0.command })

  /// What it can be told to do, in the order in which help lists it.
  private static var subcommands: [any Subcommand.Type] {
    [
      RenderCommand.self, TrainCommand.self, EvaluateCommand.self, ValidateCommand.self,
      ModelsCommand.self, DatasetCommand.self,
      EnqueueCommand.self, StatusCommand.self, ShowCommand.self, LogCommand.self, WaitCommand.self,
      CancelCommand.self, RetryCommand.self, PriorityCommand.self, PauseCommand.self,
      ResumeCommand.self, CleanCommand.self, DoctorCommand.self,
      CompletionsCommand.self, ManCommand.self, WorkerCommand.self,
    ]
  }

  static func main() {
    if let core = MatrixProduct.missedCore {
      Environment.restart(setting: MatrixProduct.coreVariable, to: core)
    }
    Interruption.install()
    let words = Array(CommandLine.arguments.dropFirst())
    do throws(CommandFailure) {
      try run(words)
    } catch {
      Console.error("gqn: \(error.message)")
      exit(error.code.rawValue)
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
    guard !parsed.flag("version") else {
      VersionReport.print()
      return
    }
    let name = parsed.path.dropFirst().first
    guard let subcommand = subcommands.first(where: { $0.command.name == name }) else { return }
    let command: any Subcommand
    do throws(UsageError) {
      command = try subcommand.init(parsed)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    try command.run()
  }
}
