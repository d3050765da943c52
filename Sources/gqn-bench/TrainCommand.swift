internal import CommandLineArguments
internal import GQNModel

/// `gqn-bench train`: steps of training.
struct TrainCommand {
  static let command = Command(
    "train", "Time a step of training, its parts, and the matrix products it is made of",
    discussion: """
      A step is the losses of a batch, their gradients by all variables, and Adam. "limit" is the time of the same matrix \
      products in bare sgemm calls, timed in turns with the steps. Peak memory is that of training, before anything is \
      compared. The sizes are tf-gqn's defaults unless something else is said.
      """,
    example: "gqn-bench train --batch 4 --json",
    options: [
      .value("batch", "N", "Examples of a step.", default: "4")
    ] + BenchmarkSizes.options + [
      .value("size", "PIXELS", "Height and width of pictures, a multiple of 4.", default: "64"),
      .value(
        "objective", "NAME", "Which prior counts.", default: "paper",
        completion: .oneOf(["paper", "tf-gqn"])),
      .value(
        "memory", "SIZE", "The most memory that activations may take, such as 2G.", default: "4G"),
      .value("threads", "N", "How many threads work; one for each processor by default."),
      .value("runs", "N", "How often each time is taken.", default: "5"),
      .flag("plain", "Compute as the paper writes it, without any of the fast form."),
      .flag("json", "Print the report as one JSON object."),
    ])

  private let parsed: ParsedCommand
  private let settings: TrainBenchmark.Settings

  init(_ parsed: ParsedCommand) throws(UsageError) {
    self.parsed = parsed
    var sizes = try BenchmarkSizes.read(parsed)
    let size = try parsed.int("size", in: 4...1024) / 4 * 4
    (sizes.imageHeight, sizes.imageWidth) = (size, size)
    settings = TrainBenchmark.Settings(
      sizes: sizes, batch: try parsed.int("batch", in: 1...10_000),
      objective: Objective(rawValue: try parsed.string("objective")) ?? .paper,
      memory: try parsed.byteCountIfGiven("memory") ?? TrainingNetwork.defaultMemory,
      threads: try BenchmarkModel.threads(parsed), runs: try parsed.int("runs", in: 1...1000),
      usesPlainForm: parsed.flag("plain"))
  }

  func run() throws {
    let report = TrainBenchmark(settings).run()
    if parsed.flag("json") {
      try Console.output(json: report)
    } else {
      Console.output(report.text)
    }
  }
}
