internal import CommandLineArguments
internal import Glibc
internal import Kernels
internal import LinuxSystem

/// The program: parses the command line and runs a benchmark.
@main
enum GQNBench {
  static let command = Command(
    "gqn-bench",
    "Measure how fast rendering, training, reading, generating and the queue are",
    discussion: """
      Every kernel that is timed is first held to the plain form that it replaces. Times are medians of \
      several runs; what they are compared with is timed in between, so that whatever else the machine \
      does is shared fairly.
      """,
    example: "gqn-bench render --frames 120",
    subcommands: [
      RenderCommand.command, TrainCommand.command, KernelsCommand.command, DataCommand.command,
      GenerateCommand.command, QueueCommand.command,
    ])

  static func main() {
    if let core = MatrixProduct.missedCore {
      Environment.restart(setting: MatrixProduct.coreVariable, to: core)
    }
    do {
      switch try command.parse(Array(CommandLine.arguments.dropFirst())) {
      case .help(let text): Console.output(text, newline: false)
      case .run(let parsed):
        switch parsed.path.last {
        case "render": try RenderCommand(parsed).run()
        case "train": try TrainCommand(parsed).run()
        case "data": try DataCommand(parsed).run()
        case "generate": try GenerateCommand(parsed).run()
        case "queue": try QueueCommand(parsed).run()
        default: try KernelsCommand(parsed).run()
        }
      }
    } catch let error as UsageError {
      Console.error("gqn-bench: \(error)")
      exit(UsageError.exitCode)
    } catch {
      Console.error("gqn-bench: \(error)")
      exit(EXIT_FAILURE)
    }
  }
}
