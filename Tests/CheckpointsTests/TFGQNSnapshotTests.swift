import GQNModel
import Glibc
import Kernels
import LinuxSystem
import TensorFlowFormats
import TestSupport
import Tensors
import Testing

@testable import Checkpoints

/// Checkpoints that TensorFlow wrote, rendered by both forms and compared with tf-gqn's pictures.
@Suite(
  .enabled(
    if: PackageFolder.hasShared("fixtures/tf-gqn"), Comment(rawValue: PackageFolder.sharedIsMissing)
  ))
struct TFGQNSnapshotTests {
  enum Form: CaseIterable { case plain, fast }

  static let cases = ["tiny-pool", "tiny-tower", "narrow-pool"]

  private let pool = ThreadPool(threadCount: 2)

  private func folder(_ name: String) -> String {
    "\(PackageFolder.shared)/fixtures/tf-gqn/\(name)"
  }

  private func array(_ name: String, _ file: String) throws -> (shape: Shape, values: [Float]) {
    try NumPyFile.floats("\(folder(name))/render/\(file).npy")
  }

  /// The sum of the representations of a case's views.
  private func representation(
    _ network: GenerativeQueryNetwork, _ name: String
  ) throws -> SceneRepresentation {
    let (frames, poses) = (
      try array(name, "context_frames"), try array(name, "context_poses").values
    )
    var scene = SceneRepresentation(network.hyperparameters)
    let count = frames.values.count / frames.shape[0]
    for view in 0..<frames.shape[0] {
      let frame = Array(frames.values[view * count..<(view + 1) * count])
      scene.add(
        network.representation(
          frame: frame.span, pose: Array(poses[view * 7..<(view + 1) * 7])))
    }
    return scene
  }

  /// The image means of the first of a case's three queries, `[Q, H, W, 3]`.
  ///
  /// The noise is `[L, 3, h, w, Z]`, or none for zeros.
  private func imageMeans(
    _ network: GenerativeQueryNetwork, _ name: String, _ form: Form,
    _ scene: SceneRepresentation, queries: Int = 3, noise: [Float]?,
    preview: ((Int, borrowing Tensor) -> Void)? = nil
  ) throws -> [Float] {
    let poses = try array(name, "query_poses").values
    let sizes = network.hyperparameters
    let count = sizes.latentHeight * sizes.latentWidth * sizes.latentChannels
    func pose(_ query: Int) -> [Float] { Array(poses[query * 7..<(query + 1) * 7]) }
    func write(_ query: Int, _ step: Int, _ epsilon: inout MutableSpan<Float>) {
      for index in epsilon.indices {
        epsilon[index] = noise.map { $0[(step * 3 + query) * count + index] } ?? 0
      }
    }
    switch form {
    case .plain:
      var means: [Float] = []
      for query in 0..<queries {
        means += network.imageMean(
          of: scene, pose: pose(query),
          noise: { step, epsilon in write(query, step, &epsilon) }, preview: preview
        ).array()
      }
      return means
    case .fast:
      let fast = try #require(network.fastGenerator(pool: pool))
      let frames = (0..<queries).map { query in
        FastGenerator.Frame(
          pose: pose(query),
          noise: LatentNoise(sizes) { step, epsilon in write(query, step, &epsilon) })
      }
      return fast.imageMeans(
        network.prepared(scene, for: fast), frames,
        workspace: FastGenerator.Workspace(fast, frames: queries, threads: pool.threadCount),
        pool: pool
      ).array()
    }
  }

  @Test(arguments: cases)
  func `representations are tf-gqn's`(name: String) throws {
    let network = try Snapshot(folder: folder(name) + "/model").network(pool: pool)
    expectClose(
      try representation(network, name).sum, try array(name, "representation").values,
      within: 2e-4, name)
  }

