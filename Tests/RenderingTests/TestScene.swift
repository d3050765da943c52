import Cameras
import Checkpoints
import GQNModel
import Images
import Kernels
import LinuxSystem
import Tensors
import Testing

@testable import Rendering

/// A snapshot folder of a network of few numbers, and pictures to show to it.
struct TestScene: ~Copyable {
  let folder: String

  /// Writes an untrained snapshot.
  init(_ adjust: (inout Hyperparameters) -> Void = { _ in }) throws {
    var sizes = Hyperparameters()
    (sizes.imageHeight, sizes.imageWidth) = (16, 16)
    sizes.contextSize = 2
    sizes.encoderChannels = 6
    sizes.latentChannels = 3
    sizes.hiddenChannels = 5
    sizes.canvasChannels = 4
    sizes.generationSteps = 2
    adjust(&sizes)
    let path = try makeTemporaryFolder()
    try UntrainedSnapshot.write(sizes, folder: path)
    folder = path
  }

  deinit { try? Folder.removeTree(folder) }

  /// A predictor that has seen two pictures.
  func predictor(
    frameSize: (width: Int, height: Int)? = nil, poseEncoding: PoseEncoding = .training,
    threads: Int = 2
  ) throws -> ViewPredictor {
    let predictor = try ViewPredictor(
      snapshot: folder, frameSize: frameSize, poseEncoding: poseEncoding, threads: threads)
    for view in 0..<2 {
      predictor.addContextView(Self.picture(view), camera: Self.camera(view))
    }
    return predictor
  }

  static func camera(_ index: Int) -> Camera {
    let x = Double(index)
    return Camera(
      Pose(position: SIMD3(1 - x / 3, x / 5, 0.3), yaw: 0.7 * x + 0.2, pitch: 0.1 * x - 0.2))
  }

  /// A picture that no other number gives.
  static func picture(_ index: Int, width: Int = 16, height: Int = 16) -> Image {
    var random = SplitMix64(seed: UInt64(index) + 1)
    return Image(
      width: width, height: height,
      pixels: (0..<3 * width * height).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) })
  }
}
