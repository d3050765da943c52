internal import CommandLineArguments
internal import Rendering

/// `gqn-bench render`: a flight through a scene.
struct RenderCommand {
  static let command = Command(
    "render", "Time rendering, its parts, and the matrix products it is made of",
    discussion: """
      "limit" is the time of the same matrix products in bare sgemm calls, timed in turns with rendering. \
      Peak memory is that of rendering, before anything is compared.
      """,
    example: "gqn-bench render --frames 120 --threads 2 --json",
    options: BenchmarkModel.options + BenchmarkSizes.options + [
      .value("frames", "N", "Frames of the flight.", default: "120"),
      .value("runs", "N", "How often each time is taken.", default: "5"),
      .value(
        "noise", "KIND", "What the noise of a frame is.", default: "shared",
        completion: .oneOf(["shared", "independent", "mean"])),
      .value(
        "memory", "SIZE",
        "The most memory that the program may hold while it renders, such as 800M."),
      .flag("plain", "Compute as the paper writes it, without any of the fast form."),
      .flag("json", "Print the report as one JSON object."),
    ])

  private let parsed: ParsedCommand
  private let settings: RenderBenchmark.Settings

  init(_ parsed: ParsedCommand) throws(UsageError) {
    self.parsed = parsed
    let noise: LatentSampling.Noise =
      switch try parsed.string("noise") {
      case "independent": .independent
      case "mean": .mean
      default: .shared
      }
    settings = RenderBenchmark.Settings(
      frames: try parsed.int("frames", in: 1...100_000),
      runs: try parsed.int("runs", in: 1...1000),
      threads: try BenchmarkModel.threads(parsed),
      frameSize: try BenchmarkModel.frameSize(parsed),
      noise: noise,
      memoryLimit: try parsed.byteCountIfGiven("memory"),
      usesPlainForm: parsed.flag("plain"))
  }

  func run() throws {
    let model = try BenchmarkModel(parsed)
    let report = try RenderBenchmark(settings).run(model)
    if parsed.flag("json") {
      try Console.output(json: report)
    } else {
      Console.output(report.text)
    }
  }
}
