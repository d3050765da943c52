internal import CommandLineArguments
internal import Generators
internal import LinuxSystem

/// `gqn-bench generate`: scenes of the generators on their way to a dataset.
struct GenerateCommand {
  static let command = Command(
    "generate", "Time the generators: scenes, ray tracing and JPEG coding",
    discussion: """
      A view counts when its picture is coded as its dataset holds it. Pictures are first held to those \
      of the plain form, in which every ray is tried against every solid.
      """,
    example: "gqn-bench generate --only rooms --threads 2",
    options: [
      .value("only", "TEXT", "Only the generators with this text in their names.", default: ""),
      .value("scenes", "N", "Scenes of a run.", default: "40"),
      .value("size", "PIXELS", "Height and width of pictures; the datasets' own by default."),
      .value("threads", "N", "The most threads that work; one for each processor by default."),
      .value("runs", "N", "How often each time is taken.", default: "5"),
      .flag("json", "Print the report as one JSON object."),
    ])

  private let only: String
  private let settings: GenerateBenchmark.Settings
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    only = try parsed.string("only")
    settings = GenerateBenchmark.Settings(
      scenes: try parsed.int("scenes", in: 1...1_000_000),
      side: try parsed.intIfGiven("size", in: 1...4096),
      threads: try BenchmarkModel.threads(parsed),
      runs: try parsed.int("runs", in: 1...1000))
    printsJSON = parsed.flag("json")
  }

  func run() throws {
    var report = GenerateReport()
    for generator in SceneGenerator.allCases
    where only.isEmpty || generator.rawValue.contains(only) {
      report.generators.append(try GenerateBenchmark(generator, settings).run())
    }
    if printsJSON {
      try Console.output(json: report)
    } else {
      Console.output(report.text)
    }
  }
}
