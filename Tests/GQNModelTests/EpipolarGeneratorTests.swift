import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing

/// The fast form of rendering with rays against the plain one.
struct EpipolarGeneratorTests {
  private func scene(_ test: EpipolarCase, _ network: GenerativeQueryNetwork) -> SceneRepresentation
  {
    var scene = SceneRepresentation(network.hyperparameters)
    for view in 0..<test.views {
      scene.add(
        network.representation(
          frame: test.picture(view).span, pose: test.pose(100 + view)))
    }
    return scene
  }

  private func queries(_ test: EpipolarCase) -> [Query] {
    (0..<test.count).map { frame in
      Query(pose: test.pose(frame)) { step, count in
        uniformNumbers(count, seed: UInt64(31 * frame + step))
      }
    }
  }

  @Test(arguments: EpipolarCase.all, ["baseline", "AVX2", "AVX-512"])
  func `the fast form gives the plain form's pictures`(test: EpipolarCase, instructions: String) {
    let network = untrainedNetwork(test.sizes)
    let scene = scene(test, network)
    let expected = RenderingForm.plain.imageMeans(network, scene, queries(test))
    WinogradKernels.withInstructionSet(limitedTo: instructions) {
      let actual = RenderingForm.fast.imageMeans(network, scene, queries(test))
      expectClose(Array(actual.joined()), Array(expected.joined()), within: 5e-5)
    }
    // The pictures are not all the same: where the camera looks matters.
    if test.count > 1 {
      #expect(zip(expected[0], expected[1]).contains { abs($0 - $1) > 1e-2 })
    }
  }

  @Test(arguments: [1, 2, 5])
  func `a frame does not depend on its batch or on the threads`(batch: Int) {
    let test = EpipolarCase(size: (24, 20), views: 4)
    let network = untrainedNetwork(test.sizes)
    let scene = scene(test, network)
    func frame(_ number: Int) -> FastGenerator.Frame {
      FastGenerator.Frame(
        pose: test.pose(number),
        noise: LatentNoise(test.sizes) { step, epsilon in
          GaussianNoise(seed: 3).write(frame: number, sample: 0, step: step, into: &epsilon)
        })
    }
    func images(threads: Int, _ frames: [Int], capacity: Int) -> [[Float]] {
      let pool = ThreadPool(threadCount: threads)
      guard let fast = network.fastGenerator(pool: pool) else { return [] }
      let workspace = FastGenerator.Workspace(fast, frames: capacity, threads: threads)
      let result = fast.imageMeans(
        network.prepared(scene, for: fast), frames.map { frame($0) }, workspace: workspace,
        pool: pool
      ).array()
      let count = result.count / frames.count
      return frames.indices.map { Array(result[$0 * count..<($0 + 1) * count]) }
    }
    WinogradKernels.withInstructionSet(limitedTo: "best") {
      let alone = images(threads: 1, [4], capacity: 1)[0]
      let others = (0..<batch).map { $0 == batch / 2 ? 4 : 10 + $0 }
      #expect(images(threads: 3, others, capacity: batch + 1)[batch / 2] == alone)
    }
  }
}
