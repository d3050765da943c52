internal import GQNModel
internal import Kernels
internal import LinuxSystem

/// What `gqn-bench train` measured.
struct TrainReport: Encodable {
  /// A part of a sample's time.
  struct Part: Encodable {
    let name: String
    let seconds: Double
  }

  let processor = Machine.processorModel ?? "unknown"
  let instructionSet = WinogradKernels.instructionSet
  let openBLASCore = MatrixProduct.coreName
  let threads, batch, runs: Int
  let plain: Bool
  let encoder, objective: String
  let pictureSize: [Int]
  let views, encoderChannels, hiddenChannels, latentChannels, generationSteps: Int
  /// How many examples were worked on at a time.
  var examplesAtATime = 0

  /// Medians of the runs, and the fastest run; Adam included.
  var secondsPerSample = 0.0
  var leastSecondsPerSample = 0.0
  /// What all threads together spent computing, by which a disturbed run can be judged.
  var processorSecondsPerSample = 0.0
  /// The same matrix products by OpenBLAS.
  var limitSecondsPerSample = 0.0
  var leastLimitSecondsPerSample = 0.0
  var limitProcessorSecondsPerSample = 0.0
  /// Floating-point operations in the matrix products.
  var operationsPerSample = 0.0
  /// The parts of `secondsPerSample`.
  var stages: [Part] = []
  var peakMemoryBytes = 0
  /// Of the plain form: relative to the loss, and to each variable's largest gradient.
  var lossDifference = 0.0
  var maxGradientDifference = 0.0

  init(_ settings: TrainBenchmark.Settings, threads: Int) {
    let sizes = settings.sizes
    self.threads = threads
    batch = settings.batch
    runs = settings.runs
    plain = settings.usesPlainForm
    encoder = sizes.encoder.rawValue
    objective = settings.objective.rawValue
    pictureSize = [sizes.imageWidth, sizes.imageHeight]
    views = sizes.contextSize
    encoderChannels = sizes.encoderChannels
    hiddenChannels = sizes.hiddenChannels
    latentChannels = sizes.latentChannels
    generationSteps = sizes.generationSteps
  }

  private func rate(_ seconds: Double) -> String {
    Figures.fixed(operationsPerSample / seconds * 1e-9, 1) + " GFLOP/s"
  }

  /// For people.
  var text: String {
    let heading =
      "\(processor), \(threads) threads, \(plain ? "plain form" : instructionSet), "
      + "OpenBLAS \(openBLASCore)\n\(encoder) \(encoderChannels), LSTM \(hiddenChannels), "
      + "Z \(latentChannels), \(generationSteps) steps, \(views) views of "
      + pictureSize.map(String.init).joined(separator: " x ")
      + ", objective \(objective)\nbatch \(batch), \(examplesAtATime) at a time, "
      + "median of \(runs) runs\n\n"
    var rows = [
      [
        "a sample", Figures.milliseconds(secondsPerSample), plain ? "" : rate(secondsPerSample),
        Figures.fixed(1 / secondsPerSample, 2) + " samples/s",
      ],
      ["  fastest run", Figures.milliseconds(leastSecondsPerSample), "", ""],
      [
        "  processor time", Figures.milliseconds(processorSecondsPerSample),
        rate(processorSecondsPerSample), "of all threads",
      ],
    ]
    for stage in stages where !plain || stage.name == "adam" {
      rows.append([
        "  " + stage.name, Figures.milliseconds(stage.seconds),
        Figures.percent(stage.seconds / secondsPerSample), "",
      ])
    }
    rows += [
      [
        "limit (sgemm)", Figures.milliseconds(limitSecondsPerSample), rate(limitSecondsPerSample),
        Figures.percent(limitSecondsPerSample / secondsPerSample) + " of the limit reached",
      ],
      ["  fastest run", Figures.milliseconds(leastLimitSecondsPerSample), "", ""],
      [
        "  processor time", Figures.milliseconds(limitProcessorSecondsPerSample),
        rate(limitProcessorSecondsPerSample),
        Figures.percent(limitProcessorSecondsPerSample / processorSecondsPerSample),
      ],
      ["peak memory", Figures.fixed(Double(peakMemoryBytes) / 1048576, 0) + " MiB", "", ""],
    ]
    if !plain {
      rows += [
        ["loss, off by", Figures.scientific(lossDifference), "", ""],
        ["gradients, at most", Figures.scientific(maxGradientDifference), "", ""],
      ]
    }
    return heading + Console.table(rows)
  }
}
