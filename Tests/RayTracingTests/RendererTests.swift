import Cameras
import Images
import Testing

@testable import RayTracing

/// Pictures of scenes, against what they must show.
struct RendererTests {
  private static let white = Colour(1, 1, 1)
  private static let full = Lighting(ambient: 1, diffuse: 0, toLamp: Vector(0, 0, 1))

  private static let room = Room(
    halfWidth: 1, wallHeight: 0.7, tile: 0.5,
    walls: Texture(side: 16) { u, v in Colour(Float(u), Float(v), 0.5) },
    floor: Texture(side: 16) { u, v in Colour(Float(v), 0.2, Float(u)) })

  private static func crowd(_ seed: UInt64) -> RayTracedScene {
    var random = TestRandom(seed: seed)
    let solids = FormTests.forms.map { form in
      Solid(
        form, centre: random.vector(0.7) + Vector(0, 0, 0.5), turn: random.number(0, 6),
        colour: Colour(
          Float(random.number(0, 1)), Float(random.number(0, 1)), Float(random.number(0, 1))))
    }
    return RayTracedScene(
      solids: solids, room: room, background: Colour(0.6, 0.8, 1),
      lighting: Lighting(
        ambient: 0.3, headlight: 0.2, diffuse: 0.6, specular: 0.1,
        toLamp: random.vector(1) + Vector(0, 0, 1)), sampling: .four)
  }

  /// Cameras in the middle of things, outside the room, within a solid, and straight down.
  @Test(arguments: 0..<12) func `pictures are those of the plain form`(seed: Int) throws {
    var scene = Self.crowd(UInt64(seed))
    if seed % 3 == 2 { scene.room = nil }
    scene.sampling = [.single, .four, .sixteen][seed % 3]
    var random = TestRandom(seed: UInt64(100 + seed))
    for attempt in 0..<8 {
      var pose = Pose(
        position: random.vector(attempt % 2 == 0 ? 0.9 : 4), yaw: random.number(-7, 7),
        pitch: random.number(-1.5, 1.5))
      if attempt > 3, let aimed = Pose(position: pose.position, lookingAt: Vector(0, 0, 0.4)) {
        pose = aimed
      }
      let view = PerspectiveView(
        pose: pose, fieldOfView: [20, 50, 90, 150][attempt % 4], width: 41, height: 29)
      #expect(scene.image(view) == scene.plainImage(view), "\(view)")
    }
  }

  @Test func `a small ball is where its middle is projected`() throws {
    var random = TestRandom(seed: 4)
    for _ in 0..<30 {
      let place = random.vector(0.5)
      let ball = Solid(.sphere(radius: 0.05), centre: place, colour: Self.white)
      let scene = RayTracedScene(
        solids: [ball], background: Colour(), lighting: Self.full, sampling: .sixteen)
      let camera = Pose.orbiting(
        azimuth: random.number(0, 6), elevation: random.number(-1, 1), radius: 3)
      let view = PerspectiveView(pose: camera, fieldOfView: 30, width: 64, height: 64)
      let image = scene.image(view)
      var (sum, x, y) = (0.0, 0.0, 0.0)
      for row in 0..<64 {
        for column in 0..<64 {
          let level = Double(image[column, row].green)
          sum += level
          x += level * (Double(column) + 0.5)
          y += level * (Double(row) + 0.5)
        }
      }
      let expected = try #require(view.project(place))
      #expect(abs(x / sum - expected.x) < 0.1, "\(camera)")
      #expect(abs(y / sum - expected.y) < 0.1, "\(camera)")
    }
  }

  @Test func `what a pixel shows is where its ray meets something`() throws {
    let scene = Self.crowd(7)
    let pose = try #require(Pose(position: Vector(0.9, -0.8, 0.6), lookingAt: Vector(0, 0, 0.3)))
    let view = PerspectiveView(pose: pose, fieldOfView: 50, width: 64, height: 64)
    var solids = 0
    for index in 0..<400 {
      let (x, y) = (Double(index % 20) * 3.2 + 1.6, Double(index / 20) * 3.2 + 1.6)
      let ray = Ray(origin: pose.position, direction: view.direction(x: x, y: y))
      guard let hit = scene.hit(ray) else { continue }
      if case .solid = hit.surface { solids += 1 }
      let found = try #require(view.project(ray.point(at: hit.t)))
      #expect(abs(found.x - x) < 1e-9 && abs(found.y - y) < 1e-9)
      #expect(abs(found.depth - hit.t) < 1e-9)
    }
    #expect(solids > 50)
  }

