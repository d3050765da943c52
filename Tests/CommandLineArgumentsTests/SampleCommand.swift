@testable import CommandLineArguments

/// A small program with one of everything.
let sample = Command(
  "gqn", "Render scenes with Generative Query Networks",
  options: [
    .value("root", "DIR", "The folder that holds jobs/.", default: ".", completion: .folder),
    .flag("internal-trace", "Not for people.", isHidden: true),
  ],
  subcommands: [
    Command(
      "render", "Render a request's frames in the foreground",
      discussion: """
        Frames that are already on disk and belong to this request
        are kept.

        Ctrl-C ends after the current frames.
        """,
      example: "gqn render jobs/ring.json --threads 4",
      arguments: [
        Argument("FILE", "The request, a JSON file.", completion: .file),
        Argument("NAME", "Names of [frames]: any.", count: .any),
      ],
      options: [
        .value("threads", "N", "Processors to use.", default: "2"),
        .value("scale", "X", "How much to enlarge; it's 'linear'."),
        .value("model", "DIR", "A further model folder.", isRepeated: true, completion: .folder),
        .value(
          "noise", "KIND", "Where the noise of a frame comes from.", default: "shared",
          completion: .oneOf(["shared", "independent", "mean"])),
        .value("a-rather-long-option-name", "VALUE", "Has its explanation below it."),
        .flag("follow", letter: "f", "Go on reading as the file grows."),
      ]),
    Command("status", "Show jobs", arguments: [Argument("ID", "A job.", count: .optional)]),
    Command("worker", "Not for people", isHidden: true),
  ])

/// What a line asks to run, in words without spaces in them.
func run(_ line: String) throws -> ParsedCommand {
  let words = line.split(separator: " ").map(String.init)
  guard case .run(let parsed) = try sample.parse(words) else { throw HelpInstead() }
  return parsed
}

struct HelpInstead: Error {}
