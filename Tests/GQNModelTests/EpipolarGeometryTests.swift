import Cameras
import Datasets
import Images
import RayTracing
import TestSupport
import Testing

@testable import GQNModel

/// Points whose place in the world is known must be looked up at the pixels that show them.
struct EpipolarGeometryTests {
  /// A network for pictures of a size.
  private func sizes(
    height: Int = 64, width: Int = 64, fieldOfView: Double
  ) -> Hyperparameters {
    var sizes = Hyperparameters()
    sizes.encoder = .epipolar
    (sizes.imageHeight, sizes.imageWidth) = (height, width)
    sizes.epipolar.fieldOfView = fieldOfView
    return sizes
  }

  /// Where an image's light is centred, in pixel coordinates; nil for one without any.
  private func centre(of image: Image) -> SIMD2<Double>? {
    var (sum, total) = (SIMD2<Double>(), 0.0)
    for row in 0..<image.height {
      for column in 0..<image.width {
        let light = Double(image.pixels[3 * (row * image.width + column)])
        sum += light * SIMD2(Double(column) + 0.5, Double(row) + 0.5)
        total += light
      }
    }
    return total > 0 ? sum / total : nil
  }

  private func distance(_ place: ViewPlace, _ point: SIMD2<Double>) -> Double {
    let offset = SIMD2(Double(place.x), Double(place.y)) - point
    return (offset * offset).sum().squareRoot()
  }

  /// Queries and views of different heights, turns and tilts about the origin.
  static let cameras: [(query: Pose, views: [Pose])] = [
    (
      Pose(position: SIMD3(2, -1, 0.8), yawDegrees: 150, pitchDegrees: -12),
      [
        Pose(position: SIMD3(1.5, 0.5, 1.2), yawDegrees: 120, pitchDegrees: -20),
        Pose(position: SIMD3(-2.5, -1.5, 0.2), yawDegrees: -10, pitchDegrees: 8),
        Pose(position: SIMD3(0.5, -4.5, 2), yawDegrees: -95, pitchDegrees: -35),
      ]
      .map { Pose(position: $0.position, lookingAt: SIMD3(0.1, -2, 0.4)) ?? $0 }
    ),
    (
      Pose(position: SIMD3(0.1, 0.2, 3), yawDegrees: 33, pitchDegrees: -88),
      [
        Pose(position: SIMD3(0, 0, 2.5), yawDegrees: -170, pitchDegrees: -89),
        Pose(position: SIMD3(3, 0, 0), yawDegrees: 180, pitchDegrees: 0),
      ]
    ),
  ]

