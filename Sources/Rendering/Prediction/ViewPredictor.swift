public import Cameras
public import Images

package import Checkpoints
package import GQNModel
package import Kernels
internal import LinuxSystem
package import Tensors

internal import Synchronization

/// Imagines a scene from anywhere, given a few pictures of it with their cameras.
///
/// ```swift
/// let predictor = try ViewPredictor(snapshot: "models/rooms")
/// predictor.addContextView(picture, camera: Camera(pose))
/// let image = try predictor.renderQueryView(Camera(elsewhere))
/// ```
///
/// The pictures are those of tf-gqn's class of the same name, with two differences: poses are encoded
/// as the network was trained (``PoseEncoding/training``) unless the other order is asked for, and the
/// noise has a seed.
/// - Source: tf-gqn `gqn/gqn_predictor.py`, `GqnViewPredictor`.
public final class ViewPredictor {
  /// Width of frames in pixels.
  public var frameWidth: Int { hyperparameters.imageWidth }
  /// Height of frames in pixels.
  public var frameHeight: Int { hyperparameters.imageHeight }
  /// How many views of a scene the network saw in training. Another number may be given here: the
  /// representation of a scene is the sum over its views.
  public var contextSize: Int { hyperparameters.contextSize }
  /// The angle in degrees that the network's pictures cover from top to bottom, of one that looks along rays
  /// (`ENC_TYPE: "epipolar"`); nil of others, which do not ask.
  public var fieldOfView: Double? {
    hyperparameters.encoder == .epipolar ? hyperparameters.epipolar.fieldOfView : nil
  }
  /// The training step of the snapshot's checkpoint.
  public let step: Int
  /// How the seven numbers of a pose are ordered.
  public let poseEncoding: PoseEncoding

  package let pool: ThreadPool
  package let hyperparameters: Hyperparameters
  private let network: GenerativeQueryNetwork
  private let generator: FastGenerator?
  /// The representation of the views given so far.
  private var scene: SceneRepresentation
  /// How many context views were given since the last ``clearContext()``.
  public private(set) var contextCount = 0
  private let memory: MemoryBudget?
  /// The memory of a batch, and for how many queries its size was chosen.
  private var workspace: (memory: FastGenerator.Workspace, queries: Int)?

  /// Opens a snapshot.
  ///
  /// - Parameters:
  ///   - folder: the snapshot's folder, with `gqn_config.json` and checkpoints.
  ///   - step: which of its checkpoints; the newest by default.
  ///   - frameSize: width and height of frames, multiples of 4 in 4...1024; the snapshot's own by default.
  ///   - poseEncoding: the order of a pose's numbers.
  ///   - threads: how many threads work; one for each processor by default.
  ///   - memoryLimit: the most bytes that the process may hold, by which fewer frames are computed at
  ///     a time; no limit by default. Pictures do not depend on it.
  /// - Throws: ``RenderingError/snapshot(_:)``, ``RenderingError/frameSize(width:height:)``.
  public convenience init(
    snapshot folder: String, step: Int? = nil, frameSize: (width: Int, height: Int)? = nil,
    poseEncoding: PoseEncoding = .training, threads: Int? = nil, memoryLimit: Int? = nil
  ) throws(RenderingError) {
    let snapshot: Snapshot
    do throws(SnapshotError) {
      snapshot = try Snapshot(folder: folder, step: step)
    } catch {
      throw .snapshot("\(error)")
    }
    try self.init(
      snapshot, frameSize: frameSize, poseEncoding: poseEncoding,
      pool: ThreadPool(threadCount: max(1, threads ?? Machine.processorCount)),
      memory: memoryLimit.map { MemoryBudget(limit: $0) })
  }

  /// Reads the weights of an opened snapshot; `usesPlainForm` computes as the paper writes it, for
  /// comparisons.
  package convenience init(
    _ snapshot: Snapshot, frameSize: (width: Int, height: Int)? = nil, poseEncoding: PoseEncoding,
    pool: ThreadPool, memory: MemoryBudget? = nil, usesPlainForm: Bool = false
  ) throws(RenderingError) {
    if let (width, height) = frameSize {
      guard (4...1024).contains(width), (4...1024).contains(height), width % 4 == 0, height % 4 == 0
      else { throw .frameSize(width: width, height: height) }
    }
    guard snapshot.hyperparameters.encoder != .epipolar || poseEncoding == .training else {
      throw .snapshot(
        "the snapshot looks along the rays of cameras, which it knows by the encoding \"training\" only; leave "
          + "out \"poseEncoding\"")
    }
    let network: GenerativeQueryNetwork
    do throws(SnapshotError) {
      network = try snapshot.network(
        imageSize: frameSize.map { (height: $0.height, width: $0.width) }, pool: pool)
    } catch {
      throw .snapshot("\(error)")
    }
    self.init(
      network, step: snapshot.step, poseEncoding: poseEncoding, pool: pool, memory: memory,
      usesPlainForm: usesPlainForm)
  }

