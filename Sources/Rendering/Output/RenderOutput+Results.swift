internal import Cameras
internal import Datasets
internal import Diagnostics
internal import FoundationEssentials
internal import Generators
internal import Images
internal import JSONDocuments
internal import LinuxSystem
internal import Pages
internal import Requests

extension RenderOutput {
  /// The most frames on a contact sheet.
  private static let sheetFrames = 24
  private static let sheetColumns = 6

  /// Writes how far the frames are from the truth, where that is known.
  mutating func writeMetrics() throws(RenderingError) {
    guard let metrics = MetricsFile(pictures) else { return }
    do {
      try AtomicFile.write(
        JSONWriter.bytes(of: metrics), to: OutputPlan.metrics, in: folder)
    } catch {
      throw .output("\(error)")
    }
    manifest.files += [OutputPlan.truth, OutputPlan.metrics]
  }

  /// Writes frames from the whole flight on one sheet; each above the truth, where that is known.
  mutating func writeContactSheet() throws(RenderingError) {
    let count = manifest.frameCount
    let shown = min(count, Self.sheetFrames)
    do {
      var cells: [Image] = []
      for index in 0..<shown {
        let frame = index * count / shown
        var cell = try readPicture(OutputPlan.frames, frame)
        if manifest.files.contains(OutputPlan.truth) {
          cell = Image.contactSheet(
            of: [cell, try readPicture(OutputPlan.truth, frame)], columns: 1, gap: 1)
        }
        cells.append(cell)
      }
      let sheet = Image.contactSheet(of: cells, columns: Self.sheetColumns, gap: 4)
      try AtomicFile.write(PNG.encode(sheet), to: OutputPlan.contactSheet, in: folder)
    } catch {
      throw .output("\(error)")
    }
    manifest.files.append(OutputPlan.contactSheet)
  }

  private func readFile(_ subfolder: String, _ frame: Int) throws -> [UInt8] {
    try WholeFile.read(
      "\(path)/\(subfolder)/\(OutputPlan.fileName(frame))", limit: 1 << 28)
  }

  private func readPicture(_ subfolder: String, _ frame: Int) throws -> Image {
    try Image(
      contentsOf: try readFile(subfolder, frame),
      name: "\(path)/\(subfolder)/\(OutputPlan.fileName(frame))")
  }

  /// Makes the films that were asked for.
  mutating func writeFilms() throws(RenderingError) {
    let rate = request.output.framesPerSecond
    for video in request.output.video {
      let name = OutputPlan.film(video)
      if video == .apng {
        try Film.writeAPNG(
          count: manifest.frameCount, framesPerSecond: rate, to: name, in: folder
        ) { try readFile(OutputPlan.frames, $0) }
      } else {
        try Film.write(
          video, of: ["\(path)/\(OutputPlan.frames)"], count: manifest.frameCount,
          framesPerSecond: rate, to: name, in: folder)
      }
      manifest.files.append(name)
    }
  }

  /// Makes the same films once more, with the truth at the right of each frame, where that is known.
  mutating func writeComparisons() throws(RenderingError) {
    guard truth != nil else { return }
    let rate = request.output.framesPerSecond
    let gap = 2 * request.output.scale
    for video in request.output.video {
      let name = OutputPlan.comparison(video)
      if video == .apng {
        try Film.writeAPNG(
          count: manifest.frameCount, framesPerSecond: rate, to: name, in: folder
        ) { frame in
          let pair = [
            try readPicture(OutputPlan.frames, frame), try readPicture(OutputPlan.truth, frame),
          ]
          let row = Image.sideBySide(pair, gap: gap)
          return try PNG.encode(
            row.cropped(
              left: gap, top: gap, width: row.width - 2 * gap, height: row.height - 2 * gap))
        }
      } else {
        try Film.write(
          video, of: ["\(path)/\(OutputPlan.frames)", "\(path)/\(OutputPlan.truth)"], gap: gap,
          count: manifest.frameCount, framesPerSecond: rate, to: name, in: folder)
      }
      manifest.files.append(name)
    }
  }

  /// Writes the folder's page.
  func writePage(_ scene: SceneViews, _ cameras: [Camera]) throws(RenderingError) {
    do {
      try AtomicFile.write(
        Array(try page(scene, cameras).html.utf8), to: OutputPlan.page, in: folder)
    } catch {
      throw .output("\(error)")
    }
  }

