internal import Cameras
internal import Checkpoints
internal import Diagnostics
internal import GQNModel
internal import Images
internal import JSONDocuments
internal import Kernels
package import LinuxSystem
package import Requests
internal import Tensors

/// Carries out a render request: reads the scene, imagines what is missing, writes the output folder.
///
/// A run that is started again after a stop of any kind keeps every picture whose entry in the manifest
/// has the digest that the frame has now, and renders the rest; its files are the same bytes as those of
/// a run that was never stopped.
package struct RenderJob {
  /// The program's name and version, for manifests.
  package static let program = "gqn 0.1"
  /// Is raised with every change that gives other pixels for the same request.
  static let pictureVersion = 1

  /// What to render.
  let request: RenderRequest
  /// The folder below which the request's own output folder is made.
  let outputRoot: String
  /// Frames, numbered from 1, that are rendered even if they are there.
  let remaking: FrameNumbers
  let pool: ThreadPool
  private let memoryLimit: Int?
  private let readRoots: ReadRoots?
  private let startedAt = Machine.monotonicSeconds

  /// Prepares a run; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - request: what to render.
  ///   - outputRoot: the folder below which the request's own is made.
  ///   - threads: how many threads work; one for each processor by default.
  ///   - memoryLimit: the most bytes that the process may hold; no limit by default.
  ///   - remaking: frames, numbered from 1, that are rendered even if they are there; none by default.
  ///   - readRoots: the folders in which every file must lie that is read, links followed; any by default.
  package init(
    _ request: RenderRequest, outputRoot: String, threads: Int? = nil, memoryLimit: Int? = nil,
    remaking: FrameNumbers = FrameNumbers(), readRoots: ReadRoots? = nil
  ) {
    self.request = request
    self.remaking = remaking
    self.outputRoot = outputRoot
    self.memoryLimit = memoryLimit
    self.readRoots = readRoots
    pool = ThreadPool(threadCount: max(1, threads ?? Machine.processorCount))
  }

  /// How far a run is.
  package struct Progress: Sendable {
    /// Frames that are there, those of earlier runs included.
    package let framesDone: Int
    /// Frames of the whole flight.
    package let frames: Int
    /// Frames that this run made, and the seconds since it began to make them.
    package let framesOfThisRun: Int
    package let seconds: Double
  }

  /// What a run did.
  package struct Summary: Sendable {
    /// The output folder.
    package let folder: String
    /// Its page.
    package let page: String
    /// Frames of the flight, and how many of them this run made.
    package let frames, renderedFrames: Int
    /// Seconds for reading and preparing, and for rendering.
    package let startSeconds, renderSeconds: Double
    /// What went otherwise than asked.
    package let warnings: [String]
  }

  /// Does the work, and puts the render into the gallery of its output root.
  ///
  /// - Parameter report: is told of progress after every batch.
  /// - Returns: what was done.
  /// - Throws: ``RenderingError``. What was finished before stays.
  package func run(report: (Progress) -> Void = { _ in }) throws(RenderingError) -> Summary {
    let snapshot = try openSnapshot()
    let scene = try scene(for: snapshot.hyperparameters)
    let cameras = try cameras(of: scene)
    let predictor = try predictor(of: snapshot)
    try checkFieldOfView(scene, snapshot.hyperparameters)
    try predictor.addContextViews(
      scene.views.map { ($0.image, $0.camera) }, fieldOfView: scene.fieldOfView)

    var output = try RenderOutput.open(
      request, root: outputRoot, cameras: cameras,
      inputDigest: "\(Self.pictureVersion) \(snapshot.digest) \(scene.digest)",
      truth: try scene.truth(for: snapshot.hyperparameters),
      remaking: remaking, manifest: manifest(snapshot, scene, predictor, cameras))
    let missing = output.missingFrames
    let renderStart = Machine.monotonicSeconds
    output.manifest.run.startSeconds = renderStart - startedAt
    try renderFrames(missing, cameras, predictor, &output, report)
    output.manifest.run.renderSeconds = Machine.monotonicSeconds - renderStart
    output.manifest.run.renderedFrames = missing.count
    try finish(&output, scene, cameras)
    return Summary(
      folder: output.path, page: output.path + "/" + OutputPlan.page, frames: cameras.count,
      renderedFrames: missing.count, startSeconds: renderStart - startedAt,
      renderSeconds: output.manifest.run.renderSeconds,
      warnings: output.manifest.warnings + updateGallery())
  }

  /// Puts the render into the list of all of them; returns why that did not go, if it did not.
  private func updateGallery() -> [String] {
    do throws(RenderingError) {
      try Gallery.update(outputRoot)
      return []
    } catch {
      return ["the list of renders is not up to date: \(error)"]
    }
  }
}

// MARK: - Preparation

