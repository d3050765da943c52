import Cameras
import Datasets
import RayTracing
import Testing

@testable import Generators

/// What stands in generated scenes, and from where it is seen.
struct SceneGeneratorTests {
  static let rooms: [SceneGenerator] = [
    .roomsRingCamera, .roomsFreeCamera, .roomsFreeCameraTurnedObjects,
  ]
  static let blocks: [SceneGenerator] = [.shepardMetzler5Parts, .shepardMetzler7Parts]

  private func scenes(_ generator: SceneGenerator, _ count: Int) -> [GeneratedScene] {
    (0..<count).map { generator.scene(seed: 5, split: .train, index: $0) }
  }

  @Test func `names that are no generator's are answered with those that are`() {
    let error = #expect(throws: GeneratorError.self) {
      try SceneGenerator(named: "rooms_ring_cam")
    }
    #expect(
      "\(error, default: "")"
        == "\"rooms_ring_cam\" is no generator. Did you mean \"rooms_ring_camera\"? There are "
        + "shepard_metzler_5_parts, shepard_metzler_7_parts, rooms_ring_camera, "
        + "rooms_free_camera_no_object_rotations, rooms_free_camera_with_object_rotations.")
  }

  @Test(arguments: SceneGenerator.allCases)
  func `pictures are as large and as many as in the original`(generator: SceneGenerator) throws {
    let known = try #require(KnownDataset.named(generator.rawValue))
    #expect(generator.pixels == known.pixels)
    #expect(generator.views == known.views)
    #expect(generator.fieldOfView == known.fieldOfView)
    #expect(scenes(generator, 1)[0].cameras.count == known.views)
  }

  @Test(arguments: SceneGenerator.allCases)
  func `a scene is a function of seed, split and index`(generator: SceneGenerator) {
    func scene(_ seed: UInt64, _ split: DatasetSplit, _ index: Int) -> GeneratedScene {
      generator.scene(seed: seed, split: split, index: index)
    }
    let first = scene(5, .train, 7)
    let again = scene(5, .train, 7)
    #expect(first.contents.solids == again.contents.solids)
    #expect(first.contents.lighting == again.contents.lighting)
    #expect(first.cameras == again.cameras)
    #expect(first.picture(3) == again.picture(3))
    for other in [scene(6, .train, 7), scene(5, .test, 7), scene(5, .train, 8)] {
      #expect(first.contents.solids != other.contents.solids)
      #expect(first.cameras != other.cameras)
    }
    let names = Set(scenes(generator, 200).map { "\($0.contents.solids)" })
    #expect(names.count == 200)
  }

  @Test(arguments: SceneGenerator.allCases)
  func `pictures are those of the plain form`(generator: SceneGenerator) {
    for scene in scenes(generator, 3) {
      for camera in scene.cameras.prefix(4) {
        let view = scene.view(camera, width: generator.pixels, height: generator.pixels)
        #expect(scene.contents.image(view) == scene.contents.plainImage(view))
      }
    }
  }

  // MARK: - Rooms

  @Test(arguments: rooms) func `objects stand on the floor, in the room, apart`(
    generator: SceneGenerator
  ) {
    for scene in scenes(generator, 500) {
      let solids = scene.contents.solids
      #expect((1...3).contains(solids.count))
      for (index, solid) in solids.enumerated() {
        #expect(solid.centre.z == solid.form.halfHeight)
        let reach = max(abs(solid.centre.x), abs(solid.centre.y)) + solid.form.horizontalRadius
        #expect(reach < 1)
        #expect((solid.turn != 0) == (generator == .roomsFreeCameraTurnedObjects))
        for other in solids[..<index] {
          let offset = solid.centre - other.centre
          let distance = (offset.x * offset.x + offset.y * offset.y).squareRoot()
          #expect(distance > solid.form.horizontalRadius + other.form.horizontalRadius)
        }
      }
    }
  }

  @Test(arguments: rooms) func `every kind and number of objects comes`(
    generator: SceneGenerator
  ) {
    let scenes = scenes(generator, 600)
    let forms = scenes.flatMap { $0.contents.solids.map(\.form) }
    let counts = Dictionary(grouping: forms) { $0 }.mapValues(\.count)
    #expect(counts.count == 7)
    // 1200 objects are expected, 171 of each kind, give or take 12.
    #expect(counts.values.allSatisfy { (110...240).contains($0) }, "\(counts)")
    for count in 1...3 {
      let share = scenes.count { $0.contents.solids.count == count }
      #expect((140...260).contains(share), "\(share) scenes of \(count) objects")
    }
    let walls = Set(scenes.compactMap { $0.contents.room?.walls.mean })
    let floors = Set(scenes.compactMap { $0.contents.room?.floor.mean })
    #expect(walls.count == 5)
    #expect(floors.count == 3)
  }

  @Test func `walls and floors have the mean colours of the originals`() {
    func check(_ colour: Colour, _ red: Float, _ green: Float, _ blue: Float) {
      let difference = colour * 255 - Colour(red, green, blue)
      for part in [difference.x, difference.y, difference.z] {
        // What is brighter than white was cut.
        #expect(abs(part) < 4, "\(colour * 255)")
      }
    }
    check(WallPattern.red.texture.mean, 213, 124, 103)
    check(WallPattern.green.texture.mean, 166, 197, 156)
    check(WallPattern.cerise.texture.mean, 169, 65, 103)
    check(WallPattern.orange.texture.mean, 232, 119, 14)
    check(WallPattern.yellow.texture.mean, 196, 169, 38)
    check(FloorPattern.yellow.texture.mean, 247, 219, 105)
    check(FloorPattern.blue.texture.mean, 54, 89, 109)
  }

  @Test func `cameras of the ring face the middle`() throws {
    for scene in scenes(.roomsRingCamera, 50) {
      for camera in scene.cameras {
        let position = camera.position
        let radius = (position.x * position.x + position.y * position.y).squareRoot()
        #expect(abs(radius - Rooms.ringRadius) < 1e-6)
        #expect(abs(position.z - Rooms.cameraHeight) < 1e-6)
        let middle = try #require(
          scene.view(camera, width: 64, height: 64).project(Vector(0, 0, Rooms.targetHeight)))
        #expect(abs(middle.x - 32) < 1e-3 && abs(middle.y - 32) < 1e-3)
      }
    }
  }

  @Test(arguments: [SceneGenerator.roomsFreeCamera, .roomsFreeCameraTurnedObjects])
  func `free cameras are in the room and at no object`(generator: SceneGenerator) {
    var seen = 0
    for scene in scenes(generator, 100) {
      for camera in scene.cameras {
        let position = camera.position
        #expect(max(abs(position.x), abs(position.y)) < 1 - Rooms.clearance + 1e-6)
        #expect(abs(position.z - Rooms.cameraHeight) < 1e-6)
        #expect(abs(camera.pitch) < .pi / 3)
        for solid in scene.contents.solids {
          #expect(!solid.contains(position))
          let offset = position - solid.centre
          let distance = (offset.x * offset.x + offset.y * offset.y).squareRoot()
          #expect(distance > solid.form.horizontalRadius + Rooms.clearance - 1e-6)
        }
        let view = scene.view(camera, width: 64, height: 64)
        if scene.contents.solids.contains(where: { solid in
          guard let place = view.project(solid.centre) else { return false }
          return (0...64).contains(place.x) && (0...64).contains(place.y)
        }) {
          seen += 1
        }
      }
    }
    // Most views show something.
    #expect(seen > 500, "\(seen) of 1000 views show an object's middle")
  }

  // MARK: - Shepard-Metzler objects

  @Test(arguments: blocks) func `cubes hang together along a path`(generator: SceneGenerator) {
    let count = generator == .shepardMetzler5Parts ? 5 : 7
    for scene in scenes(generator, 300) {
      let solids = scene.contents.solids
      #expect(solids.count == count)
      var (low, high) = (solids[0].centre, solids[0].centre)
      for (index, solid) in solids.enumerated() {
        low = pointwiseMin(low, solid.centre)
        high = pointwiseMax(high, solid.centre)
        for (other, before) in solids[..<index].enumerated() {
          let offset = (solid.centre - before.centre) / ShepardMetzler.edge
          let distance = (offset * offset).sum()
          #expect(distance > 1 - 1e-9)
          if other == index - 1 { #expect(abs(distance - 1) < 1e-9) }
        }
      }
      let middle = 0.5 * (low + high) - ShepardMetzler.middle
      #expect((middle * middle).sum() < 1e-18)
      #expect(scene.contents.room == nil)
    }
  }

  /// The grids and the conventions that were measured on genuine views.
  @Test(arguments: blocks) func `cameras are on the grids, on a sphere, and look at the origin`(
    generator: SceneGenerator
  ) {
    var (yaws, pitches): (Set<Int>, Set<Int>) = ([], [])
    for scene in scenes(generator, 100) {
      for camera in scene.cameras {
        let (p, r) = (camera.position, 10 / 3.0)
        #expect(abs((p * p).sum().squareRoot() - r) < 1e-6)
        let direction = camera.direction + p / r
        #expect((direction * direction).sum().squareRoot() < 1e-6)
        #expect((0..<2 * .pi).contains(camera.yaw))
        let (yaw, pitch) = (camera.yaw / (2 * .pi / 100), camera.pitch / (.pi / 100))
        #expect(abs(yaw - yaw.rounded()) < 1e-4 && abs(pitch - pitch.rounded()) < 1e-4)
        yaws.insert(Int(yaw.rounded()))
        pitches.insert(Int(pitch.rounded()))
      }
    }
    #expect(yaws == Set(0...99))
    #expect(pitches == Set(-49...49))
  }

  @Test func `hues are those of the colour circle`() {
    let expected: [(Double, Colour)] = [
      (0, Colour(1, 0, 0)), (60, Colour(1, 1, 0)), (120, Colour(0, 1, 0)),
      (180, Colour(0, 1, 1)), (240, Colour(0, 0, 1)), (300, Colour(1, 0, 1)),
      (30, Colour(1, 0.5, 0)), (360, Colour(1, 0, 0)),
    ]
    for (hue, colour) in expected {
      #expect(Hue.colour(hue) == colour, "\(hue)")
    }
    #expect(Hue.colour(120, saturation: 0.5, value: 0.5) == Colour(0.25, 0.5, 0.25))
  }
}