  /// Imagines with a network that is in memory, such as one that is learning.
  package init(
    _ network: GenerativeQueryNetwork, step: Int, poseEncoding: PoseEncoding, pool: ThreadPool,
    memory: MemoryBudget? = nil, usesPlainForm: Bool = false
  ) {
    self.network = network
    self.pool = pool
    self.poseEncoding = poseEncoding
    self.step = step
    hyperparameters = network.hyperparameters
    generator = usesPlainForm ? nil : network.fastGenerator(pool: pool)
    self.memory = memory
    scene = SceneRepresentation(hyperparameters)
  }
}

// MARK: - Context

extension ViewPredictor {
  /// Shows the network a picture of the scene.
  ///
  /// - Parameters:
  ///   - image: a picture; one of another shape is cropped about its centre, one of another size is
  ///     resized.
  ///   - camera: where it was taken.
  public func addContextView(_ image: Image, camera: Camera) {
    addContextViews([(image, camera)])
  }

  /// Shows the network several pictures of the scene.
  ///
  /// - Parameter views: pictures with their cameras, as for ``addContextView(_:camera:)``.
  public func addContextViews(_ views: [(image: Image, camera: Camera)]) {
    let fit = PictureFit(sizes: hyperparameters, fieldOfView: nil)
    addEncodedContextViews(
      views.map { (fit.centre(of: $0.image), $0.camera.encoded(as: poseEncoding)) })
  }

  /// Shows the network several pictures of the scene whose field of view is known.
  ///
  /// A network that has a ``fieldOfView`` sees the part of each that its own pictures would show.
  ///
  /// - Parameters:
  ///   - views: pictures with their cameras.
  ///   - fieldOfView: the angle in degrees that the pictures cover from top to bottom; nil where it is not known, by
  ///     which it is the network's own.
  /// - Throws: ``RenderingError/narrowPicture(fieldOfView:needed:)``; none is added then.
  public func addContextViews(
    _ views: [(image: Image, camera: Camera)], fieldOfView: Double?
  ) throws(RenderingError) {
    let fit = PictureFit(sizes: hyperparameters, fieldOfView: fieldOfView)
    var encoded: [(frame: [Float], pose: [Float])] = []
    for (image, camera) in views {
      encoded.append((try fit.pixels(of: image), camera.encoded(as: poseEncoding)))
    }
    addEncodedContextViews(encoded)
  }

  /// Shows the network pictures as it sees them, `[H, W, 3]` in [0, 1], with encoded poses, 7 numbers.
  package func addEncodedContextViews(_ views: [(frame: [Float], pose: [Float])]) {
    let representations = Mutex<[Int: SceneRepresentation]>([:])
    pool.parallelFor(count: views.count) { index, _ in
      let (frame, pose) = views[index]
      let representation = network.representation(frame: frame.span, pose: pose)
      representations.withLock { $0[index] = representation }
    }
    // In their order, because sums of floats depend on it.
    for (_, representation) in representations.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      scene.add(representation)
    }
    contextCount += views.count
  }

  /// Forgets all context views.
  public func clearContext() {
    scene = SceneRepresentation(hyperparameters)
    contextCount = 0
  }
}

// MARK: - Queries

extension ViewPredictor {
  /// Imagines the scene from a camera.
  ///
  /// - Parameters:
  ///   - camera: where to look from.
  ///   - sampling: how the latent variables are drawn.
  /// - Returns: the image mean, clipped to [0, 1].
  /// - Throws: ``RenderingError/noContextViews``, ``RenderingError/memoryLimit(limit:needed:)``.
  public func renderQueryView(
    _ camera: Camera, sampling: LatentSampling = LatentSampling()
  ) throws(RenderingError) -> Image {
    try renderQueryViews([camera], sampling: sampling)[0]
  }

