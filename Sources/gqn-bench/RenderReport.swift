internal import Kernels
internal import LinuxSystem

/// What `gqn-bench render` measured.
struct RenderReport: Encodable {
  /// A part and its time: of a frame, or of the start.
  struct Part: Encodable {
    let name: String
    let seconds: Double
  }

  let processor = Machine.processorModel ?? "unknown"
  let instructionSet = WinogradKernels.instructionSet
  let openBLASCore = MatrixProduct.coreName
  let model: String
  let threads: Int
  var plain = false
  var frames = 0
  /// How many frames were computed at a time.
  var batch = 0
  var runs = 0
  var frameSize: [Int] = []

  /// Medians of the runs, and the fastest run.
  var secondsPerFrame = 0.0
  var leastSecondsPerFrame = 0.0
  /// The same matrix products by OpenBLAS.
  var limitSecondsPerFrame = 0.0
  var leastLimitSecondsPerFrame = 0.0
  /// Floating-point operations in the matrix products.
  var operationsPerFrame = 0.0
  /// The parts of `secondsPerFrame`.
  var stages: [Part] = []

  var singleFrameSeconds = 0.0
  /// From opening the files to the first frame; and medians of its parts.
  var startSeconds = 0.0
  var start: [Part] = []
  var peakMemoryBytes = 0
  /// Of pixels in 0...1.
  var maxDifferenceToReference = 0.0

  init(model: String, threads: Int) {
    self.model = model
    self.threads = threads
  }

  private var limitShare: Double { limitSecondsPerFrame / secondsPerFrame }

  private func rate(_ seconds: Double) -> String {
    Figures.fixed(operationsPerFrame / seconds * 1e-9, 1) + " GFLOP/s"
  }

  /// For people.
  var text: String {
    let heading =
      "\(processor), \(threads) threads, \(plain ? "plain form" : instructionSet), "
      + "OpenBLAS \(openBLASCore)\nmodel \(model), \(frames) frames of "
      + frameSize.map(String.init).joined(separator: " x ")
      + ", \(batch) at a time, median of \(runs) runs\n\n"
    var rows = [
      [
        "a frame", Figures.milliseconds(secondsPerFrame),
        plain ? "" : rate(secondsPerFrame),
        Figures.fixed(1 / secondsPerFrame, 1) + " frames/s",
      ],
      ["  fastest run", Figures.milliseconds(leastSecondsPerFrame), "", ""],
    ]
    for stage in stages where !plain {
      rows.append([
        "  " + stage.name, Figures.milliseconds(stage.seconds),
        Figures.percent(stage.seconds / secondsPerFrame), "",
      ])
    }
    rows += [
      [
        "limit (sgemm)", Figures.milliseconds(limitSecondsPerFrame), rate(limitSecondsPerFrame),
        Figures.percent(limitShare) + " of the limit reached",
      ],
      ["  fastest run", Figures.milliseconds(leastLimitSecondsPerFrame), "", ""],
      ["a single frame", Figures.milliseconds(singleFrameSeconds), "", ""],
      ["start to first frame", Figures.milliseconds(startSeconds), "", ""],
    ]
    for part in start {
      rows.append(["  " + part.name, Figures.milliseconds(part.seconds), "", ""])
    }
    rows += [
      ["peak memory", Figures.fixed(Double(peakMemoryBytes) / 1048576, 0) + " MiB", "", ""],
      ["largest difference", Figures.scientific(maxDifferenceToReference), "", ""],
    ]
    return heading + Console.table(rows)
  }
}
