import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

struct HelpTests {
  static let commands = [
    "enqueue", "status", "show", "log", "wait", "cancel", "retry", "priority", "pause", "resume",
    "clean", "doctor", "completions", "man",
  ]

  /// With `GQN_REWRITE_HELP` set the stored texts are written anew; look at the difference then.
  @Test(arguments: commands) func `help is the stored text`(command: String) throws {
    let outcome = try Program.run([command, "--help"], in: "/")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    let stored = PackageFolder.path + "/Tests/QueueCommandTests/Fixtures/help-\(command).txt"
    if ProcessInfo.processInfo.environment["GQN_REWRITE_HELP"] != nil {
      try AtomicFile.write(Array(outcome.output.utf8), to: stored)
    }
    #expect(
      String(decoding: try WholeFile.read(stored, limit: 1 << 20), as: UTF8.self) == outcome.output)
    #expect(outcome.output.contains("\nEXAMPLE\n  "))
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `the hidden commands are not listed`() throws {
    let help = try Program.run(["--help"], in: "/").output
    #expect(help.contains("\n  enqueue "))
    #expect(!help.contains("\n  man "))
    #expect(!help.contains("\n  worker "))
  }

  @Test(arguments: [("gqn", "1"), ("gqnd", "8")])
  func `each program has a page of the manual`(program: String, section: String) throws {
    let outcome = try Program.run(["man", program], in: "/")
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix(".TH \(program.uppercased()) \(section)\n.SH NAME\n"))
    let other = try Program.run(["man", "gcc"], in: "/")
    #expect(other.code == 64)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions name every command`(shell: String) throws {
    let script = try Program.run(["completions", shell], in: "/").output
    for command in Self.commands where command != "man" {
      #expect(script.contains(command), "\(command)")
    }
    let daemon = try Program.run(["completions", shell, "--program", "gqnd"], in: "/").output
    #expect(daemon.contains("render-slots"))
    #expect(!daemon.contains("enqueue"))
  }

  @Test(arguments: [
    ("status --jobs", "gqn: --jobs lacks its value: write --jobs DIR"),
    ("wait", "gqn: JOB is missing"), ("wait a --timeout soon", "gqn: --timeout: \"soon\" is not a"),
    ("priority a 1001", "gqn: N: \"1001\" is not a whole number from -1000 to 1000"),
    ("retry a --frames 5-3", "gqn: --frames: \"5-3\" is not numbers and ranges"),
    ("clean --state running", "gqn: --state: \"running\" is not one of done, failed"),
    ("clean --keep -1", "gqn: --keep: \"-1\" is not a whole number of at least 0"),
    ("enqueue a b --name c", "gqn: unexpected argument \"b\""),
    ("completions tcsh", "gqn: SHELL: \"tcsh\" is not one of bash, zsh, fish"),
  ])
  func `a command line that cannot be understood`(line: String, message: String) throws {
    let outcome = try Program.run(line.split(separator: " ").map(String.init), in: "/")
    #expect(outcome.code == 64)
    #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    #expect(outcome.output == "")
  }
}
