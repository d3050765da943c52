internal import Cameras
internal import Digests
internal import Images
internal import JSONDocuments
internal import Kernels
internal import LinuxSystem
internal import Requests
internal import Synchronization
internal import Tensors

/// A render's output folder: writes everything under temporary names first, and knows what is there.
struct RenderOutput: ~Copyable {
  let request: RenderRequest
  let path: String
  var manifest: Manifest
  /// The frames, numbered from 0, that are not there yet.
  private(set) var missingFrames: [Int] = []

  let folder: Folder
  /// What the frames should be, where that is known.
  let truth: SceneTruth?
  private let cameras: [Camera]
  private var lock: FileLock?
  /// The digest of each frame: of all that decides its pixels.
  private let digests: [String]
  private var known: [String: Manifest.Picture] = [:]
  private var raw: RawOutput?
  /// Whether all files with raw numbers may hold those of an earlier run, or none are asked for.
  private var continuesRawFrames = true
  private var nextSave: Double = 0

  /// The files with raw numbers, where they were asked for.
  private struct RawOutput: ~Copyable {
    let frames: RawFrames
    let mean: RawFrames?
    let deviation: RawFrames?
  }

  /// Opens or creates the folder and finds out what an earlier run left.
  ///
  /// - Parameters:
  ///   - request: names the folder and what goes into it.
  ///   - root: the folder below which it is made; links below it are refused.
  ///   - cameras: one for each frame.
  ///   - inputDigest: stands for the snapshot and the given pictures.
  ///   - truth: what the frames should be, where that is known.
  ///   - remaking: frames that count as missing even if they are there.
  ///   - manifest: what is known before rendering.
  /// - Returns: the folder, locked until the value ends.
  /// - Throws: ``RenderingError/output(_:)``.
  static func open(
    _ request: RenderRequest, root: String, cameras: [Camera], inputDigest: String,
    truth: SceneTruth?, remaking: FrameNumbers, manifest: Manifest
  ) throws(RenderingError) -> RenderOutput {
    do {
      let digests = try digests(of: cameras, request, inputDigest: inputDigest)
      var output = RenderOutput(
        request: request, path: root + "/" + request.output.directory, manifest: manifest,
        folder: try Folder(creating: root).descend(to: request.output.directory), digests: digests,
        cameras: cameras, truth: truth)
      try output.begin(remaking: remaking)
      return output
    } catch {
      throw .output("\(error)")
    }
  }

  private static func digests(
    of cameras: [Camera], _ request: RenderRequest, inputDigest: String
  ) throws -> [String] {
    var digests: [String] = []
    for (frame, camera) in cameras.enumerated() {
      let place = try request.canonicalJSON(frame: frame + 1, camera: camera)
      digests.append(SHA256.hexDigest(of: (Array(inputDigest.utf8) + place).span))
    }
    return digests
  }

  private mutating func begin(remaking: FrameNumbers) throws {
    lock = try FileLock(folder: folder)
    let trajectory = TrajectoryFile(
      cameras, encoding: request.poseEncoding, framesPerSecond: request.output.framesPerSecond)
    let bytes = try JSONWriter.bytes(of: trajectory)
    try AtomicFile.write(bytes, to: OutputPlan.trajectory, in: folder)
    try openRawFrames()
    try takeStock(remaking: remaking)
    try removeLeftovers()
    // Before any frame is overwritten: an earlier manifest would go on to vouch for its own.
    if !missingFrames.isEmpty { try saveManifest() }
  }

  private init(
    request: RenderRequest, path: String, manifest: Manifest, folder: consuming Folder,
    digests: [String], cameras: [Camera], truth: SceneTruth?
  ) {
    self.request = request
    self.path = path
    self.manifest = manifest
    self.folder = folder
    self.digests = digests
    self.cameras = cameras
    self.truth = truth
  }