extension RenderJob {
  /// Finds out whether the request can be carried out, as far as that can be seen without rendering:
  /// the snapshot fits its configuration, and the pictures and cameras can be read.
  ///
  /// - Returns: what would go otherwise than asked.
  package func validate() throws(RenderingError) -> [String] {
    var problems: [String] = []
    func noting<Value>(_ read: () throws(RenderingError) -> Value) -> Value? {
      do throws(RenderingError) {
        return try read()
      } catch {
        problems += error.problems
        return nil
      }
    }
    let snapshot = noting { () throws(RenderingError) in try openSnapshot() }
    let predictor = snapshot.flatMap { snapshot in
      noting { () throws(RenderingError) in try self.predictor(of: snapshot) }
    }
    let sizes = snapshot?.hyperparameters
    let scene = noting { () throws(RenderingError) in try self.scene(for: sizes) }
    if let scene {
      _ = noting { () throws(RenderingError) in try cameras(of: scene) }
      if let sizes {
        _ = noting { () throws(RenderingError) in try checkFieldOfView(scene, sizes) }
      }
    }
    guard problems.isEmpty, let predictor, let scene else { throw .scene(problems) }
    return warnings(scene, predictor)
  }

  /// The scene's pictures, as far as a network asks for them.
  private func scene(for sizes: Hyperparameters?) throws(RenderingError) -> SceneViews {
    try SceneViews(
      request, contextSize: sizes?.contextSize ?? 1,
      needsFieldOfView: sizes?.encoder == .epipolar, within: readRoots)
  }

  /// Refuses pictures that show less than those of the snapshot.
  private func checkFieldOfView(
    _ scene: SceneViews, _ sizes: Hyperparameters
  ) throws(RenderingError) {
    guard let angle = scene.fieldOfView else { return }
    let narrow = scene.views.filter { view in
      PictureWindow(
        width: view.image.width, height: view.image.height, fieldOfView: angle, for: sizes) == nil
    }
    guard let first = narrow.first else { return }
    let own =
      "\(sizes.imageWidth) x \(sizes.imageHeight) pixels of \(sizes.epipolar.fieldOfView) degrees"
    let problem =
      "\(first.name) with \(first.image.width) x \(first.image.height) pixels of \(angle) degrees from top "
      + "to bottom shows less than the snapshot's pictures, \(own)"
      + (narrow.count > 1 ? ", and so do \(narrow.count - 1) others" : "")
      + ". Take wider pictures, or train a snapshot for these (FIELD_OF_VIEW)"
    throw .scene(["\(Problem(SceneViews.fieldOfViewPlace, problem))"])
  }

  private func openSnapshot() throws(RenderingError) -> Snapshot {
    do throws(SnapshotError) {
      return try Snapshot(
        folder: request.model.folder, step: request.model.step, within: readRoots)
    } catch {
      throw Self.modelProblem("\(error)")
    }
  }

  private func predictor(of snapshot: Snapshot) throws(RenderingError) -> ViewPredictor {
    do throws(RenderingError) {
      return try ViewPredictor(
        snapshot, poseEncoding: request.poseEncoding, pool: pool,
        memory: memoryLimit.map { MemoryBudget(limit: $0) })
    } catch {
      throw Self.modelProblem("\(error)")
    }
  }

  private static func modelProblem(_ message: String) -> RenderingError {
    .snapshot("\(Problem(JSONPointer(tokens: ["model"]), message))")
  }

  private func cameras(of scene: SceneViews) throws(RenderingError) -> [Camera] {
    do throws(CameraError) {
      return try request.trajectory.cameras(
        sceneViews: scene.views.map(\.camera), datasetCameras: scene.recordCameras)
    } catch {
      throw .scene(["\(Problem(JSONPointer(tokens: ["trajectory"]), "\(error)"))"])
    }
  }

  private func warnings(_ scene: SceneViews, _ predictor: ViewPredictor) -> [String] {
    var warnings = request.warnings.map(\.description)
    if scene.views.count != predictor.contextSize {
      warnings.append(
        "\(counted(scene.views.count, "view")) given, but the snapshot was trained with "
          + "\(predictor.contextSize): the representation is a sum, and may be out of its range")
    }
    for view in scene.views {
      if let change = change(of: view.image, scene.fieldOfView, predictor) {
        warnings.append(
          "\(view.name): \(view.image.width) x \(view.image.height) pixels, \(change)")
      }
    }
    if predictor.step == 0 {
      warnings.append(Self.untrained)
    }
    return warnings
  }