  private func page(_ scene: SceneViews, _ cameras: [Camera]) throws -> FlightPage {
    var page = FlightPage(
      title: manifest.name, model: "\(manifest.model.name), step \(manifest.model.step)")
    page.facts = facts
    page.note = manifest.model.step == 0 ? RenderJob.untrained : nil
    page.warnings = manifest.warnings.filter { $0 != RenderJob.untrained }
    let (width, height) = (manifest.frameSize[0], manifest.frameSize[1])
    let metrics = MetricsFile(pictures)
    let film = metrics == nil ? OutputPlan.film(.apng) : OutputPlan.comparison(.apng)
    let moving =
      manifest.files.contains(film) ? film : OutputPlan.frames + "/" + OutputPlan.fileName(0)
    let isPair = metrics != nil && moving == film
    page.flight = try picture(
      moving, isPair ? 2 * width + 2 * request.output.scale : width, height,
      counted(manifest.frameCount, "frame") + (metrics == nil ? "" : ", the truth at the right"))
    page.truthPrefix = metrics == nil ? nil : OutputPlan.truth + "/"
    page.errors = metrics?.frames.map(\.difference.rmse) ?? []
    page.frames = .init(
      prefix: OutputPlan.frames + "/", digits: OutputPlan.digits, count: manifest.frameCount,
      perSecond: manifest.framesPerSecond)
    page.views = try scene.views.enumerated().map { index, view in
      .init(
        try PNG.encode(view.image), width: view.image.width, height: view.image.height,
        caption: "\(index + 1): \(Self.lastPart(of: view.name)), \(view.camera.pose.caption)")
    }
    let sheet = try readPicture(name: OutputPlan.contactSheet)
    page.contactSheet = try picture(
      OutputPlan.contactSheet, sheet.width, sheet.height,
      manifest.files.contains(OutputPlan.truth)
        ? "frames of the whole flight, each above the truth" : "frames of the whole flight")
    if manifest.sampling.samples > 1 {
      let middle = OutputPlan.fileName(manifest.frameCount / 2)
      page.uncertainty = [
        try picture(
          OutputPlan.mean + "/" + middle, width, height,
          "mean of \(manifest.sampling.samples) samples"),
        try picture(
          OutputPlan.deviation + "/" + middle, width, height,
          "their standard deviation; white is 0.5"),
      ]
    }
    page.map = TopDownMap(
      views: scene.views.map { MapCamera($0.camera.pose) },
      path: cameras.map { MapCamera($0.pose) })
    page.links =
      manifest.files.map { FlightPage.Link($0, $0) }
      + [
        .init(OutputPlan.frames, "frames"), .init(OutputPlan.trajectory, "trajectory.json"),
        .init(Manifest.fileName, "manifest.json"),
      ]
    return page
  }

  private var facts: [PageFact] {
    let run = manifest.run
    let sampling = manifest.sampling
    var facts: [PageFact] = [
      .init("Frames", "\(manifest.frameCount) at \(shortest(manifest.framesPerSecond)) a second"),
      .init("Frame size", "\(manifest.frameSize[0]) x \(manifest.frameSize[1]) pixels"),
      .init("Scene", request.scene.summary),
      .init("Views given", "\(manifest.views.count)"),
      .init("Noise", "\(sampling.noise), seed \(sampling.seed)"),
      .init("Snapshot", String(manifest.model.digest.prefix(12))),
      .init(
        "Made by", "\(manifest.program) on \(run.processor), \(counted(run.threads, "thread"))"),
    ]
    if let metrics = MetricsFile(pictures) {
      facts.append(.init("Distance from the truth", metrics.mean.summary + " (generation)"))
      if let nearest = metrics.nearestView {
        facts.append(.init("The same of the nearest given view", nearest.summary))
      }
      if let mean = metrics.meanOfSamples {
        facts.append(.init("The same of the samples’ mean", mean.summary + " (generation)"))
      }
    }
    if sampling.samples > 1 {
      facts.append(.init("Samples", "\(sampling.samples)"))
    }
    if run.renderedFrames > 0 {
      let milliseconds = 1000 * run.renderSeconds / Double(run.renderedFrames)
      facts.append(.init("Rendering", "\(Int(milliseconds.rounded())) ms a frame"))
    }
    return facts
  }

  /// The name of a file without its folders.
  private static func lastPart(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private func picture(
    _ file: String, _ width: Int, _ height: Int, _ caption: String
  ) throws -> PagePicture {
    .init(
      try WholeFile.read("\(path)/\(file)", limit: 1 << 30), fileName: file, width: width,
      height: height, caption: caption)
  }

  private func readPicture(name: String) throws -> Image {
    try Image(contentsOf: try WholeFile.read("\(path)/\(name)", limit: 1 << 28), name: name)
  }
}

extension Scene {
  /// What the scene is, in a line.
  fileprivate var summary: String {
    switch self {
    case .views: "pictures with poses"
    case .record(let record): "\(record.dataset), \(record.split.rawValue), record \(record.record)"
    case .generated(let scene):
      "generated: \(scene.generator.rawValue), seed \(scene.seed), \(scene.split.rawValue) \(scene.index)"
    }
  }
}
