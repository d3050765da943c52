import Cameras
import Checkpoints
import GQNModel
import Images
import Kernels
import LinuxSystem
import Tensors
import Testing

@testable import Rendering

/// How many frames are computed at a time, and that nothing else depends on it.
struct BatchSizeTests {
  private func sizes(_ side: Int) -> Hyperparameters {
    var sizes = Hyperparameters()
    (sizes.imageHeight, sizes.imageWidth) = (side, side)
    (sizes.encoderChannels, sizes.latentChannels, sizes.hiddenChannels) = (4, 3, 17)
    (sizes.canvasChannels, sizes.generationSteps) = (5, 2)
    return sizes
  }

  private func generator(side: Int) throws -> FastGenerator {
    let sizes = sizes(side)
    var store = ParameterStore(ParameterLayout(sizes.renderingVariables))
    UntrainedWeights.fill(&store)
    return FastGenerator(sizes, parameters: store, pool: ThreadPool(threadCount: 1))
  }

  private func frames(
    side: Int = 64, queries: Int, free: Int? = nil
  ) throws -> Int {
    try BatchSize.choose(
      for: generator(side: side), queries: queries, threads: 2,
      memory: free.map { free in MemoryBudget(limit: 1000 + free) { 1000 } }
    ).frames
  }

  @Test(arguments: [(32, 96), (64, 24), (128, 6), (1024, 1)])
  func `small frames are computed many at a time`(side: Int, expected: Int) throws {
    #expect(try frames(side: side, queries: 1000) == expected)
    #expect(try frames(side: side, queries: 1) == 1)
  }

  @Test func `as many frames are computed at a time as memory allows`() throws {
    let generator = try generator(side: 64)
    for frames in [1, 7, 23] {
      let size = FastGenerator.WorkspaceSize(generator, frames: frames, threads: 2)
      #expect(try self.frames(queries: 1000, free: size.byteCount) == frames)
      #expect(try self.frames(queries: 5, free: size.byteCount) == min(frames, 5))
    }
  }

  @Test func `too little memory is said before anything is computed`() throws {
    let one = FastGenerator.WorkspaceSize(try generator(side: 64), frames: 1, threads: 2).byteCount
    #expect(throws: RenderingError.memoryLimit(limit: 999 + one, needed: 1000 + one)) {
      try frames(queries: 10, free: one - 1)
    }
  }

  @Test func `pictures do not depend on the memory`() throws {
    let folder = try TemporaryFolder()
    try UntrainedSnapshot.write(sizes(32), folder: folder.path)
    let snapshot = try Snapshot(folder: folder.path)
    let cameras = (0..<11).map {
      Camera(.orbiting(azimuth: Double($0), elevation: 0.2, radius: 1))
    }
    func images(free: Int?) throws -> [Image] {
      let predictor = try ViewPredictor(
        snapshot, poseEncoding: .training, pool: ThreadPool(threadCount: 2),
        memory: free.map { free in MemoryBudget(limit: free) { 0 } })
      predictor.addContextView(
        Image(width: 32, height: 32, filledWith: RGB(200, 100, 50)), camera: cameras[3])
      return try predictor.renderQueryViews(
        cameras, sampling: LatentSampling(noise: .independent, seed: 5))
    }
    let all = try images(free: nil)
    #expect(Set(all.map(\.pixels)).count == cameras.count)
    let generator = try generator(side: 32)
    for frames in [1, 4] {
      let size = FastGenerator.WorkspaceSize(generator, frames: frames, threads: 2)
      #expect(try images(free: size.byteCount) == all)
    }
  }
}

/// A folder that is gone when nobody holds it any more.
private final class TemporaryFolder {
  let path: String

  init() throws {
    path = "/tmp/gqn-batch-size-\(UInt64.random(in: .min ... .max))"
    _ = try Folder(creating: path)
  }

  deinit {
    try? Folder.removeTree(path)
  }
}
