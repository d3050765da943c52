internal import Cameras
internal import Checkpoints
internal import GQNModel
internal import Images
internal import Kernels
internal import LinuxSystem
internal import Rendering
internal import Tensors

/// Measures rendering from the snapshot on disk to the pixels, and what it is compared with.
struct RenderBenchmark {
  struct Settings {
    let frames, runs, threads: Int
    let frameSize: (width: Int, height: Int)?
    let noise: LatentSampling.Noise
    let memoryLimit: Int?
    let usesPlainForm: Bool
  }

  private let settings: Settings
  private let pool: ThreadPool
  private let sampling: LatentSampling

  init(_ settings: Settings) {
    self.settings = settings
    pool = ThreadPool(threadCount: settings.threads)
    sampling = LatentSampling(noise: settings.noise, seed: 1)
  }

  func run(_ model: BenchmarkModel) throws -> RenderReport {
    var report = RenderReport(model: model.name, threads: pool.threadCount)
    report.plain = settings.usesPlainForm
    // The start comes first, while nothing is warm but the disk.
    let predictor = try start(model, &report)
    try timeSingleFrames(predictor, &report)
    let sample = try renderSample(predictor, &report)
    report.peakMemoryBytes = Machine.peakMemoryBytes
    report.maxDifferenceToReference = try differenceToReference(model, sample)
    try timeFlight(predictor, &report)
    try timeParts(model, predictor, &report)
    return report
  }

  private func openPredictor(
    _ folder: String, plain: Bool
  ) throws -> ViewPredictor {
    try ViewPredictor(
      Snapshot(folder: folder), frameSize: settings.frameSize, poseEncoding: .training, pool: pool,
      memory: settings.memoryLimit.map { MemoryBudget(limit: $0) }, usesPlainForm: plain)
  }

  /// From the files to the first frame.
  private func start(
    _ model: BenchmarkModel, _ report: inout RenderReport
  ) throws -> ViewPredictor {
    let begin = Machine.monotonicSeconds
    let predictor = try openPredictor(model.folder, plain: settings.usesPlainForm)
    let views = BenchmarkScene.views(predictor)
    predictor.addContextViews(views)
    _ = try predictor.renderQueryView(BenchmarkScene.cameras(1)[0], sampling: sampling)
    report.startSeconds = Machine.monotonicSeconds - begin
    report.frameSize = [predictor.frameWidth, predictor.frameHeight]
    return predictor
  }

  private func timeSingleFrames(
    _ predictor: ViewPredictor, _ report: inout RenderReport
  ) throws {
    var single = Timings()
    for camera in BenchmarkScene.cameras(2 * settings.runs) {
      _ = try single.time { try predictor.renderQueryView(camera, sampling: sampling) }
    }
    report.singleFrameSeconds = single.median
  }

  /// A few frames of the flight with their pixels.
  private typealias Sample = [(frame: Int, pixels: [Float])]

  /// Renders the whole flight once, so that all memory has been used; returns the first, the middle
  /// and the last frame.
  private func renderSample(
    _ predictor: ViewPredictor, _ report: inout RenderReport
  ) throws -> Sample {
    var sample: Sample = []
    var batch = 0
    try predictor.imageMeans(of: BenchmarkScene.queries(settings.frames), sampling: sampling) {
      part, means in
      batch = max(batch, part.count)
      let frames = Self.frames(means)
      for frame in Set([0, settings.frames / 2, settings.frames - 1]).sorted()
      where part.contains(frame) {
        sample.append((frame, frames[frame - part.lowerBound]))
      }
    }
    report.batch = batch
    return sample
  }

  /// The largest difference of a pixel from the plain form.
  private func differenceToReference(
    _ model: BenchmarkModel, _ sample: Sample
  ) throws -> Double {
    guard !settings.usesPlainForm else { return 0 }
    let plain = try openPredictor(model.folder, plain: true)
    plain.addContextViews(BenchmarkScene.views(plain))
    let queries = BenchmarkScene.queries(settings.frames)
    var expected: [[Float]] = []
    try plain.imageMeans(of: sample.map { queries[$0.frame] }, sampling: sampling) { _, means in
      expected += Self.frames(means)
    }
    var largest: Float = 0
    for (pixel, other) in zip(sample.flatMap(\.pixels), expected.joined()) {
      // A NaN is no small difference.
      largest = abs(pixel - other) <= largest ? largest : abs(pixel - other)
    }
    return Double(largest)
  }

  private static func frames(_ means: borrowing Tensor) -> [[Float]] {
    let (values, count) = (means.array(), means.count / means.shape[0])
    return stride(from: 0, to: values.count, by: count).map { Array(values[$0..<$0 + count]) }
  }

  /// Renders the flight several times; the limit is measured in between, batch for batch.
  private func timeFlight(_ predictor: ViewPredictor, _ report: inout RenderReport) throws {
    let queries = BenchmarkScene.queries(settings.frames)
    let limit = SGEMMLimit(predictor.hyperparameters, frames: report.batch, pool: pool)
    var (flights, limits) = (Timings(), Timings())
    var stages: [GenerationStage: Timings] = [:]
    for _ in 0..<settings.runs {
      var parts: [GenerationStage: Double] = [:]
      // One batch of products follows every batch of frames: what disturbs one disturbs the other.
      var (flight, products) = (0.0, 0.0)
      var last = Machine.monotonicSeconds
      var resumed = last
      try predictor.imageMeans(
        of: queries, sampling: sampling,
        finished: { stage in
          let now = Machine.monotonicSeconds
          parts[stage, default: 0] += now - last
          last = now
        },
        { part, _ in
          let paused = Machine.monotonicSeconds
          flight += paused - resumed
          limit.run()
          last = Machine.monotonicSeconds
          products += (last - paused) * Double(part.count) / Double(report.batch)
          resumed = last
        })
      flights.append(flight)
      limits.append(products)
      for (stage, seconds) in parts {
        stages[stage, default: Timings()].append(seconds)
      }
    }
    let perFrame = 1 / Double(settings.frames)
    report.frames = settings.frames
    report.runs = settings.runs
    report.secondsPerFrame = flights.median * perFrame
    report.leastSecondsPerFrame = flights.minimum * perFrame
    report.limitSecondsPerFrame = limits.median * perFrame
    report.leastLimitSecondsPerFrame = limits.minimum * perFrame
    report.operationsPerFrame = limit.operationsPerFrame
    for stage in GenerationStage.allCases {
      report.stages.append(
        .init(name: stage.rawValue, seconds: (stages[stage]?.median ?? 0) * perFrame))
    }
  }

  /// The parts of the start, and the encoder.
  private func timeParts(
    _ model: BenchmarkModel, _ predictor: ViewPredictor, _ report: inout RenderReport
  ) throws {
    var (opening, reading, transforming, encoding) = (Timings(), Timings(), Timings(), Timings())
    let views = BenchmarkScene.views(predictor)
    for _ in 0..<settings.runs {
      let snapshot = try opening.time { try Snapshot(folder: model.folder) }
      let network = try reading.time {
        try snapshot.network(
          imageSize: settings.frameSize.map { (height: $0.height, width: $0.width) }, pool: pool)
      }
      _ = transforming.time { network.fastGenerator(pool: pool) }
      predictor.clearContext()
      encoding.time { predictor.addContextViews(views) }
    }
    report.start = [
      .init(name: "opening", seconds: opening.median),
      .init(name: "reading", seconds: reading.median),
      .init(name: "transforming", seconds: transforming.median),
      .init(name: "encoding", seconds: encoding.median),
    ]
  }
}
