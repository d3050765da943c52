import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing

/// The fast form against the plain one.
struct FastGeneratorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var encoder = Hyperparameters.Encoder.pool
    var size = (64, 64)
    var channels = (encoder: 16, latent: 64, hidden: 16, canvas: 12)
    var steps = 3
    var frames = 1

    var testDescription: String {
      "\(encoder) \(size) \(channels), \(steps) steps, \(frames) frames"
    }

    var hyperparameters: Hyperparameters {
      var sizes = Hyperparameters()
      sizes.encoder = encoder
      (sizes.imageHeight, sizes.imageWidth) = size
      sizes.encoderChannels = channels.encoder
      sizes.latentChannels = channels.latent
      sizes.hiddenChannels = channels.hidden
      sizes.canvasChannels = channels.canvas
      sizes.generationSteps = steps
      return sizes
    }
  }

  static let cases = [
    Case(), Case(encoder: .tower, frames: 3),
    Case(channels: (10, 7, 17, 5), frames: 17), Case(encoder: .tower, channels: (6, 33, 40, 3)),
    Case(size: (16, 16), frames: 5), Case(size: (4, 4)), Case(size: (8, 12), frames: 2),
    Case(size: (20, 36), channels: (8, 1, 1, 1), frames: 3), Case(size: (128, 84), steps: 2),
    Case(size: (64, 64), steps: 1, frames: 2),
  ]

  private func pose(_ frame: Int) -> [Float] { uniformNumbers(7, seed: UInt64(frame) + 100) }

  private func noise(_ sizes: Hyperparameters, _ frame: Int) -> LatentNoise {
    LatentNoise(sizes) { step, epsilon in
      GaussianNoise(seed: 3).write(frame: frame, sample: 0, step: step, into: &epsilon)
    }
  }

  @Test(arguments: cases, ["baseline", "AVX2", "AVX-512"])
  func `the fast form gives the plain form's pictures`(test: Case, instructions: String) {
    WinogradKernels.withInstructionSet(limitedTo: instructions) {
      compare(test)
    }
  }

  private func compare(_ test: Case) {
    let sizes = test.hyperparameters
    let network = untrainedNetwork(sizes)
    let pool = ThreadPool(threadCount: 2)
    let representation = SceneRepresentation(
      sum: uniformNumbers(sizes.representationShape.count, seed: 9))
    guard let fast = network.fastGenerator(pool: pool) else {
      Issue.record("no fast form")
      return
    }
    let scene = network.prepared(representation, for: fast)
    let workspace = FastGenerator.Workspace(fast, frames: test.frames, threads: 2)
    let frames = (0..<test.frames).map {
      FastGenerator.Frame(pose: pose($0), noise: noise(sizes, $0))
    }
    let images = fast.imageMeans(scene, frames, workspace: workspace, pool: pool).array()
    let pixels = sizes.imageHeight * sizes.imageWidth * 3
    for frame in Set([0, test.frames / 2, test.frames - 1]) {
      let plain = network.imageMean(
        of: representation, pose: pose(frame),
        noise: { step, epsilon in
          GaussianNoise(seed: 3).write(frame: frame, sample: 0, step: step, into: &epsilon)
        })
      expectClose(
        Array(images[frame * pixels..<(frame + 1) * pixels]), plain.array(), within: 5e-5,
        "frame \(frame)")
    }
  }

  @Test(arguments: [1, 2, 5, 48])
  func `a frame does not depend on its batch or on the threads`(batch: Int) {
    let sizes = Case(channels: (8, 20, 33, 4)).hyperparameters
    let network = untrainedNetwork(sizes)
    let representation = SceneRepresentation(sum: uniformNumbers(8, seed: 9))
    func images(threads: Int, _ frames: [Int], capacity: Int) -> [[Float]] {
      let pool = ThreadPool(threadCount: threads)
      guard let fast = network.fastGenerator(pool: pool) else { return [] }
      let scene = network.prepared(representation, for: fast)
      let workspace = FastGenerator.Workspace(fast, frames: capacity, threads: threads)
      let result = fast.imageMeans(
        scene, frames.map { .init(pose: pose($0), noise: noise(sizes, $0)) }, workspace: workspace,
        pool: pool
      ).array()
      let count = result.count / frames.count
      return frames.indices.map { Array(result[$0 * count..<($0 + 1) * count]) }
    }
    WinogradKernels.withInstructionSet(limitedTo: "best") {
      let alone = images(threads: 1, [4], capacity: 1)[0]
      let others = (0..<batch).map { $0 == batch / 2 ? 4 : 10 + $0 }
      let together = images(threads: 2, others, capacity: batch + 1)
      #expect(together[batch / 2] == alone)
    }
  }
}
