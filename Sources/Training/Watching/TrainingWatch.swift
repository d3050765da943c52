internal import Cameras
internal import Datasets
internal import Evaluation
internal import GQNModel
internal import Kernels
internal import LinuxSystem
internal import Rendering
internal import Requests

/// What there is to see of a training: lines, metrics, events, pictures, and the page of them all.
struct TrainingWatch {
  /// The page's name in the snapshot's folder.
  static let page = "index.html"

  /// What was measured last.
  private(set) var lastTraining: TrainingMeans?
  private(set) var lastEvaluation: EvaluationMeans?

  private let request: TrainRequest
  private let folder: String
  private let trainer: Trainer
  private let firstStep: Int
  /// What the page warns of.
  var warnings: [String]
  private var metrics: MetricsLog
  private let events: EventLog
  private let scenes: [EvaluationScene]
  private var pictures: (step: Int, scenes: [TrainingPictures])?
  private var window = SummaryWindow()
  private var windowStart = Machine.monotonicSeconds
  private var pageTime = -Double.infinity
  /// How fast this run is, in steps a second; nil before its first line.
  private var rate: Double?

  /// Scenes of the page.
  private static let watchedScenes = 4
  /// Pictures drawn of each scene that is measured while it learns.
  private static let samples = 4
  /// Seconds from one page to the next, at least.
  private static let pageInterval = 20.0

  /// Begins to watch; the pictures are those of the test split, or of the training split where there is
  /// none.
  init(
    _ request: TrainRequest, folder: String, _ trainer: Trainer, warnings: [String]
  ) throws(TrainingError) {
    self.request = request
    self.folder = folder
    self.trainer = trainer
    self.warnings = warnings
    firstStep = trainer.step
    do {
      metrics = try MetricsLog(folder: folder, upTo: trainer.step)
      events = try EventLog(folder: folder, from: trainer.step)
      let split = request.dataset.testFolder ?? request.dataset.trainFolder
      scenes = EvaluationScene.first(
        Self.watchedScenes, of: try RecordFolder(split), trainer.hyperparameters)
    } catch {
      throw .output("\(error)")
    }
    lastTraining = metrics.lines.last { $0.training != nil }?.training
    lastEvaluation = metrics.lines.last { $0.evaluation != nil }?.evaluation
    // The page needs them at once; the events have them of an earlier run, but for the very first.
    if request.summaries.imagesEverySteps > 0 { try takePictures(forEvents: trainer.step == 0) }
  }

  // MARK: - Numbers

  /// Takes a step in.
  ///
  /// - Parameters:
  ///   - outcome: what the step found.
  ///   - secondsOfRun: how long this run has learned.
  /// - Returns: a line for people, at the steps that have one.
  /// - Throws: ``TrainingError/output(_:)``.
  mutating func note(
    _ outcome: Trainer.Outcome, secondsOfRun: Double
  ) throws(TrainingError) -> String? {
    window.add(outcome, trainer.hyperparameters)
    let every = request.summaries.everySteps
    // The mean of the few steps since a restart would stand out from the others'; they count with the next ones.
    guard outcome.step % every == 0 && 2 * window.steps >= every || outcome.step == request.steps
    else { return nil }
    let now = Machine.monotonicSeconds
    guard let means = window.close(seconds: now - windowStart) else { return nil }
    windowStart = now
    rate = secondsOfRun > 0 ? Double(outcome.step - firstStep) / secondsOfRun : nil
    lastTraining = means
    try write(MetricsLine(step: outcome.step, time: Machine.wallSeconds, training: means))
    if now - pageTime >= Self.pageInterval { try writePage() }
    return TrainingLine(
      step: outcome.step, steps: request.steps, means: means,
      secondsLeft: rate.map { Double(request.steps - outcome.step) / $0 }
    ).text
  }

  /// Measures the weights on the test split.
  ///
  /// - Parameter progress: is called after every scene.
  /// - Returns: a line for people; nil where the process was asked to stop meanwhile.
  /// - Throws: ``TrainingError``.
  mutating func evaluate(progress: () -> Void) throws(TrainingError) -> String? {
    guard let split = request.dataset.testFolder else { return nil }
    let start = Machine.monotonicSeconds
    // The time that this takes is not the steps'.
    defer { windowStart += Machine.monotonicSeconds - start }
    let measurement = GenerationMeasurement(
      records: request.evaluation.records, samples: Self.samples, seed: 0, pictures: 0)
    var elbo = ElboMeasurement(
      trainer.hyperparameters, parameters: trainer.copyParameters(),
      pixelSigma: trainer.hyperparameters.pixelSigma(step: trainer.step), seed: 0,
      pool: trainer.pool)
    let result: GenerationMeasurement.Result
    do {
      result = try measurement.run(try RecordFolder(split), predictor()) { scene in
        elbo.add(scene)
      } progress: { _ in
        progress()
      }
    } catch RenderingError.interrupted {
      return nil
    } catch {
      throw .data(["\(error)"])
    }
    guard result.scenes > 0 else { return nil }
    let means = EvaluationMeans(
      scenes: result.scenes, sample: result.sample, meanOfSamples: result.mean,
      constantPicture: result.constant, nearestView: result.nearestView, elbo: elbo.result())
    lastEvaluation = means
    try write(
      MetricsLine(step: trainer.step, time: Machine.wallSeconds, evaluation: means))
    try writePage()
    return TrainingLine.text(step: trainer.step, means)
  }

  private mutating func write(_ line: MetricsLine) throws(TrainingError) {
    do throws(SystemError) {
      try metrics.append(line)
      try events.write(line)
    } catch {
      throw .output("\(error)")
    }
  }

  // MARK: - Pictures

  /// Draws the watched scenes anew, for the page and the events or for the page alone.
  mutating func takePictures(forEvents: Bool = true) throws(TrainingError) {
    guard !scenes.isEmpty else { return }
    let start = Machine.monotonicSeconds
    defer { windowStart += Machine.monotonicSeconds - start }
    do {
      let predictor = predictor()
      var drawn: [TrainingPictures] = []
      for scene in scenes { drawn.append(try TrainingPictures(scene, trainer, predictor)) }
      pictures = (trainer.step, drawn)
      if forEvents { try events.write(drawn[0].named, step: trainer.step) }
    } catch {
      throw .output("\(error)")
    }
    try writePage()
  }

  private func predictor() -> ViewPredictor {
    ViewPredictor(
      trainer.renderingNetwork(), step: trainer.step, poseEncoding: .training, pool: trainer.pool)
  }

  // MARK: - Page

  /// Writes the page as things stand.
  ///
  /// - Parameter error: why the training ended before its last step, if it did.
  /// - Throws: ``TrainingError/output(_:)``.
  mutating func writePage(endedBy error: TrainingError? = nil) throws(TrainingError) {
    pageTime = Machine.monotonicSeconds
    let page = TrainingPage(
      request: request, step: trainer.step,
      secondsLeft: rate.map {
        Double(request.steps - trainer.step) / $0
      }, time: .now, error: error, threads: trainer.pool.threadCount, lines: metrics.lines,
      pictures: pictures?.scenes ?? [], picturesStep: pictures?.step ?? 0, warnings: warnings)
    do {
      try AtomicFile.write(
        Array(try page.html.utf8), to: Paths.join(folder, Self.page))
    } catch {
      throw .output("\(error)")
    }
  }
}
