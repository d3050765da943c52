internal import Checkpoints
internal import Datasets
internal import Diagnostics
internal import Evaluation
internal import GQNModel
internal import JSONDocuments
internal import Kernels
internal import LinuxSystem
package import Requests

/// Carries out a train request: learns until the last step, and keeps what it has learned.
///
/// A run that is started again after a stop of any kind goes on from the newest checkpoint, and its weights
/// become the same bytes as those of a run that was never stopped.
package struct TrainJob {
  /// What to train.
  let request: TrainRequest
  /// The folder below which the snapshot's own is made.
  let models: String
  private let threads: Int

  /// Prepares a run; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - request: what to train.
  ///   - models: the folder below which the snapshot's own is made.
  ///   - threads: how many threads work, in place of what the request says; one for each processor where
  ///     neither says.
  package init(_ request: TrainRequest, models: String, threads: Int? = nil) {
    self.request = request
    self.models = models
    self.threads = max(1, threads ?? request.threads ?? Machine.processorCount)
  }

  /// How far a run is.
  package struct Progress: Sendable {
    /// Steps that were made, those of earlier runs included, and how many there will be.
    package let stepsDone, steps: Int
    /// Steps that this run made, and the seconds since its first.
    package let stepsOfThisRun: Int
    package let seconds: Double
  }

  /// What is told while it runs.
  package enum News: Sendable {
    /// After every step, and while the snapshot is measured.
    case progress(Progress)
    /// A line for people.
    case line(String)
    /// What went otherwise than asked.
    case warning(String)
  }

  /// What a run did.
  package struct Summary: Sendable {
    /// The snapshot's folder and the page in it.
    package let folder, page: String
    /// Steps in all, and how many of them this run made.
    package let steps, stepsOfThisRun: Int
    /// How long that took, in seconds.
    package let seconds: Double
    /// What was measured last.
    package let training: TrainingMeans?
    package let evaluation: EvaluationMeans?
    /// What went otherwise than asked.
    package let warnings: [String]
  }

  // MARK: - Validation

  /// Finds out whether the request can be carried out, as far as that can be seen without learning.
  ///
  /// - Returns: what would go otherwise than asked.
  /// - Throws: ``TrainingError``.
  package func validate() throws(TrainingError) -> [String] {
    let records = try records(request.dataset.trainFolder)
    let sizes = request.model.hyperparameters
    guard let found = SceneSizes(firstOf: records) else {
      throw problem("\(records.path): no record of the first files could be read as a scene")
    }
    guard found.views > sizes.contextSize else {
      throw problem(
        "the scenes of \(records.path) have \(found.views) views; with CONTEXT_SIZE "
          + "\(sizes.contextSize) a scene needs \(sizes.contextSize + 1), one of them as the target"
      )
    }
    if let objection = try fieldOfViewObjection() { throw problem(objection) }
    var warnings = request.warnings.map(\.description)
    let least = Trainer.leastMemory(sizes)
    if let memory = request.memory, memory < least {
      let message =
        "\(memory >> 20) MiB are less than the \(least >> 20) MiB that one scene at a time takes; so much is "
        + "used all the same"
      warnings.append("\(Problem(JSONPointer(tokens: ["memory"]), message))")
    }
    if (found.width, found.height) != (sizes.imageWidth, sizes.imageHeight) {
      warnings.append(
        "pictures of \(found.width) x \(found.height) pixels are resized to \(sizes.imageWidth) x "
          + "\(sizes.imageHeight)")
    }
    return warnings
  }

  /// Why an epipolar network cannot learn from pictures of this field of view, or nil.
  private func fieldOfViewObjection() throws(TrainingError) -> String? {
    let data = request.dataset
    let folder = Paths.join(data.root, data.name)
    let sizes = request.model.hyperparameters
    guard sizes.encoder == .epipolar else { return nil }
    do throws(DatasetError) {
      return sizes.objection(
        toFieldOfView: try DatasetDescription.fieldOfView(of: data.name, folder: folder),
        of: data.name, file: Paths.join(folder, DatasetDescription.fileName))
    } catch {
      throw problem("\(error)")
    }
  }

  private func records(_ folder: String) throws(TrainingError) -> RecordFolder {
    do throws(DatasetError) {
      return try RecordFolder(folder)
    } catch {
      throw problem("\(error)")
    }
  }

  private func problem(_ message: String) -> TrainingError {
    .data(["\(Problem(JSONPointer(tokens: ["dataset", "name"]), message))"])
  }

  // MARK: - Learning

  /// Does the work.
  ///
  /// - Parameter tell: is told of progress and given lines to show.
  /// - Returns: what was done.
  /// - Throws: ``TrainingError``. What the newest checkpoint has stays.
  package func run(tell: (News) -> Void = { _ in }) throws(TrainingError) -> Summary {
    var warnings = try validate()
    let pool = ThreadPool(threadCount: threads)
    let folder = try TrainingFolder.open(request, models: models)
    let (trainer, numbers, damaged) = try folder.trainer(request, pool: pool)
    warnings += damaged
    let first = trainer.step
    // A run that was killed may have left its newest weights unmeasured.
    let owesEvaluation = isEvaluationDue(first) ? try folder.lacksEvaluation(of: first) : false
    guard first < request.steps || owesEvaluation else {
      for warning in warnings { tell(.warning(warning)) }
      return finished(folder, first: first, seconds: 0, warnings: warnings)
    }
    let (feed, feedWarnings) = try SceneFeed.open(
      request, try records(request.dataset.trainFolder), from: numbers)
    warnings += feedWarnings
    for warning in warnings { tell(.warning(warning)) }
    try folder.writeRunCommand(request, threads: threads)
    var watch = try TrainingWatch(request, folder: folder.path, trainer, warnings: warnings)
    let start = Machine.monotonicSeconds
    tell(.line(beginning(first)))
    do throws(TrainingError) {
      try learn(trainer, feed, folder, &watch, owesEvaluation: owesEvaluation, start: start, tell)
    } catch {
      // Why it ended counts for more than whether the page could be written.
      try? watch.writePage(endedBy: error)
      throw error
    }
    try watch.writePage()
    return finished(
      folder, first: first, seconds: Machine.monotonicSeconds - start, warnings: watch.warnings,
      watch: watch)
  }

  /// Makes the steps that are left, and writes, measures and shows what is due meanwhile.
  private func learn(
    _ trainer: Trainer, _ feed: SceneFeed, _ folder: borrowing TrainingFolder,
    _ watch: inout TrainingWatch, owesEvaluation: Bool, start: Double, _ tell: (News) -> Void
  ) throws(TrainingError) {
    let first = trainer.step
    var lastSave = (step: first, time: start)
    func tellProgress() {
      tell(
        .progress(
          Progress(
            stepsDone: trainer.step, steps: request.steps, stepsOfThisRun: trainer.step - first,
            seconds: Machine.monotonicSeconds - start)))
    }
    if owesEvaluation {
      if let line = try watch.evaluate(progress: tellProgress) { tell(.line(line)) }
      guard !Interruption.requested else {
        throw .interrupted(step: first, steps: request.steps)
      }
    }
    var batch = TrainingBatch(
      trainer.hyperparameters, examples: request.batchSize,
      views: trainer.hyperparameters.contextSize)
    while trainer.step < request.steps {
      try feed.next(&batch)
      for warning in feed.takeDamage() {
        watch.warnings.append(warning)
        tell(.warning(warning))
      }
      let outcome: Trainer.Outcome
      do throws(Trainer.Divergence) {
        outcome = try trainer.advance(on: batch)
      } catch {
        throw diverged(error, checkpoint: folder.snapshots.candidates.first)
      }
      let step = trainer.step
      if let line = try watch.note(outcome, secondsOfRun: Machine.monotonicSeconds - start) {
        tell(.line(line))
      }
      tellProgress()
      if step > lastSave.step, isSaveDue(step, lastSave.time) {
        try save(trainer, feed, folder)
        lastSave = (step, Machine.monotonicSeconds)
      }
      guard !Interruption.requested else {
        throw .interrupted(step: step, steps: request.steps)
      }
      if isEvaluationDue(step) {
        if let line = try watch.evaluate(progress: tellProgress) { tell(.line(line)) }
      }
      if isDue(step, request.summaries.imagesEverySteps)
        || step == request.steps && request.summaries.imagesEverySteps > 0
      {
        try watch.takePictures()
      }
    }
  }

  private func save(
    _ trainer: Trainer, _ feed: SceneFeed, _ folder: borrowing TrainingFolder
  ) throws(TrainingError) {
    do throws(SnapshotError) {
      try trainer.save(to: folder.snapshots, request.checkpoint, numbers: feed.numbers)
    } catch {
      throw .output("\(error)")
    }
  }

  // MARK: - What is due

  private func isSaveDue(_ step: Int, _ lastSave: Double) -> Bool {
    let settings = request.checkpoint
    let isLate =
      settings.everyMinutes > 0
      && Machine.monotonicSeconds - lastSave >= 60 * settings.everyMinutes
    return isDue(step, settings.everySteps) || isDue(step, settings.keepEvery) || isLate
      || step == request.steps || Interruption.requested
  }

  private func isDue(_ step: Int, _ interval: Int) -> Bool { interval > 0 && step % interval == 0 }

  private func isEvaluationDue(_ step: Int) -> Bool {
    guard step > 0, request.dataset.testFolder != nil else { return false }
    return isDue(step, request.evaluation.everySteps)
      || step == request.steps && request.evaluation.everySteps > 0
  }

  // MARK: - What is said

  private func beginning(_ step: Int) -> String {
    let place =
      "\(request.model.directory), \(request.dataset.name), batches of \(request.batchSize)"
    return step == 0
      ? "\(place): \(counted(request.steps, "step"))"
      : "\(place): goes on at step \(step) of \(request.steps)"
  }

  private func diverged(_ error: Trainer.Divergence, checkpoint: Int?) -> TrainingError {
    let rate = request.model.hyperparameters.learningRate(step: error.step - 1)
    var advice =
      request.gradientClipping == nil
      ? "Try \"gradientClipping\" (a few times the gradientNorm that metrics.jsonl has of good steps)"
      : "Try a smaller \"gradientClipping\""
    advice += ", a learning rate below \(rate) (ADAM_LR_ALPHA)"
    if request.klWarmUp == 0 { advice += ", or \"klWarmUp\"" }
    advice +=
      checkpoint == nil
      ? "; it will begin anew."
      : "; it will go on from there, or from an older checkpoint if you remove that one."
    return .diverged(step: error.step, what: error.what, checkpoint: checkpoint, advice: advice)
  }

  private func finished(
    _ folder: borrowing TrainingFolder, first: Int, seconds: Double, warnings: [String],
    watch: TrainingWatch? = nil
  ) -> Summary {
    Summary(
      folder: folder.path, page: Paths.join(folder.path, TrainingWatch.page),
      steps: max(first, request.steps), stepsOfThisRun: max(0, request.steps - first),
      seconds: seconds, training: watch?.lastTraining, evaluation: watch?.lastEvaluation,
      warnings: warnings)
  }
}