  /// A small ball stands where a point of a query's ray is; each view's picture of it, taken by the ray tracer,
  /// is compared with the place at which the point is looked up there.
  @Test(arguments: cameras.indices, [(64, 64, 50.0), (48, 96, 60), (84, 60, 35)])
  func `points of rays are looked up where the ray tracer shows them`(
    index: Int, size: (height: Int, width: Int, angle: Double)
  ) throws {
    let (query, views) = Self.cameras[index]
    var sizes = sizes(height: size.height, width: size.width, fieldOfView: size.angle)
    (sizes.epipolar.near, sizes.epipolar.far, sizes.epipolar.depthSamples) = (1.2, 4, 6)
    let depths = sizes.epipolar.depths
    let encoded = views.map { EpipolarCamera(encoded: $0.encoded()) }
    let queryCamera = EpipolarCamera(encoded: query.encoded())
    let plane = PicturePlane(sizes)
    var compared = [Int](repeating: 0, count: views.count)
    for grid in [RayGrid.latent(sizes), RayGrid.pixels(sizes)] {
      let places = grid.places(queryCamera, depths: depths, in: encoded, plane: plane)
      for ray in stride(from: 0, to: grid.count, by: grid.side == 1 ? 151 : 7) {
        let depth = ray % depths.count
        // Where the ray tracer's own camera says that the ray's point is.
        let tracer = PerspectiveView(
          pose: query, fieldOfView: size.angle, width: size.width, height: size.height)
        let (row, column) = ray.quotientAndRemainder(dividingBy: grid.columns)
        let point =
          query.position
          + depths[depth]
          * tracer.direction(
            x: (Double(column) + 0.5) * Double(grid.side),
            y: (Double(row) + 0.5) * Double(grid.side))
        for (number, view) in views.enumerated() {
          let place = places[(ray * depths.count + depth) * views.count + number]
          let seen = PerspectiveView(
            pose: view, fieldOfView: size.angle, width: size.width, height: size.height)
          guard let expected = seen.project(point), place.weight > 0 else {
            let where_ = seen.project(point)
            let isInside =
              where_.map {
                (0.01..<Double(size.width) - 0.01).contains($0.x)
                  && (0.01..<Double(size.height) - 0.01).contains($0.y)
              } ?? false
            #expect(!isInside, "view \(number) sees ray \(ray) at depth \(depth)")
            continue
          }
          #expect(distance(place, SIMD2(expected.x, expected.y)) < 1e-3)
          // Some pixels wide: large enough for its middle to be found, too small for its outline to be skewed.
          let radius = 1.3 * plane.pixelSide * expected.depth
          let ball = RayTracedScene(
            solids: [Solid(.sphere(radius: radius), centre: point, colour: Colour(1, 1, 1))],
            background: Colour(0, 0, 0),
            lighting: Lighting(ambient: 1, diffuse: 0, toLamp: SIMD3(0, 0, 1)), sampling: .sixteen)
          // A ball that is cut by the border has its centre of light elsewhere.
          guard place.weight == 1, let light = centre(of: ball.image(seen)),
            abs(place.x - Float(size.width) / 2) < Float(size.width) / 2 - 4,
            abs(place.y - Float(size.height) / 2) < Float(size.height) / 2 - 4
          else { continue }
          compared[number] += 1
          #expect(
            distance(place, light) < 0.1,
            "view \(number), ray \(ray), depth \(depth): \(place), the ball is at \(light)")
        }
      }
    }
    #expect(compared.allSatisfy { $0 >= 5 }, "\(compared) balls were seen")
  }

  /// The two genuine scenes, whose points nobody knows but whose pictures must agree: what every picture but one
  /// shows to be inside of the object's outline fills the outline in the last one.
  @Test(
    .enabled(
      if: PackageFolder.hasShared("data/shepard_metzler_5_parts/train"),
      Comment(rawValue: PackageFolder.sharedIsMissing)),
    arguments: [0, 1])
  func `genuine views agree on where the object is`(scene index: Int) throws {
    let records = try RecordFolder(
      PackageFolder.shared + "/data/shepard_metzler_5_parts/train")
    let scene = try records.scene(index)
    let images = try scene.frames.indices.map { try scene.image($0) }
    let outlines = images.map { image in
      (0..<image.width * image.height).map { pixel in
        image.pixels[3 * pixel..<3 * pixel + 3].reduce(0) { $0 + Int($1) } > 40
      }
    }
    let right = overlap(scene.cameras.map { $0.encoded() }, outlines, fieldOfView: 20)
    #expect(right > 0.85, "the pictures agree to \(right)")
    // A camera that turned the other way, or a picture upside down, would not fit.
    let mirrored = scene.cameras.map { camera in
      var pose = camera.pose
      pose.yaw = -pose.yaw
      return pose.encoded()
    }
    #expect(overlap(mirrored, outlines, fieldOfView: 20) < 0.5)
    // A wider field of view fits a larger object nearly as well, since all cameras are equally far from the middle.
    #expect(overlap(scene.cameras.map { $0.encoded() }, outlines, fieldOfView: 14) < right)
  }

  /// The mean over the pictures of the share, intersection by union, of the picture's outline and that of what all
  /// other pictures leave of space.
  private func overlap(
    _ cameras: [[Float]], _ outlines: [[Bool]], fieldOfView: Double
  ) -> Double {
    let sizes = sizes(fieldOfView: fieldOfView)
    let plane = PicturePlane(sizes)
    let views = cameras.map { EpipolarCamera(encoded: $0) }
    let side = 96
    var shown = outlines.map { [Bool](repeating: false, count: $0.count) }
    for cell in 0..<side * side * side {
      let place = SIMD3(
        Double(cell % side), Double(cell / side % side), Double(cell / side / side))
      let point = (place + 0.5) / Double(side) * 1.2 - 0.6
      var missing: [Int] = []
      var pixels: [Int?] = []
      for (view, camera) in views.enumerated() {
        let place = plane.place(of: point, in: camera)
        let pixel = place.weight > 0 ? Int(place.y) * 64 + Int(place.x) : nil
        pixels.append(pixel)
        if !(pixel.map { outlines[view][$0] } ?? false) { missing.append(view) }
        if missing.count > 1 { break }
      }
      guard missing.count <= 1 else { continue }
      // Inside in all others: the picture at hand is not asked.
      for view in views.indices where missing.isEmpty || missing == [view] {
        if let pixel = pixels[view] { shown[view][pixel] = true }
      }
    }
    let shares = zip(shown, outlines).map { own, truth in
      let both = zip(own, truth).count { $0 && $1 }
      let either = zip(own, truth).count { $0 || $1 }
      return Double(both) / Double(max(either, 1))
    }
    return shares.reduce(0, +) / Double(shares.count)
  }
}