  /// Imagines the scene from several cameras; much faster than one by one.
  ///
  /// - Parameters:
  ///   - cameras: where to look from.
  ///   - sampling: how the latent variables are drawn; independent noise is keyed by the place in
  ///     `cameras`, so that a view asked for alone has the noise of the first.
  /// - Returns: for each camera the image mean, clipped to [0, 1].
  /// - Throws: ``RenderingError/noContextViews``, ``RenderingError/memoryLimit(limit:needed:)``.
  public func renderQueryViews(
    _ cameras: [Camera], sampling: LatentSampling = LatentSampling()
  ) throws(RenderingError) -> [Image] {
    let queries = cameras.enumerated().map {
      Query(pose: $1.encoded(as: poseEncoding), frame: $0, sample: 0)
    }
    var images: [Image] = []
    try imageMeans(of: queries, sampling: sampling) { (part, means) throws(RenderingError) in
      let pixels = means.count / part.count
      for index in 0..<part.count {
        images.append(
          Image(
            width: frameWidth, height: frameHeight,
            unitFloats: means.span.extracting(index * pixels..<(index + 1) * pixels)))
      }
    }
    return images
  }

  /// A picture to imagine.
  package struct Query: Sendable {
    /// The encoded pose, 7 numbers.
    let pose: [Float]
    /// The frame and the sample that key independent noise.
    let frame, sample: Int

    /// Describes a picture by its encoded pose, 7 numbers, and what keys independent noise.
    package init(pose: [Float], frame: Int, sample: Int) {
      self.pose = pose
      self.frame = frame
      self.sample = sample
    }
  }

  /// Imagines pictures batch by batch.
  ///
  /// - Parameters:
  ///   - queries: what to imagine.
  ///   - sampling: how the latent variables are drawn.
  ///   - finished: is told of every stage's end, by the fast form only.
  ///   - body: is given each batch, as a range of `queries` and the image means `[N, H, W, 3]`, not
  ///     clipped.
  /// - Throws: ``RenderingError/noContextViews``, ``RenderingError/memoryLimit(limit:needed:)``, or what
  ///   `body` throws, after which nothing more is computed.
  package func imageMeans(
    of queries: [Query], sampling: LatentSampling,
    finished: (GenerationStage) -> Void = { _ in },
    _ body: (_ part: Range<Int>, _ means: borrowing Tensor) throws(RenderingError) -> Void
  ) throws(RenderingError) {
    guard contextCount > 0 else { throw .noContextViews }
    guard let generator else {
      try plainImageMeans(of: queries, sampling, body)
      return
    }
    let prepared = network.prepared(scene, for: generator)
    let workspace = try workspace(for: generator, queries: queries.count)
    let batch = workspace.frames
    var noises = NoiseCache(hyperparameters, sampling)
    for start in stride(from: 0, to: queries.count, by: batch) {
      let part = start..<min(start + batch, queries.count)
      let noise = noises.noise(for: queries[part], pool: pool)
      finished(.noise)
      let frames = zip(queries[part], noise).map {
        FastGenerator.Frame(pose: $0.pose, noise: $1)
      }
      try body(
        part,
        generator.imageMeans(
          prepared, frames, workspace: workspace, pool: pool, finished: finished))
    }
  }

  /// The memory for a run; that of an earlier one where a new one would not be larger.
  private func workspace(
    for generator: FastGenerator, queries: Int
  ) throws(RenderingError) -> FastGenerator.Workspace {
    if let (memory, earlier) = workspace, queries <= earlier || memory.frames < earlier {
      return memory
    }
    workspace = nil
    let size = try BatchSize.choose(
      for: generator, queries: queries, threads: pool.threadCount, memory: memory)
    let memory = FastGenerator.Workspace(size)
    workspace = (memory, queries)
    return memory
  }

  /// The same by the plain form, for kernel sizes that the fast one does not know.
  private func plainImageMeans(
    of queries: [Query], _ sampling: LatentSampling,
    _ body: (_ part: Range<Int>, _ means: borrowing Tensor) throws(RenderingError) -> Void
  ) throws(RenderingError) {
    let pixels = frameHeight * frameWidth * Hyperparameters.imageChannels
    for start in stride(from: 0, to: queries.count, by: pool.threadCount) {
      let part = start..<min(start + pool.threadCount, queries.count)
      let means = SharedBlock(count: part.count * pixels)
      pool.parallelFor(count: part.count) { index, _ in
        let query = queries[start + index]
        let mean = network.imageMean(
          of: scene, pose: query.pose,
          noise: { step, epsilon in
            sampling.write(
              frame: query.frame, sample: query.sample, step: step, into: &epsilon)
          })
        let source = mean.span
        for element in source.indices {
          unsafe means.base[index * pixels + element] = source[element]
        }
      }
      try body(
        part,
        Tensor([part.count, frameHeight, frameWidth, Hyperparameters.imageChannels], means))
    }
  }
}