  @Test func `a room is met where its planes are, from the front alone`() throws {
    func meet(_ origin: Vector, _ direction: Vector) -> (Room.Surface, Double)? {
      Self.room.hit(Ray(origin: origin, direction: direction)).map { ($0.surface, $0.t) }
    }
    let middle = Vector(0, 0, 0.5)
    let expected: [(Vector, Room.Surface?, Double)] = [
      (Vector(1, 0, 0), .wallAtPositiveX, 1), (Vector(-2, 0, 0), .wallAtNegativeX, 0.5),
      (Vector(0, 1, 0), .wallAtPositiveY, 1), (Vector(0, -1, 0.1), .wallAtNegativeY, 1),
      (Vector(0, 0, -1), .floor, 0.5), (Vector(0, 0, 1), nil, 0),
      (Vector(1, 0, -1), .floor, 0.5), (Vector(1, 0, 0.3), nil, 0),
      (Vector(1, 0.5, -0.45), .wallAtPositiveX, 1),
    ]
    for (direction, surface, t) in expected {
      let hit = meet(middle, direction)
      #expect(hit?.0 == surface, "\(direction)")
      if surface != nil { #expect(abs((hit?.1 ?? 0) - t) < 1e-12, "\(direction)") }
    }
    // From outside the near wall lets the view pass, and the far one does not.
    let outside = meet(Vector(-5, 0, 0.5), Vector(1, 0, 0))
    #expect(outside?.0 == .wallAtPositiveX && outside?.1 == 6)
    #expect(meet(Vector(0, 0, -1), Vector(0, 0, 1)) == nil)
    #expect(meet(Vector(3, 0, 0.5), Vector(0, 0, -1)) == nil)
  }

  /// A lamp straight above puts the shadow of a ball under it, and one at 45° beside it.
  @Test(arguments: [0.0, 0.4, -0.3]) func `a shadow is where the lamp is hidden`(slant: Double) {
    let ball = Solid(
      .sphere(radius: 0.1), centre: Vector(0, 0, 0.4), colour: Colour(1, 0, 0))
    let plain = Texture(side: 1) { _, _ in Self.white }
    let scene = RayTracedScene(
      solids: [ball],
      room: Room(halfWidth: 1, wallHeight: 0.5, tile: 1, walls: plain, floor: plain),
      background: Colour(),
      lighting: Lighting(ambient: 0.25, diffuse: 0.5, toLamp: Vector(slant, 0, 1)))
    // Straight down from above, x to the right: yaw −90° looks along +y when level.
    let view = PerspectiveView(
      pose: Pose(position: Vector(0, 0, 10), yaw: -.pi / 2, pitch: -.pi / 2), fieldOfView: 12,
      width: 100, height: 100)
    let image = scene.image(view)
    func level(_ x: Double, _ y: Double) -> Int {
      guard let place = view.project(Vector(x, y, 0)) else { return -1 }
      return Int(image[Int(place.x), Int(place.y)].green)
    }
    let lamp = Float(1 / (1 + slant * slant).squareRoot())
    let lit = Int((255 * (0.25 + 0.5 * lamp)).rounded(.toNearestOrEven))
    #expect(abs(level(0.6, 0.6) - lit) <= 1)
    // The shadow's middle lies at −0.4 · slant; the ball hides it where it is under the ball.
    let middle = -0.4 * slant
    let visible = abs(middle) > 0.11 ? middle : 0.5
    #expect(abs(level(visible, 0) - (abs(middle) > 0.11 ? 64 : lit)) <= 1)
    #expect(level(visible, 0.35) == level(0.6, 0.6))
    #expect(level(-3 * middle, 0.2) == level(0.6, 0.6))
  }

  @Test func `light falls as the model says`() throws {
    let lighting = Lighting(
      ambient: 0.2, headlight: 0.3, diffuse: 0.4, specular: 0.05, toLamp: Vector(1, 2, 2))
    let colour = Colour(0.5, 0.25, 1)
    let shown = lighting.shade(
      colour, normal: Vector(0, 0, 1), forward: Vector(0.6, 0, -0.8), lit: 1)
    let light: Float = 0.2 + 0.3 * 0.8 + 0.4 * 2 / 3
    for (found, own) in [(shown.x, colour.x), (shown.y, colour.y), (shown.z, colour.z)] {
      #expect(abs(found - (own * light + 0.05)) < 1e-6)
    }
    let shaded = lighting.shade(
      colour, normal: Vector(0, 0, 1), forward: Vector(0, 0, 1), lit: 0)
    #expect(abs(shaded.x - 0.1) < 1e-6)
  }

  /// Pixels that an edge crosses have the mean of both sides, by how much of each they show.
  @Test func `edges are smooth`() {
    let box = Solid(
      .box(width: 2, depth: 2, height: 2), centre: Vector(4, 1, 0), colour: Self.white)
    var scene = RayTracedScene(solids: [box], background: Colour(), lighting: Self.full)
    // The edge at (3, 0) is straight ahead; the camera is turned a little for it to cross pixels.
    let view = PerspectiveView(
      pose: Pose(position: .zero, yaw: 0.0037, pitch: 0), fieldOfView: 20, width: 64, height: 64)
    func levels() -> Set<UInt8> {
      let image = scene.image(view)
      return Set((0..<64).map { image[$0, 32].red })
    }
    scene.sampling = .single
    #expect(levels() == [0, 255])
    scene.sampling = .four
    #expect(levels().subtracting([0, 255]).isSubset(of: [64, 128, 191]))
    #expect(levels().count == 3)
    scene.sampling = .sixteen
    #expect(levels().count == 3)
  }

  @Test func `texture repeats, is smooth, and ends in its mean`() {
    let texture = Texture(side: 32) { u, v in
      Colour(u < 0.5 ? 1 : 0, v < 0.25 ? 1 : 0, 0.5)
    }
    #expect(abs(texture.mean.x - 0.5) < 1e-6 && abs(texture.mean.y - 0.25) < 1e-6)
    for (u, v) in [(0.25, 0.125), (0.75, 0.6), (0.3, 0.9)] {
      let colour = texture.sample(u: u, v: v, footprint: 1e-3)
      #expect(colour == Colour(u < 0.5 ? 1 : 0, v < 0.25 ? 1 : 0, 0.5))
      #expect(texture.sample(u: u - 3, v: v + 2, footprint: 1e-3) == colour)
    }
    #expect(texture.sample(u: 0.5, v: 0.6, footprint: 1e-3).x == 0.5)
    #expect(texture.sample(u: 0.1, v: 0.1, footprint: 9) == texture.mean)
    // Across a change of size nothing jumps.
    var last = texture.sample(u: 0.4, v: 0.2, footprint: 0.01)
    for step in 1...400 {
      let next = texture.sample(u: 0.4, v: 0.2, footprint: 0.01 * pow(1.02, step))
      #expect(abs(next.x - last.x) < 0.02 && abs(next.y - last.y) < 0.02)
      last = next
    }
  }

  private func pow(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// Walls are not mirrored: seen from inside, u grows to the right on each, and v downwards.
  @Test(arguments: [0.0, 90, 180, 270]) func `patterns read from left to right`(yaw: Double) {
    let scene = RayTracedScene(
      solids: [], room: Self.room, background: Colour(), lighting: Self.full)
    let view = PerspectiveView(
      pose: Pose(position: Vector(0, 0, 0.35), yawDegrees: yaw, pitchDegrees: 0),
      fieldOfView: 30, width: 64, height: 64)
    let image = scene.image(view)
    // A quarter of a tile to each side of the middle of one; the middle of the wall is a seam.
    func at(_ side: Double, _ z: Double) -> RGB {
      let place = view.pose.position + view.forward + side * view.right
      guard let pixel = view.project(Vector(place.x, place.y, z)) else { return .black }
      return image[Int(pixel.x), Int(pixel.y)]
    }
    #expect(at(0.05, 0.35).red < at(0.15, 0.35).red)
    #expect(at(0.1, 0.45).green < at(0.1, 0.3).green)
  }
}
