import Cameras
import Checkpoints
import GQNModel
import Images
import Kernels
import TestSupport
import Tensors
import Testing

@testable import Rendering

struct ViewPredictorTests {
  private let queries = (0..<7).map { TestScene.camera($0 + 10) }

  private func error(_ body: () throws(RenderingError) -> Void) -> RenderingError? {
    do throws(RenderingError) {
      try body()
      Issue.record("nothing was thrown")
      return nil
    } catch {
      return error
    }
  }

  // MARK: - Context

  @Test func `context views add up in any grouping`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let scene = try TestScene()
      let predictor = try scene.predictor()
      #expect(predictor.contextCount == 2)
      let image = try predictor.renderQueryView(queries[0])
      predictor.clearContext()
      #expect(predictor.contextCount == 0)
      predictor.addContextViews((0..<2).map { (TestScene.picture($0), TestScene.camera($0)) })
      #expect(predictor.contextCount == 2)
      #expect(try predictor.renderQueryView(queries[0]) == image)
      predictor.addContextView(TestScene.picture(2), camera: TestScene.camera(2))
      #expect(try predictor.renderQueryView(queries[0]) != image)
    }
  }

  @Test func `nothing can be imagined from nothing`() throws {
    let scene = try TestScene()
    let predictor = try scene.predictor()
    predictor.clearContext()
    let cameras = queries
    #expect(
      error { () throws(RenderingError) in _ = try predictor.renderQueryView(cameras[0]) }
        == .noContextViews)
    #expect(
      error { () throws(RenderingError) in _ = try predictor.renderQueryViews([]) }
        == .noContextViews)
    predictor.addContextViews([])
    #expect(
      error { () throws(RenderingError) in _ = try predictor.renderQueryViews(cameras) }
        == .noContextViews)
  }

  @Test func `pictures of other sizes are cropped and resized`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let scene = try TestScene()
      let predictor = try scene.predictor()
      predictor.clearContext()
      let wide = TestScene.picture(5, width: 48, height: 32)
      predictor.addContextView(wide, camera: TestScene.camera(0))
      let image = try predictor.renderQueryView(queries[0])
      predictor.clearContext()
      predictor.addContextView(
        wide.cropped(left: 8, top: 0, width: 32, height: 32), camera: TestScene.camera(0))
      #expect(try predictor.renderQueryView(queries[0]) == image)
      let fit = PictureFit(sizes: predictor.hyperparameters, fieldOfView: nil)
      #expect(!fit.fits(wide) && fit.fits(TestScene.picture(0)))
    }
  }

  // MARK: - Queries

  @Test(arguments: [1, 2, 3])
  func `one by one or together, on any threads, the pixels are the same`(threads: Int) throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let scene = try TestScene()
      let predictor = try scene.predictor(threads: threads)
      let many = (0..<30).map { TestScene.camera($0 + 10) }
      let together = try predictor.renderQueryViews(many)
      #expect(together.count == 30)
      for (camera, image) in zip(many, together) {
        #expect(try predictor.renderQueryView(camera) == image)
      }
      #expect(try scene.predictor(threads: 1).renderQueryViews(many) == together)
      #expect(Set(together.map(\.pixels)).count == 30)
      #expect(try predictor.renderQueryViews([]).isEmpty)
    }
  }

  @Test func `kernels without a fast form are rendered by the plain one`() throws {
    let scene = try TestScene {
      $0.gateKernelSize = 3
      $0.latentKernelSize = 3
      $0.imageKernelSize = 3
    }
    let predictor = try scene.predictor()
    let images = try predictor.renderQueryViews(queries)
    let network = try Snapshot(folder: scene.folder).network(pool: ThreadPool(threadCount: 1))
    #expect(!FastGenerator.supports(network.hyperparameters))
    var views = SceneRepresentation(network.hyperparameters)
    for view in 0..<2 {
      views.add(
        network.representation(
          frame: TestScene.picture(view).unitFloats.span, pose: TestScene.camera(view).encoded()))
    }
    for (camera, image) in zip(queries, images) {
      let mean = network.imageMean(
        of: views, pose: camera.encoded(),
        noise: { step, epsilon in
          GaussianNoise(seed: 0).write(frame: 0, sample: 0, step: step, into: &epsilon)
        })
      #expect(image == Image(width: 16, height: 16, unitFloats: mean.span))
    }
  }

  // MARK: - Sizes

  @Test(arguments: [(84, 84), (128, 128), (20, 36), (4, 4), (128, 4)])
  func `frames can have another size than in training`(width: Int, height: Int) throws {
    let scene = try TestScene()
    let predictor = try scene.predictor(frameSize: (width, height))
    #expect(predictor.frameWidth == width && predictor.frameHeight == height)
    let image = try predictor.renderQueryView(queries[0])
    #expect(image.width == width && image.height == height)
    #expect(Set(image.pixels).count > 10)
  }

  @Test(arguments: Hyperparameters.Encoder.allCases)
  func `a snapshot may have frames that are not square`(
    encoder: Hyperparameters.Encoder
  ) throws {
    let scene = try TestScene {
      ($0.imageWidth, $0.imageHeight) = (28, 12)
      $0.encoder = encoder
    }
    let predictor = try scene.predictor()
    let image = try predictor.renderQueryView(queries[0])
    #expect(image.width == 28 && image.height == 12)
  }

  @Test(arguments: [(0, 64), (64, 0), (66, 64), (64, 2), (1028, 64), (-4, 4), (64, Int.min)])
  func `sizes that no network can have are refused`(width: Int, height: Int) throws {
    let scene = try TestScene()
    let folder = scene.folder
    let found = error { () throws(RenderingError) in
      _ = try ViewPredictor(snapshot: folder, frameSize: (width, height))
    }
    #expect(found == .frameSize(width: width, height: height))
    #expect(found?.description.contains("multiples of 4") == true)
  }

  @Test func `a folder without a snapshot is named`() {
    let found = error { () throws(RenderingError) in
      _ = try ViewPredictor(snapshot: "/nowhere/rooms")
    }
    #expect(found?.description.contains("/nowhere/rooms/gqn_config.json") == true)
  }

  @Test func `what is known of a snapshot is told`() throws {
    let scene = try TestScene { $0.contextSize = 7 }
    let predictor = try scene.predictor()
    #expect(predictor.contextSize == 7)
    #expect(predictor.step == 0)
    #expect(predictor.poseEncoding == .training)
  }

  // MARK: - Poses

  @Test func `the predictor's pose order is what tf-gqn's predictor feeds`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let scene = try TestScene()
      let predictor = try scene.predictor(poseEncoding: .predictor)
      let image = try predictor.renderQueryView(queries[0])
      #expect(try scene.predictor().renderQueryView(queries[0]) != image)
      // The same numbers given as raw inputs, which no order changes.
      let raw = try scene.predictor()
      raw.clearContext()
      func explicit(_ camera: Camera) throws -> Camera {
        try #require(Camera(encoded: camera.encoded(as: .predictor), as: .predictor))
      }
      for view in 0..<2 {
        raw.addContextView(
          TestScene.picture(view), camera: try explicit(TestScene.camera(view)))
      }
      #expect(try raw.renderQueryView(explicit(queries[0])) == image)
    }
  }

  // MARK: - Sampling

  @Test func `noise is shared, drawn for each view, or none`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let scene = try TestScene()
      let predictor = try scene.predictor()
      let same = [Camera](repeating: queries[0], count: 3)
      func render(_ noise: LatentSampling.Noise, seed: UInt64 = 1, temperature: Double = 1)
        throws -> [Image]
      {
        try predictor.renderQueryViews(
          same, sampling: LatentSampling(noise: noise, seed: seed, temperature: temperature))
      }
      let shared = try render(.shared)
      #expect(Set(shared.map(\.pixels)).count == 1)
      #expect(try render(.shared) == shared)
      #expect(try render(.shared, seed: 2) != shared)
      let independent = try render(.independent)
      #expect(Set(independent.map(\.pixels)).count == 3)
      #expect(independent[0] == shared[0])
      let mean = try render(.mean)
      #expect(Set(mean.map(\.pixels)).count == 1 && mean[0] != shared[0])
      #expect(try render(.mean, seed: 2) == mean)
      #expect(try render(.mean, temperature: 5) == mean)
      #expect(try render(.independent, temperature: 0) == mean)
      #expect(try render(.shared, temperature: 0.5) != shared)
    }
  }

  @Test func `a temperature scales the noise`() {
    func noise(_ sampling: LatentSampling, frame: Int = 0, sample: Int = 0) -> [Float] {
      var epsilon = Tensor([40], [Float](repeating: 9, count: 40))
      var span = epsilon.mutableSpan
      sampling.write(frame: frame, sample: sample, step: 1, into: &span)
      return epsilon.array()
    }
    let one = noise(LatentSampling(seed: 3))
    #expect(noise(LatentSampling(seed: 3, temperature: 0.5)) == one.map { $0 * 0.5 })
    #expect(noise(LatentSampling(noise: .mean)) == [Float](repeating: 0, count: 40))
    #expect(noise(LatentSampling(seed: 3), frame: 8) == one)
    #expect(noise(LatentSampling(seed: 3), sample: 1) != one)
    let independent = LatentSampling(noise: .independent, seed: 3)
    #expect(noise(independent) == one)
    #expect(noise(independent, frame: 8) != one)
    #expect(noise(independent, frame: 8, sample: 1) != noise(independent, frame: 8))
  }

  // MARK: - tf-gqn's pictures

  /// Byte for byte what an image mean becomes.
  private func bytes(_ means: [Float]) -> [Int] {
    means.map { Int(min(max($0, 0), 1) * 255 + 0.5) }
  }

  /// Pictures have bytes where tf-gqn was given floats; what that changes is below a level.
  @Test func `an untrained snapshot of tf-gqn's case gives its pictures`() throws {
    let scene = try TestScene {
      $0 = Hyperparameters()
      $0.contextSize = 3
      $0.generationSteps = 4
      $0.hiddenChannels = 16
      $0.canvasChannels = 12
    }
    let predictor = try ViewPredictor(snapshot: scene.folder, threads: 2)
    func camera(_ tag: String) throws -> Camera {
      try #require(Camera(encoded: GoldenRecipe.pose(tag)))
    }
    for view in 0..<3 {
      let tag = "tiny-pool/scene0/view\(view)"
      predictor.addContextView(
        Image(
          width: 64, height: 64,
          unitFloats: GoldenRecipe.image(tag, height: 64, width: 64).span),
        camera: try camera(tag))
    }
    let images = try predictor.renderQueryViews(
      try (0..<3).map { try camera("tiny-pool/query\($0)") }, sampling: LatentSampling(noise: .mean)
    )
    let expected = bytes(
      try NumPyFile.floats(
        PackageFolder.path + "/Tests/GQNModelTests/Fixtures/tiny-pool/mean_noise0.npy"
      ).values)
    let actual = images.flatMap { $0.pixels.map(Int.init) }
    #expect(actual.count == expected.count)
    #expect(zip(actual, expected).allSatisfy { abs($0 - $1) <= 1 })
  }

  @Test(
    .enabled(
      if: PackageFolder.hasShared("fixtures/tf-gqn"),
      Comment(rawValue: PackageFolder.sharedIsMissing)),
    arguments: ["tiny-pool", "tiny-tower", "narrow-pool"])
  func `a snapshot that TensorFlow wrote gives tf-gqn's pictures`(name: String) throws {
    let folder = "\(PackageFolder.shared)/fixtures/tf-gqn/\(name)"
    func array(_ file: String) throws -> [Float] {
      try NumPyFile.floats("\(folder)/render/\(file).npy").values
    }
    func cameras(_ file: String) throws -> [Camera] {
      let raw = try array(file).map(Double.init)
      return stride(from: 0, to: raw.count, by: 5).map {
        Camera(
          Pose(
            position: SIMD3(raw[$0], raw[$0 + 1], raw[$0 + 2]), yaw: raw[$0 + 3],
            pitch: raw[$0 + 4]))
      }
    }
    let predictor = try ViewPredictor(snapshot: folder + "/model", threads: 2)
    let frames = try array("context_frames")
    for (view, camera) in try cameras("context_cameras_raw").enumerated() {
      let pixels = 64 * 64 * 3
      predictor.addContextView(
        Image(
          width: 64, height: 64,
          unitFloats: frames.span.extracting(view * pixels..<(view + 1) * pixels)),
        camera: camera)
    }
    let images = try predictor.renderQueryViews(
      try cameras("query_cameras_raw"), sampling: LatentSampling(noise: .mean))
    let expected = bytes(try array("prediction_zero_noise"))
    let actual = images.flatMap { $0.pixels.map(Int.init) }
    #expect(actual.count == expected.count)
    let differences = zip(actual, expected).map { abs($0 - $1) }
    #expect(differences.allSatisfy { $0 <= 1 })
    #expect(Double(differences.reduce(0, +)) <= 0.001 * Double(actual.count))
  }
}