  private mutating func openRawFrames() throws(SystemError) {
    guard request.output.raw else { return }
    let scale = request.output.scale
    let shape: Shape = [
      digests.count, manifest.frameSize[1] / scale, manifest.frameSize[0] / scale, 3,
    ]
    let several = request.sampling.samples > 1
    raw = RawOutput(
      frames: try rawFrames(OutputPlan.frames, shape),
      mean: several ? try rawFrames(OutputPlan.mean, shape) : nil,
      deviation: several ? try rawFrames(OutputPlan.deviation, shape) : nil)
  }

  private mutating func rawFrames(_ name: String, _ shape: Shape) throws(SystemError) -> RawFrames {
    let file = try RawFrames(name + ".npy", shape: shape, in: folder)
    continuesRawFrames = continuesRawFrames && file.isContinued
    return file
  }

  /// Compares the manifest of an earlier run and the files on disk with what is to be made.
  private mutating func takeStock(remaking: FrameNumbers) throws(SystemError) {
    let folders = OutputPlan.folders(samples: request.sampling.samples, withTruth: truth != nil)
    for name in folders {
      _ = try folder.descend(to: name)
    }
    let bytes = try? WholeFile.read(path + "/" + Manifest.fileName, limit: 1 << 28)
    let earlier = bytes.flatMap { Manifest($0) }
    var recorded: [String: Manifest.Picture] = [:]
    for picture in earlier?.pictures ?? [] {
      recorded[picture.file] = picture
    }
    let rawIsThere = continuesRawFrames && (!request.output.raw || earlier?.raw ?? false)
    for (frame, digest) in digests.enumerated() {
      let files = folders.map { $0 + "/" + OutputPlan.fileName(frame) }
      let pictures = files.compactMap { recorded[$0] }.filter {
        $0.digest == digest && (try? FileFacts(of: path + "/" + $0.file))?.size == $0.bytes
      }
      if pictures.count == files.count, rawIsThere, !remaking.contains(frame + 1) {
        for picture in pictures {
          known[picture.file] = picture
        }
      } else {
        missingFrames.append(frame)
      }
    }
  }

  /// Removes what earlier flights left that is not of this one: frames beyond its end, which would get
  /// into its films, and pictures and films that were not asked for this time.
  ///
  /// The folder tells what there is: the manifest of a killed run does not know its last frames.
  private func removeLeftovers() throws(SystemError) {
    let output = request.output
    let samples = request.sampling.samples
    let wanted = Set(
      output.video.map { OutputPlan.film($0) }
        + (output.raw ? OutputPlan.rawFiles(samples: samples) : [])
        + (truth == nil ? [] : output.video.map { OutputPlan.comparison($0) })
        + (truth == nil ? [] : [OutputPlan.metrics]))
    let ours =
      Output.Video.allCases.flatMap { [OutputPlan.film($0), OutputPlan.comparison($0)] }
      + OutputPlan.rawFiles(samples: 2) + [OutputPlan.metrics]
    for name in ours where !wanted.contains(name) {
      try folder.remove(name)
      try folder.remove(".\(name).part")
    }
    let inUse = OutputPlan.folders(samples: samples, withTruth: truth != nil)
    let names = try folder.names()
    for name in OutputPlan.folders(samples: 2, withTruth: true) where names.contains(name) {
      let frameCount = inUse.contains(name) ? digests.count : 0
      let subfolder = try folder.descend(to: name, creating: false)
      for file in try subfolder.names() {
        if let frame = OutputPlan.frame(ofFile: file), frame >= frameCount {
          try subfolder.remove(file)
        }
      }
    }
  }
}

// MARK: - Frames

