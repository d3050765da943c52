internal import Cameras
internal import Glibc
internal import RayTracing

/// One to three objects in a square room under the sky.
///
/// DeepMind published that the room has 7 × 7 units, its five wall and three floor textures and seven
/// kinds of objects. Public re-implementations (musyoku/gqn-dataset-renderer) give a grid of 1.5 units with
/// a jitter of 0.3, the objects' sizes, the colour of the sky, and a field of view of 50°. The rest was
/// chosen: heights of walls and cameras, the ring's radius, and the light.
///
/// Positions are in halves of the room: the walls are at ±1, the floor is at z = 0.
enum Rooms {
  static let fieldOfView = 50.0
  /// One of the 7 units in which sizes are given below.
  static let unit = 1 / 3.5
  /// From the floor to the upper edge of a wall.
  static let wallHeight = 7 / 3.0 * unit
  static let sky = Colour(153, 226, 249) / 255
  /// The ring's radius, the height of all cameras, and the height of what those on the ring look at.
  static let ringRadius = 0.95
  static let cameraHeight = unit
  static let targetHeight = 0.5 * unit
  /// Free cameras keep this far from the walls and from objects.
  static let clearance = 0.5 * unit
  /// Objects keep this far from one another.
  static let gap = 0.1 * unit

  static func scene(
    of generator: SceneGenerator, ringCamera: Bool, turnsObjects: Bool,
    _ random: inout SceneRandomness
  ) -> GeneratedScene {
    let room = Room(
      halfWidth: 1, wallHeight: wallHeight, tile: wallHeight,
      walls: random.one(of: WallPattern.allCases).texture,
      floor: random.one(of: FloorPattern.allCases).texture)
    let lamp = Vector(random.number(in: -1...1), random.number(in: -1...1), 1)
    let objects = objects(turned: turnsObjects, &random)
    let contents = RayTracedScene(
      solids: objects, room: room, background: sky,
      lighting: Lighting(ambient: 0.5, diffuse: 0.6, toLamp: lamp))
    let cameras = (0..<generator.views).map { _ in
      ringCamera ? ringPose(&random) : freePose(among: objects, &random)
    }
    return GeneratedScene(generator, contents, cameras: cameras)
  }

  // MARK: - Objects

  /// The seven kinds, in units of the room.
  private static let forms: [Form] = [
    .box(width: 0.75 * unit, depth: 0.75 * unit, height: 0.75 * unit),
    .sphere(radius: 0.375 * unit),
    .cylinder(radius: 0.25 * unit, height: unit),
    .capsule(radius: 0.25 * unit, height: unit),
    .cone(radius: 0.375 * unit, height: unit),
    .icosahedron(radius: 0.45 * unit),
    .prism(width: 0.8 * unit, depth: 0.6 * unit, height: 0.75 * unit),
  ]

  private static func objects(
    turned: Bool, _ random: inout SceneRandomness
  ) -> [Solid] {
    let grid = (0..<9).map { SIMD2(Double($0 % 3) - 1, Double($0 / 3) - 1) * (1.5 * unit) }
    var objects: [Solid] = []
    for cell in random.sample(random.integer(in: 1...3), of: grid) {
      let form = random.one(of: forms)
      let turn = turned ? random.number(in: 0...(2 * .pi)) : 0
      let colour = Hue.colour(
        random.number(in: 0...360), saturation: random.number(in: 0.7...1),
        value: random.number(in: 0.7...1))
      var place: SIMD2<Double>
      // The middles of cells are far enough apart for any two objects, so that this ends.
      repeat {
        place = cell
        place.x += random.number(in: -0.3...0.3) * unit
        place.y += random.number(in: -0.3...0.3) * unit
      } while !objects.allSatisfy {
        distance(place, $0) >= form.horizontalRadius + $0.form.horizontalRadius + gap
      }
      objects.append(
        Solid(
          form, centre: Vector(place.x, place.y, form.halfHeight), turn: turn, colour: colour))
    }
    return objects
  }

  /// How far a place on the floor is from an object's axis.
  private static func distance(_ place: SIMD2<Double>, _ object: Solid) -> Double {
    let offset = place - SIMD2(object.centre.x, object.centre.y)
    return (offset * offset).sum().squareRoot()
  }

  // MARK: - Cameras

  /// A camera on the ring that faces the middle of the room.
  private static func ringPose(_ random: inout SceneRandomness) -> Pose {
    let azimuth = random.number(in: 0...(2 * .pi))
    return Pose(
      position: Vector(ringRadius * cos(azimuth), ringRadius * sin(azimuth), cameraHeight),
      yaw: .pi - azimuth, pitch: -atan2(cameraHeight - targetHeight, ringRadius))
  }

  /// A camera anywhere but in or at an object or a wall, that looks at some place about the room's
  /// middle.
  private static func freePose(
    among objects: [Solid], _ random: inout SceneRandomness
  ) -> Pose {
    let reach = 1 - clearance
    // Three objects leave most of the room free, so that this ends.
    while true {
      let place = SIMD2(random.number(in: -reach...reach), random.number(in: -reach...reach))
      let target = Vector(
        random.number(in: -2...2) * unit, random.number(in: -2...2) * unit,
        random.number(in: 0...1) * unit)
      let offset = place - SIMD2(target.x, target.y)
      guard (offset * offset).sum() > unit * unit,
        objects.allSatisfy({
          distance(place, $0) > $0.form.horizontalRadius + clearance
        }),
        let pose = Pose(
          position: Vector(place.x, place.y, cameraHeight), lookingAt: target)
      else { continue }
      return pose
    }
  }
}
