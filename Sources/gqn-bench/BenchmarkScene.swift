internal import Cameras
internal import Images
internal import Rendering
internal import Tensors

/// A scene to measure with: pictures and cameras on a circle. What they show does not matter, since
/// every picture takes the same time.
enum BenchmarkScene {
  /// As many views as the network was trained with.
  static func views(_ predictor: ViewPredictor) -> [(image: Image, camera: Camera)] {
    var random = SplitMix64(seed: 1)
    return cameras(predictor.contextSize).map { camera in
      let count = 3 * predictor.frameWidth * predictor.frameHeight
      let pixels = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) }
      return (
        Image(width: predictor.frameWidth, height: predictor.frameHeight, pixels: pixels), camera
      )
    }
  }

  /// Cameras on a circle.
  static func cameras(_ count: Int) -> [Camera] {
    (0..<count).map {
      Camera(
        .orbiting(azimuth: 2 * .pi * Double($0) / Double(max(count, 1)), elevation: 0.3, radius: 1))
    }
  }

  /// What is asked of the predictor.
  static func queries(_ count: Int) -> [ViewPredictor.Query] {
    cameras(count).enumerated().map {
      ViewPredictor.Query(pose: $1.encoded(as: .training), frame: $0, sample: 0)
    }
  }
}