extension RenderOutput {
  /// Writes the pictures of complete frames, several at a time.
  mutating func write(
    _ frames: [(frame: Int, statistics: FrameStatistics)], size: (width: Int, height: Int),
    _ pool: ThreadPool
  ) throws(RenderingError) {
    let written = Mutex<(pictures: [Manifest.Picture], failure: String?)>(([], nil))
    let several = request.sampling.samples > 1
    pool.parallelFor(count: frames.count) { index, _ in
      let (frame, statistics) = frames[index]
      func image(_ values: [Float]) -> Image {
        Image(width: size.width, height: size.height, unitFloats: values.span)
      }
      do {
        let truth = try truePicture(frame)
        var pictures = [
          try write(
            image(statistics.first), to: OutputPlan.frames, frame: frame, comparedWith: truth)
        ]
        pictures[0].nearestView = nearestView(frame, truth)
        if let truth { pictures.append(try write(truth, to: OutputPlan.truth, frame: frame)) }
        try raw?.frames.write(frame, statistics.first.span)
        if several {
          let (mean, deviation) = (statistics.mean, statistics.deviation)
          pictures.append(
            try write(image(mean), to: OutputPlan.mean, frame: frame, comparedWith: truth))
          // Values in [0, 1] deviate by 0.5 at most, which becomes white.
          pictures.append(
            try write(
              image(deviation.map { 2 * $0 }), to: OutputPlan.deviation, frame: frame))
          try raw?.mean?.write(frame, mean.span)
          try raw?.deviation?.write(frame, deviation.span)
        }
        written.withLock { $0.pictures += pictures }
      } catch {
        written.withLock { $0.failure = $0.failure ?? "\(error)" }
      }
    }
    let (pictures, failure) = written.withLock { $0 }
    for picture in pictures {
      known[picture.file] = picture
    }
    if let failure {
      try? saveManifest()
      throw .output(failure)
    }
    if Machine.monotonicSeconds >= nextSave {
      try saveManifest()
    }
  }

  /// What a frame should be, where that is known.
  private func truePicture(_ frame: Int) throws -> Image? {
    try truth?.image(frame, cameras[frame])
  }

  /// How far the given view whose camera is nearest to a frame's is from the truth.
  private func nearestView(_ frame: Int, _ picture: Image?) -> FrameDifference? {
    guard let picture, let view = truth?.nearestView(to: cameras[frame]) else { return nil }
    return FrameDifference(of: view, truth: picture)
  }

  private func write(
    _ image: Image, to subfolder: String, frame: Int, comparedWith truth: Image? = nil
  ) throws -> Manifest.Picture {
    let output = request.output
    let enlarged = image.enlarged(
      by: output.scale, filter: output.scaleFilter == .nearest ? .nearest : .lanczos)
    let bytes = try PNG.encode(enlarged)
    let name = OutputPlan.fileName(frame)
    try AtomicFile.write(bytes, to: name, in: folder.descend(to: subfolder))
    return Manifest.Picture(
      file: subfolder + "/" + name, bytes: bytes.count, digest: digests[frame],
      difference: truth.map { FrameDifference(of: image, truth: $0) })
  }

  /// The pictures that are there, in the order of their names.
  var pictures: [Manifest.Picture] { known.values.sorted { $0.file < $1.file } }

  /// Writes the manifest as it stands; often enough that a crash costs little, and never so often that
  /// a long flight's manifest costs more than its frames.
  mutating func saveManifest() throws(RenderingError) {
    let start = Machine.monotonicSeconds
    manifest.pictures = pictures
    do {
      try AtomicFile.write(
        JSONWriter.bytes(of: manifest), to: Manifest.fileName, in: folder, .content)
    } catch {
      throw .output("\(error)")
    }
    let end = Machine.monotonicSeconds
    nextSave = end + max(1, 20 * (end - start))
  }

  /// Gives the files with raw numbers their names.
  mutating func finishRawFrames() throws(RenderingError) {
    guard let files = raw.take() else { return }
    manifest.files += OutputPlan.rawFiles(samples: request.sampling.samples)
    do throws(SystemError) {
      try Self.finish(files)
    } catch {
      throw .output("\(error)")
    }
  }

  private static func finish(_ files: consuming RawOutput) throws(SystemError) {
    try files.frames.finish()
    try files.mean?.finish()
    try files.deviation?.finish()
  }
}
