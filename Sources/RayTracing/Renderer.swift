internal import Cameras
internal import Images

/// Takes one picture of a scene.
///
/// Several rays a pixel find what is seen; what they find is then coloured once for each surface, at
/// the mean place of its rays, as graphics cards do. Shadows are found for each ray.
struct Renderer {
  private let scene: RayTracedScene
  private let view: PerspectiveView
  /// Whether solids are passed over that cannot be seen, or shade, where a ray goes.
  private let culling: Bool
  private let places: [SIMD2<Double>]
  /// The pixels in which each solid can be seen.
  private let bounds: [PixelBounds]
  /// The radii of balls that hold the solids.
  private let radii: [Double]
  /// A pixel's side at the distance 1.
  private let pixelSize: Double

  init(_ scene: RayTracedScene, _ view: PerspectiveView, culling: Bool) {
    self.scene = scene
    self.view = view
    self.culling = culling
    places = scene.sampling.places
    // A little more, for what is lost in rounding.
    radii = scene.solids.map { $0.form.boundingRadius * (1 + 1e-9) }
    bounds = scene.solids.map {
      culling
        ? PixelBounds(ofBallAt: $0.centre, radius: $0.form.boundingRadius, in: view)
        : PixelBounds(all: view)
    }
    let middle = view.direction(x: 0.5, y: 0.5)
    let next = view.direction(x: 1.5, y: 0.5)
    let step = next - middle
    pixelSize = dot(step, step).squareRoot()
  }

  func image() -> Image {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * view.width * view.height)
    var found = SurfaceSamples(capacity: places.count)
    let background = bytes(scene.background)
    for row in 0..<view.height {
      let visible = scene.solids.indices.filter { bounds[$0].rows.contains(row) }
      for column in 0..<view.width {
        let candidates = visible.contains { bounds[$0].columns.contains(column) }
        guard candidates || scene.room != nil else {
          append(background, to: &pixels)
          continue
        }
        found.removeAll()
        for place in places {
          let ray = Ray(
            origin: view.pose.position,
            direction: view.direction(
              x: Double(column) + 0.5 + place.x, y: Double(row) + 0.5 + place.y))
          trace(ray, column, candidates ? visible : [], into: &found)
        }
        append(bytes(colour(of: found)), to: &pixels)
      }
    }
    return Image(width: view.width, height: view.height, pixels: pixels)
  }

  // MARK: - What is seen

  private func trace(
    _ ray: Ray, _ column: Int, _ candidates: [Int], into found: inout SurfaceSamples
  ) {
    var t = Double.infinity
    var surface = SurfaceSamples.nothing
    var normal = Vector()
    if let hit = scene.room?.hit(ray) {
      t = hit.t
      surface = SurfaceSamples.number(of: hit.surface)
      normal = hit.surface.normal
    }
    for index in candidates where bounds[index].columns.contains(column) {
      guard let crossing = scene.solids[index].crossing(ray), crossing.enter > 0,
        crossing.enter < t
      else { continue }
      t = crossing.enter
      surface = SurfaceSamples.number(ofSolid: index)
      normal = crossing.normal
    }
    guard surface != SurfaceSamples.nothing else {
      found.addNothing()
      return
    }
    let point = ray.point(at: t)
    found.add(surface, point, normal, t, isLit: isLit(point, normal, surface))
  }

  /// Whether the lamp sees a point of a surface.
  private func isLit(_ point: Vector, _ normal: Vector, _ surface: Int) -> Bool {
    let toLamp = scene.lighting.toLamp
    guard dot(normal, toLamp) > 0 else { return false }
    for index in scene.solids.indices {
      // Solids are convex: none shades a part of itself that faces the lamp.
      guard SurfaceSamples.number(ofSolid: index) != surface else { continue }
      if culling {
        let offset = scene.solids[index].centre - point
        let ahead = dot(offset, toLamp)
        let radius = radii[index]
        if ahead < -radius || dot(offset, offset) - ahead * ahead > radius * radius { continue }
      }
      let way = Ray(origin: point, direction: toLamp)
      if let crossing = scene.solids[index].crossing(way), crossing.exit > Self.touching {
        return false
      }
    }
    return true
  }

  /// What is nearer than this along the way to the lamp only touches.
  private static let touching = 1e-7

  // MARK: - Colours

  private func colour(of found: SurfaceSamples) -> Colour {
    let total = Float(places.count)
    var sum = scene.background * Float(found.emptyCount)
    for group in 0..<found.groupCount {
      let sample = found.mean(group)
      let shown = scene.lighting.shade(
        ownColour(sample), normal: sample.normal, forward: view.forward, lit: sample.lit)
      // What is too bright is cut before it is averaged, as a screen would.
      sum += shown.clamped(to: 1) * Float(sample.count)
    }
    return sum / total
  }

  private func ownColour(_ sample: SurfaceSamples.Mean) -> Colour {
    guard let room = scene.room, let surface = sample.roomSurface else {
      return scene.solids[sample.solid].colour
    }
    let direction = sample.point - view.pose.position
    let slant = abs(dot(direction, sample.normal)) / dot(direction, direction).squareRoot()
    // Between the long and the short side of what a pixel covers.
    let footprint = pixelSize * sample.depth / max(slant, 1e-3).squareRoot()
    return room.colour(of: surface, at: sample.point, footprint: footprint)
  }

  private func bytes(_ colour: Colour) -> (UInt8, UInt8, UInt8) {
    let levels = colour.clamped(to: 1) * 255 + 0.5
    return (UInt8(levels.x), UInt8(levels.y), UInt8(levels.z))
  }

  private func append(_ bytes: (UInt8, UInt8, UInt8), to pixels: inout [UInt8]) {
    pixels.append(bytes.0)
    pixels.append(bytes.1)
    pixels.append(bytes.2)
  }
}

extension Colour {
  @inline(__always)
  fileprivate func clamped(to limit: Float) -> Colour {
    Colour(
      Swift.min(Swift.max(x, 0), limit), Swift.min(Swift.max(y, 0), limit),
      Swift.min(Swift.max(z, 0), limit))
  }
}
