internal import Cameras
internal import Glibc
internal import RayTracing

/// Objects of the kind that Shepard and Metzler had people turn in their minds: face to face cubes
/// along a path that does not cross itself.
///
/// The figures were fitted to two genuine scenes of DeepMind's dataset, whose objects were rebuilt:
/// 15 views each, compared pixel by pixel. Only the ratio of the cube's edge to the tangent of half the
/// field of view is certain to half a percent; 20° with an edge of 1/6 fit best. The genuine pictures have
/// one ray a pixel, shadows, and colours of full saturation and brightness.
enum ShepardMetzler {
  static let fieldOfView = 20.0
  /// The distance of the camera from the origin, at which it looks.
  static let radius = 10 / 3.0
  /// The edge of a cube.
  static let edge = 1 / 6.0
  /// The middle of the object's bounding box, which lies a little below the origin.
  static let middle = Vector(0, 0, -0.0214)
  /// The lamp's azimuth is 45°, its elevation 33.8°.
  static let lighting = Lighting(
    ambient: 0.3, headlight: 0.3, diffuse: 0.587, specular: 0.154,
    toLamp: Vector(cos(0.25 * .pi), sin(0.25 * .pi), tan(33.8 * .pi / 180)))

  static func scene(
    of generator: SceneGenerator, cubes: Int, _ random: inout SceneRandomness
  ) -> GeneratedScene {
    let path = path(cubes, &random)
    let hues = path.map { _ in random.number(in: 0...360) }
    return GeneratedScene(
      generator, contents(path, hues: hues),
      cameras: (0..<generator.views).map { _ in camera(&random) })
  }

  /// The object of some cells, each with the hue of its cube.
  static func contents(_ cells: [SIMD3<Int>], hues: [Double]) -> RayTracedScene {
    var (low, high) = (SIMD3(repeating: Int.max), SIMD3(repeating: Int.min))
    for cell in cells {
      low = pointwiseMin(low, cell)
      high = pointwiseMax(high, cell)
    }
    let solids = zip(cells, hues).map { cell, hue in
      let place = Vector(cell) - 0.5 * Vector(low &+ high)
      return Solid(
        .box(width: edge, depth: edge, height: edge), centre: middle + edge * place,
        colour: Hue.colour(hue))
    }
    return RayTracedScene(
      solids: solids, background: Colour(), lighting: lighting, sampling: .single)
  }

  /// A path of neighbouring cells that visits none twice.
  ///
  /// Each step is equally likely among those that are free; where none is, the path begins anew. One of
  /// up to seven cells cannot be caught before its end.
  private static func path(_ count: Int, _ random: inout SceneRandomness) -> [SIMD3<Int>] {
    let steps: [SIMD3<Int>] = [
      SIMD3(1, 0, 0), SIMD3(-1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, -1, 0), SIMD3(0, 0, 1),
      SIMD3(0, 0, -1),
    ]
    var path = [SIMD3(0, 0, 0)]
    while path.count < count {
      let last = path[path.count - 1]
      let free = steps.map { last &+ $0 }.filter { !path.contains($0) }
      path = free.isEmpty ? [SIMD3(0, 0, 0)] : path + [random.one(of: free)]
    }
    return path
  }

  /// A camera on a sphere that looks at the origin, its yaw on a grid of 100 steps around and its pitch
  /// on one of 100 steps from pole to pole.
  private static func camera(_ random: inout SceneRandomness) -> Pose {
    let yaw = Double(random.integer(in: 0...99)) * 2 * .pi / 100
    let pitch = Double(random.integer(in: -49...49)) * .pi / 100
    var pose = Pose.orbiting(azimuth: .pi - yaw, elevation: -pitch, radius: radius)
    pose.yaw = yaw
    return pose
  }
}
