import Testing

@testable import CommandLineArguments

struct HelpTests {
  private func help(_ line: String) throws -> String {
    guard case .help(let text) = try sample.parse(line.split(separator: " ").map(String.init))
    else { return "no help" }
    return text
  }

  @Test(arguments: [
    "render --help", "render a --threads 8 -h", "--help render", "help render",
    "render --help --no-such-option", "--root x help render",
  ])
  func `help of a command is the stored text`(line: String) throws {
    #expect(
      try help(line) == """
        Render a request's frames in the foreground.

        USAGE
          gqn render [OPTIONS] FILE [NAME...]

        Frames that are already on disk and belong to this request are kept.

        Ctrl-C ends after the current frames.

        ARGUMENTS
          FILE  The request, a JSON file.
          NAME  Names of [frames]: any.

        OPTIONS
          --threads N   Processors to use. (default: 2)
          --scale X     How much to enlarge; it's 'linear'.
          --model DIR   A further model folder. May be given several times.
          --noise KIND  Where the noise of a frame comes from. One of shared,
                        independent, mean. (default: shared)
          --a-rather-long-option-name VALUE
                        Has its explanation below it.
          -f, --follow  Go on reading as the file grows.
          -h, --help    Show this help.

        COMMON OPTIONS
          --root DIR  The folder that holds jobs/. (default: .)

        EXAMPLE
          gqn render jobs/ring.json --threads 4

        """)
  }

  @Test(arguments: ["--help", "-h", "help", "help nothing"])
  func `help of the program lists what is not hidden`(line: String) throws {
    #expect(
      try help(line) == """
        Render scenes with Generative Query Networks.

        USAGE
          gqn [OPTIONS] COMMAND

        COMMANDS
          render  Render a request's frames in the foreground
          status  Show jobs

        OPTIONS
          --root DIR  The folder that holds jobs/. (default: .)
          -h, --help  Show this help.

        """)
  }

  @Test func `no line is wider than 80 columns`() throws {
    let long = Command(
      "x", "Does it", discussion: String(repeating: "word ", count: 100),
      arguments: (0..<20).map { Argument("ARGUMENT\($0)", "What it is.") },
      options: [.value("o", "N", String(repeating: "longer ", count: 50))])
    let lines = long.helpText().split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.count > 72 })
  }
}