  @Test(arguments: cases, Form.allCases)
  func `predictions are tf-gqn's`(name: String, form: Form) throws {
    let network = try Snapshot(folder: folder(name) + "/model").network(pool: pool)
    let representation = try representation(network, name)
    for (file, noise) in [
      ("prediction", try array(name, "noise").values), ("prediction_zero_noise", nil),
    ] {
      expectClose(
        try imageMeans(network, name, form, representation, noise: noise),
        try array(name, file).values, within: 2e-4, "\(name), \(file)")
    }
  }

  static let canvases = ["canvas_images_query0", "canvas_images_zero_noise_query0"]

  @Test(arguments: cases, canvases)
  func `canvases after each step are tf-gqn's`(name: String, file: String) throws {
    let network = try Snapshot(folder: folder(name) + "/model").network(pool: pool)
    let representation = try representation(network, name)
    let noise = file.contains("zero") ? nil : try array(name, "noise").values
    var canvases: [Float] = []
    let last = try imageMeans(
      network, name, .plain, representation, queries: 1, noise: noise,
      preview: { _, mean in canvases += mean.array() })
    expectClose(canvases + last, try array(name, file).values, within: 2e-4, "\(name), \(file)")
  }

  /// The fast form has no canvas, but a configuration that asks for fewer steps ends where it is then.
  @Test(
    .enabled(
      if: !_isDebugAssertConfiguration(), "transforming weights takes long in a debug build"),
    arguments: cases, canvases)
  func `snapshots of fewer steps end at tf-gqn's canvas`(name: String, file: String) throws {
    let temporary = try TemporaryFolder()
    for file in try Folder.names(in: folder(name) + "/model") {
      unsafe symlink(folder(name) + "/model/" + file, temporary(file))
    }
    let whole = try Snapshot(folder: temporary.path)
    let representation = try representation(try whole.network(pool: pool), name)
    let noise = file.contains("zero") ? nil : try array(name, "noise").values
    var canvases: [Float] = []
    for steps in 1...whole.hyperparameters.generationSteps {
      var sizes = whole.hyperparameters
      sizes.generationSteps = steps
      try AtomicFile.write(ConfigurationFile.content(sizes), to: temporary(ConfigurationFile.name))
      canvases += try imageMeans(
        try Snapshot(folder: temporary.path).network(pool: pool), name, .fast, representation,
        queries: 1, noise: noise)
    }
    expectClose(canvases, try array(name, file).values, within: 2e-4, "\(name), \(file)")
  }

  @Test func `sizes that tf-gqn does not read are told`() throws {
    func ignored(_ name: String) throws -> [String] {
      try Snapshot(folder: folder(name) + "/model").hyperparameters.keysIgnoredByTFGQN
    }
    #expect(try ignored("narrow-pool") == ["ENC_CHANNELS", "Z_CHANNELS"])
    #expect(try ignored("tiny-pool").isEmpty)
  }

  @Test(
    .enabled(
      if: PackageFolder.hasShared("goldens/checkpoints/tiny-pool"),
      Comment(rawValue: PackageFolder.sharedIsMissing)))
  func `a checkpoint with Adam's moments opens and renders`() throws {
    let snapshot = try Snapshot(folder: PackageFolder.shared + "/goldens/checkpoints/tiny-pool")
    #expect(snapshot.step == 3)
    #expect(snapshot.bundle.entry(named: "GQN/eta_g/kernel/Adam_1") != nil)
    let network = try snapshot.network(pool: pool)
    let representation = try representation(network, "tiny-pool")
    let noise = try array("tiny-pool", "noise").values
    let plain = try imageMeans(network, "tiny-pool", .plain, representation, noise: noise)
    #expect(plain.allSatisfy { $0.isFinite })
    expectClose(
      try imageMeans(network, "tiny-pool", .fast, representation, noise: noise), plain,
      within: 2e-5)
    // Three steps of training moved it away from where it began.
    let untrained = try array("tiny-pool", "prediction").values
    #expect(zip(plain, untrained).contains { abs($0 - $1) > 1e-3 })
  }
}
