import Cameras
import Kernels
import TestSupport
import Tensors
import Testing

@testable import GQNModel

/// Points and rays must know the places and directions that the ray tracer's own camera gives them.
struct EpipolarPositionTests {
  private func sizes(_ size: (height: Int, width: Int, angle: Double)) -> Hyperparameters {
    var sizes = Hyperparameters()
    sizes.encoder = .epipolar
    (sizes.imageHeight, sizes.imageWidth) = (size.height, size.width)
    (sizes.encoderChannels, sizes.hiddenChannels, sizes.canvasChannels) = (2, 2, 2)
    sizes.generationSteps = 1
    sizes.epipolar.fieldOfView = size.angle
    (sizes.epipolar.near, sizes.epipolar.far) = (1.2, 4)
    sizes.epipolar.depthSamples = 5
    (sizes.epipolar.featureChannels, sizes.epipolar.pointChannels) = (3, 4)
    (sizes.epipolar.depthChannels, sizes.epipolar.rayChannels) = (2, 3)
    sizes.epipolar.hasColourPath = false
    return sizes
  }

  /// What points and rays know of their places: three numbers of each point, and of each ray.
  private struct Places {
    var points: [Float] = []
    var rays: [Float] = []

    /// Takes the last three numbers of each point, and of each ray.
    init(_ sizes: EpipolarSizes, rays count: Int, points: (Int) -> Float, depths: (Int) -> Float) {
      for point in 0..<count * sizes.depthSamples {
        let end = (point + 1) * sizes.pointInputChannels
        self.points += (end - 3..<end).map(points)
      }
      for ray in 0..<count {
        let end = (ray + 1) * sizes.rayInputChannels
        rays += (end - 3..<end).map(depths)
      }
    }
  }

  /// What the ray tracer's camera says.
  private func expected(
    _ sizes: Hyperparameters, _ query: Pose
  ) -> (points: [Float], rays: [Float]) {
    let view = PerspectiveView(
      pose: query, fieldOfView: sizes.epipolar.fieldOfView, width: sizes.imageWidth,
      height: sizes.imageHeight)
    let side = 4.0
    var (points, rays): ([Float], [Float]) = ([], [])
    for y in stride(from: side / 2, to: Double(sizes.imageHeight), by: side) {
      for x in stride(from: side / 2, to: Double(sizes.imageWidth), by: side) {
        let way = view.direction(x: x, y: y)
        for index in 0..<5 {
          let depth = 1 / (1 / 1.2 + (1 / 4.0 - 1 / 1.2) * Double(index) / 4)
          let point = query.position + depth * way
          points += [Float(point.x / 4), Float(point.y / 4), Float(point.z / 4)]
        }
        let length = (way.x * way.x + way.y * way.y + way.z * way.z).squareRoot()
        rays += [Float(way.x / length), Float(way.y / length), Float(way.z / length)]
      }
    }
    return (points, rays)
  }

  @Test(
    arguments: EpipolarGeometryTests.cameras.indices, [(64, 64, 50.0), (48, 96, 60), (84, 60, 35)])
  func `points and rays know their places in the world`(
    index: Int, size: (height: Int, width: Int, angle: Double)
  ) {
    let sizes = sizes(size)
    let (query, views) = EpipolarGeometryTests.cameras[index]
    let expected = expected(sizes, query)
    var parameters = ParameterStore(ParameterLayout(sizes.trainingVariables))
    UntrainedWeights.fill(&parameters)
    let encoder = EpipolarEncoder(sizes)
    let frame = uniformNumbers(size.height * size.width * 3, seed: 1)
    var seen: [EpipolarView] = []
    for view in views {
      seen.append(encoder.view(frame: frame.span, pose: view.encoded(), parameters: parameters))
    }
    let camera = EpipolarCamera(encoded: query.encoded())
    func compare(_ places: Places, _ form: String) {
      expectClose(places.points, expected.points, within: 2e-6, "\(form), positions")
      expectClose(places.rays, expected.rays, within: 1e-6, "\(form), directions")
    }

    let plain = encoder.activations(query: camera, views: seen, parameters: parameters)
    let count = plain.rays.count / sizes.epipolar.rayChannels
    compare(
      Places(
        sizes.epipolar, rays: count, points: { plain.points[$0] }, depths: { plain.depths[$0] }),
      "plain")

    let fast = FastRays(sizes)
    let looked = FastViews(seen, sizes)
    let bundle = fast.bundle(fast.grid, camera, looked.cameras)
    let weights = RayWeights(sizes, parameters)
    let points = count * sizes.epipolar.depthSamples
    let scratch = SharedBlock(count: bundle.tapCount)
    for instructions in ["baseline", "AVX2", "AVX-512"] {
      WinogradKernels.withInstructionSet(limitedTo: instructions) {
        let block = SharedBlock(
          count: FastRays.PointMemory.count(sizes.epipolar, points: points))
        let rays = SharedBlock(count: count * sizes.epipolar.rayChannels)
        let memory = unsafe FastRays.PointMemory(sizes.epipolar, points: points, block.base)
        for part in fast.parts {
          let first = part.lowerBound * fast.grid.columns
          unsafe fast.look(
            bundle, fast.maps(looked.maps.base), rows: part, weights,
            memory.from(ray: first, sizes.epipolar), scratch: scratch.base,
            into: rays.base + first * sizes.epipolar.rayChannels)
        }
        compare(
          Places(
            sizes.epipolar, rays: count, points: { unsafe memory.points[$0] },
            depths: { unsafe memory.depths[$0] }), instructions)
      }
    }
  }
}
