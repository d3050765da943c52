import GQNModel
import Glibc
import Kernels
import TestSupport
import Tensors
import Testing

/// An epipolar network of odd sizes, and cameras that look at much the same.
struct EpipolarCase: Sendable, CustomTestStringConvertible {
  var size = (16, 16)
  var channels = (encoder: 6, latent: 3, hidden: 16, canvas: 5)
  var rays = (features: 5, point: 7, depth: 2, ray: 6, colour: 4)
  var depths = 4
  var featureLayers = 3
  var hasPositions = true
  var hasColourPath = true
  var hasDepthLogits = true
  var steps = 2
  var views = 3
  /// Frames, or examples.
  var count = 2

  var testDescription: String {
    "\(size) \(channels) \(rays), \(depths) depths, \(featureLayers) layers, \(steps) steps, \(views) views, \(count)"
      + (hasPositions ? ", positions" : "") + (hasColourPath ? ", colour path" : "")
      + (hasColourPath && hasDepthLogits ? ", depth logits" : "")
  }

  var sizes: Hyperparameters {
    var sizes = Hyperparameters()
    sizes.encoder = .epipolar
    (sizes.imageHeight, sizes.imageWidth) = size
    sizes.encoderChannels = channels.encoder
    sizes.latentChannels = channels.latent
    sizes.hiddenChannels = channels.hidden
    sizes.canvasChannels = channels.canvas
    sizes.generationSteps = steps
    sizes.contextSize = views
    sizes.epipolar.fieldOfView = 55
    sizes.epipolar.near = 0.6
    sizes.epipolar.far = 5
    sizes.epipolar.depthSamples = depths
    sizes.epipolar.featureChannels = rays.features
    sizes.epipolar.featureLayers = featureLayers
    sizes.epipolar.pointChannels = rays.point
    sizes.epipolar.depthChannels = rays.depth
    sizes.epipolar.rayChannels = rays.ray
    sizes.epipolar.colourChannels = rays.colour
    sizes.epipolar.hasPointPositions = hasPositions
    sizes.epipolar.hasColourPath = hasColourPath
    sizes.epipolar.hasDepthLogits = hasDepthLogits
    return sizes
  }

  /// The trial's sizes, with smaller cores.
  static let trial = EpipolarCase(
    size: (64, 64), channels: (32, 4, 32, 8), rays: (32, 48, 6, 48, 16), depths: 16)

  static let all = [
    EpipolarCase(), EpipolarCase(featureLayers: 1),
    EpipolarCase(featureLayers: 8, hasPositions: false, hasColourPath: false, views: 1),
    EpipolarCase(
      size: (20, 36), channels: (4, 17, 20, 3), rays: (17, 18, 3, 20, 5), depths: 3,
      featureLayers: 1, count: 3),
    EpipolarCase(
      size: (8, 4), rays: (1, 1, 1, 1, 1), depths: 2, hasPositions: false, steps: 1, views: 2,
      count: 1),
    EpipolarCase(size: (4, 4), channels: (2, 1, 1, 1), hasColourPath: false, count: 1),
    EpipolarCase(
      size: (12, 68), rays: (70, 33, 5, 49, 17), depths: 17,
      featureLayers: 2, views: 5, count: 1),
    EpipolarCase(size: (12, 20), hasDepthLogits: false, views: 2),
    trial,
  ]

  /// A camera near the origin that looks along x, turned and moved by its number.
  func pose(_ camera: Int) -> [Float] {
    let numbers = uniformNumbers(5, seed: UInt64(camera) + 50)
    let (yaw, pitch) = (0.5 * numbers[3], 0.3 * numbers[4])
    return [0.6 * numbers[0], 0.8 * numbers[1], 0.4 * numbers[2]]
      + [sin(yaw), cos(yaw), sin(pitch), cos(pitch)]
  }

  /// A smooth picture: rounding of a place moves its colours little.
  func picture(_ number: Int) -> [Float] {
    let phases = uniformNumbers(9, seed: UInt64(number) + 500)
    return (0..<size.0 * size.1 * 3).map { index in
      let (pixel, colour) = (index / 3, index % 3)
      let (y, x) = (Float(pixel / size.1), Float(pixel % size.1))
      let wave = sin(
        0.4 * phases[colour] * x + 0.4 * phases[3 + colour] * y + 6 * phases[6 + colour])
      return 0.5 + 0.45 * wave
    }
  }
}
