internal import CommandLineArguments

/// `gqn completions`: scripts that complete command lines.
struct CompletionsCommand: Subcommand {
  static let command = Command(
    "completions", "Print a script that completes command lines in a shell",
    discussion: """
      For bash, write it to /etc/bash_completion.d/gqn or source it; for zsh, to a file _gqn in a \
      folder of fpath; for fish, to ~/.config/fish/completions/gqn.fish.
      """,
    example: "source <(gqn completions bash)",
    arguments: [
      Argument("SHELL", "The shell.", completion: .oneOf(Shell.allCases.map(\.rawValue)))
    ],
    options: [
      .value(
        "program", "NAME", "The program whose command lines are completed.", default: "gqn",
        completion: .oneOf(Programs.names))
    ])

  private let shell: Shell
  private let program: String

  init(_ parsed: ParsedCommand) throws(UsageError) {
    let name = try parsed.argument("SHELL")
    guard let shell = Shell(rawValue: name) else {
      throw parsed.error(.badValue(subject: "SHELL", value: name, expected: "a known shell"))
    }
    self.shell = shell
    program = try parsed.string("program")
  }

  func run() throws(CommandFailure) {
    guard let program = Programs.named(program) else {
      throw CommandFailure(.usage, "\(program) is no program of this package")
    }
    Console.output(program.command.completions(shell), newline: false)
  }
}
