internal import Cameras
internal import Checkpoints
internal import Datasets
internal import GQNModel
internal import JSONDocuments
internal import Kernels
internal import LinuxSystem
package import Rendering
package import Requests
internal import TensorFlowFormats
internal import Tensors

/// Carries out an evaluation request: measures a snapshot on a split, writes `report.json` and
/// `report.html`.
package struct EvaluateJob {
  /// What to measure.
  let request: EvaluateRequest
  /// The folder below which the request's own output folder is made.
  let outputRoot: String
  private let pool: ThreadPool
  private let memoryLimit: Int?

  /// The names of what the output folder gets.
  package static let report = "report.json"
  package static let page = "report.html"

  /// Prepares a run; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - request: what to measure.
  ///   - outputRoot: the folder below which the request's own is made.
  ///   - threads: how many threads work; one for each processor by default.
  ///   - memoryLimit: the most bytes that the process may hold; no limit by default.
  package init(
    _ request: EvaluateRequest, outputRoot: String, threads: Int? = nil, memoryLimit: Int? = nil
  ) {
    self.request = request
    self.outputRoot = outputRoot
    self.memoryLimit = memoryLimit
    pool = ThreadPool(threadCount: max(1, threads ?? Machine.processorCount))
  }

  /// How far a run is.
  package struct Progress: Sendable {
    /// Scenes that are measured, and how many there will be at most.
    package let scenesDone, scenes: Int
    /// Seconds since it began.
    package let seconds: Double
  }

  /// What a run did.
  package struct Summary: Sendable {
    /// The output folder and the page in it.
    package let folder, page: String
    /// What it found.
    package let report: EvaluationReport
  }

  /// Finds out whether the request can be carried out: whether snapshot and records can be read.
  ///
  /// - Returns: what would go otherwise than asked.
  /// - Throws: ``RenderingError``.
  package func validate() throws(RenderingError) -> [String] {
    let snapshot = try openSnapshot()
    _ = try predictor(of: snapshot)
    _ = try openRecords(for: snapshot)
    return warnings(snapshot)
  }

  /// Does the work.
  ///
  /// - Parameter report: is told of progress after every scene.
  /// - Returns: what was found.
  /// - Throws: ``RenderingError``.
  package func run(report: (Progress) -> Void = { _ in }) throws(RenderingError) -> Summary {
    let start = Machine.monotonicSeconds
    let snapshot = try openSnapshot()
    let predictor = try predictor(of: snapshot)
    let records = try openRecords(for: snapshot)
    var elbo = try elboMeasurement(snapshot)
    let measurement = GenerationMeasurement(
      records: request.records, samples: request.samples, seed: request.seed,
      pictures: request.pictures)
    let result = try measurement.run(records, predictor) { scene in
      elbo?.add(scene)
    } progress: { scenes in
      report(
        Progress(
          scenesDone: scenes, scenes: request.records, seconds: Machine.monotonicSeconds - start))
    }
    guard result.scenes > 0 else {
      throw .scene(
        ["\(request.dataset.folder): no record could be used"] + result.passedOver.prefix(5))
    }
    let found = EvaluationReport(
      program: RenderJob.program, name: request.name,
      model: .init(name: request.model.name, step: snapshot.step, digest: snapshot.digest),
      dataset: .init(
        name: request.dataset.name, split: request.dataset.split.rawValue,
        folder: request.dataset.folder),
      settings: .init(
        records: request.records, samples: request.samples,
        contextSize: predictor.contextSize, seed: request.seed),
      scenes: result.scenes, generation: .init(sample: result.sample, meanOfSamples: result.mean),
      baselines: .init(constantPicture: result.constant, nearestView: result.nearestView),
      elbo: elbo?.result(), passedOver: result.passedOver,
      warnings: warnings(snapshot, scenes: result.scenes),
      seconds: Machine.monotonicSeconds - start)
    try write(found, result.pictured)
    let folder = outputRoot + "/" + request.directory
    return Summary(folder: folder, page: folder + "/" + Self.page, report: found)
  }

  // MARK: - Parts

  private func openSnapshot() throws(RenderingError) -> Snapshot {
    do throws(SnapshotError) {
      return try Snapshot(folder: request.model.folder, step: request.model.step)
    } catch {
      throw .snapshot("\(Problem(JSONPointer(tokens: ["model"]), "\(error)"))")
    }
  }

  private func predictor(of snapshot: Snapshot) throws(RenderingError) -> ViewPredictor {
    do throws(RenderingError) {
      return try ViewPredictor(
        snapshot, poseEncoding: .training, pool: pool,
        memory: memoryLimit.map { MemoryBudget(limit: $0) })
    } catch {
      throw .snapshot("\(Problem(JSONPointer(tokens: ["model"]), "\(error)"))")
    }
  }

  /// The records, whose pictures must have the field of view that an epipolar snapshot was trained with.
  private func openRecords(for snapshot: Snapshot) throws(RenderingError) -> RecordFolder {
    let data = request.dataset
    func problem(_ message: String) -> RenderingError {
      .scene(["\(Problem(JSONPointer(tokens: ["dataset", "name"]), message))"])
    }
    let records: RecordFolder
    let objection: String?
    do throws(DatasetError) {
      records = try RecordFolder(data.folder)
      objection = try self.objection(snapshot.hyperparameters)
    } catch {
      throw problem("\(error)")
    }
    if let objection { throw problem(objection) }
    return records
  }

  /// Why the snapshot cannot be measured on pictures of this field of view, or nil.
  private func objection(_ sizes: Hyperparameters) throws(DatasetError) -> String? {
    guard sizes.encoder == .epipolar else { return nil }
    let data = request.dataset
    let folder = Paths.join(data.root, data.name)
    return sizes.objection(
      toFieldOfView: try DatasetDescription.fieldOfView(of: data.name, folder: folder),
      of: data.name, file: Paths.join(folder, DatasetDescription.fileName))
  }

  private func elboMeasurement(
    _ snapshot: Snapshot
  ) throws(RenderingError) -> ElboMeasurement? {
    let sizes = snapshot.hyperparameters
    let layout = ParameterLayout(sizes.trainingVariables)
    guard layout.variables.allSatisfy({ snapshot.bundle.entry(named: $0.name) != nil }) else {
      return nil
    }
    do throws(SnapshotError) {
      return ElboMeasurement(
        sizes, parameters: try snapshot.values(layout, pool: pool),
        pixelSigma: sizes.pixelSigma(step: snapshot.step), seed: request.seed, pool: pool)
    } catch {
      throw .snapshot("\(Problem(JSONPointer(tokens: ["model"]), "\(error)"))")
    }
  }

  private func warnings(_ snapshot: Snapshot, scenes: Int? = nil) -> [String] {
    var warnings = request.warnings.map(\.description)
    if snapshot.step == 0 {
      warnings.append("This snapshot is untrained (step 0): its numbers say nothing.")
    }
    if let scenes, scenes < request.records {
      warnings.append("The split has \(scenes) usable records, not \(request.records).")
    }
    return warnings
  }

  private func write(
    _ report: EvaluationReport, _ scenes: [PicturedScene]
  ) throws(RenderingError) {
    do {
      let folder = try Folder(creating: outputRoot).descend(to: request.directory)
      try AtomicFile.write(
        try JSONWriter.bytes(of: report), to: Self.report, in: folder, .content)
      try AtomicFile.write(
        Array(try EvaluationPage.html(report, scenes).utf8), to: Self.page, in: folder, .content)
    } catch {
      throw .output("\(error)")
    }
  }
}