  /// What becomes of a picture that the network does not see as it is.
  private func change(
    of image: Image, _ fieldOfView: Double?, _ predictor: ViewPredictor
  ) -> String? {
    let size = "\(predictor.frameWidth) x \(predictor.frameHeight)"
    if let fieldOfView, let own = predictor.fieldOfView,
      let window = PictureWindow(
        width: image.width, height: image.height, fieldOfView: fieldOfView,
        for: predictor.hyperparameters), window.height < Double(image.height)
    {
      return
        "cropped from \(fieldOfView) degrees to the \(own) of the snapshot and resized to \(size)"
    }
    let fit = PictureFit(sizes: predictor.hyperparameters, fieldOfView: fieldOfView)
    guard !fit.fits(image) else { return nil }
    let isSameShape = image.width * predictor.frameHeight == image.height * predictor.frameWidth
    return (isSameShape ? "resized" : "cropped about the centre and resized") + " to \(size)"
  }

  /// What is said of pictures of a network of step 0.
  static let untrained =
    "This snapshot is untrained (step 0): its pictures show that everything runs, and no scene."

  private func manifest(
    _ snapshot: Snapshot, _ scene: SceneViews, _ predictor: ViewPredictor, _ cameras: [Camera]
  ) -> Manifest {
    let sampling = request.sampling
    let scale = request.output.scale
    return Manifest(
      program: Self.program, pictureVersion: Self.pictureVersion, name: request.name,
      model: .init(name: request.model.name, step: snapshot.step, digest: snapshot.digest),
      sampling: .init(
        noise: sampling.noise.rawValue, seed: sampling.seed, temperature: sampling.temperature,
        samples: sampling.samples),
      frameCount: cameras.count, framesPerSecond: request.output.framesPerSecond,
      frameSize: [predictor.frameWidth * scale, predictor.frameHeight * scale],
      views: scene.views.map {
        .init(
          name: $0.name, width: $0.image.width, height: $0.image.height,
          encodedPose: $0.camera.encoded(as: request.poseEncoding))
      },
      warnings: warnings(scene, predictor),
      run: .init(
        host: Machine.hostName, processor: Machine.processorModel ?? "unknown",
        threads: pool.threadCount, instructionSet: WinogradKernels.instructionSet,
        startSeconds: 0, renderSeconds: 0, renderedFrames: 0, peakMemoryBytes: 0),
      raw: request.output.raw)
  }
}

// MARK: - Frames

extension RenderJob {
  private func renderFrames(
    _ missing: [Int], _ cameras: [Camera], _ predictor: ViewPredictor, _ output: inout RenderOutput,
    _ report: (Progress) -> Void
  ) throws(RenderingError) {
    let samples = request.sampling.samples
    let queries = missing.flatMap { frame in
      let pose = cameras[frame].encoded(as: request.poseEncoding)
      return (0..<samples).map { ViewPredictor.Query(pose: pose, frame: frame, sample: $0) }
    }
    guard !queries.isEmpty else { return }
    let startedAt = Machine.monotonicSeconds
    var unfinished: [Int: FrameStatistics] = [:]
    var done = 0
    let before = cameras.count - missing.count
    try predictor.imageMeans(of: queries, sampling: LatentSampling(request.sampling)) {
      (part, means) throws(RenderingError) in
      let pixels = means.count / part.count
      var complete: [(frame: Int, statistics: FrameStatistics)] = []
      for (index, query) in queries[part].enumerated() {
        let sample = means.span.extracting(index * pixels..<(index + 1) * pixels)
        var statistics = unfinished.removeValue(forKey: query.frame) ?? FrameStatistics()
        statistics.add(sample, ofSeveral: samples > 1)
        if statistics.count == samples {
          complete.append((query.frame, statistics))
        } else {
          unfinished[query.frame] = statistics
        }
      }
      try output.write(complete, size: (predictor.frameWidth, predictor.frameHeight), pool)
      done += complete.count
      report(
        Progress(
          framesDone: before + done, frames: cameras.count, framesOfThisRun: done,
          seconds: Machine.monotonicSeconds - startedAt))
      if Interruption.requested {
        try output.saveManifest()
        throw .interrupted(framesDone: before + done, frames: cameras.count)
      }
    }
    // What follows may take long; a kill there shall cost no frame.
    try output.saveManifest()
  }

  /// Makes what is made of complete frames: the sheet, the films, the page, the last manifest.
  private func finish(
    _ output: inout RenderOutput, _ scene: SceneViews, _ cameras: [Camera]
  ) throws(RenderingError) {
    try output.finishRawFrames()
    try output.writeMetrics()
    try output.writeContactSheet()
    try output.writeFilms()
    try output.writeComparisons()
    output.manifest.run.peakMemoryBytes = Machine.peakMemoryBytes
    output.manifest.complete = true
    try output.writePage(scene, cameras)
    try output.saveManifest()
  }
}

extension LatentSampling {
  /// What a request says of sampling.
  init(_ sampling: Requests.Sampling) {
    let noise: Noise =
      switch sampling.noise {
      case .shared: .shared
      case .independent: .independent
      case .mean: .mean
      }
    self.init(noise: noise, seed: sampling.seed, temperature: sampling.temperature)
  }
}
