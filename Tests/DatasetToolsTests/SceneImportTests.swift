import Cameras
import Glibc
import Images
import JSONDocuments
import LinuxSystem
import TestSupport
import Testing

@testable import DatasetTools

struct SceneImportTests {
  @Test func `a rolled camera is refused by its picture's name, with a way out`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(3)
    try folder.writeTransforms(ring(3), rollDegrees: [0, -7.5, 0.9])
    #expect(
      folder.problems() == [
        "transforms.json: /frames/1/transform_matrix: 1.png: the camera is rolled by -7.5°, the model "
          + "knows no roll (at most 1.0° is ignored); level it",
        "transforms.json: 1 of 3 cameras are rolled by more than 1.0°. If the scene's upward direction is "
          + "not +z, import it with --level; if the cameras were held a little askew, raise "
          + "--roll-tolerance.",
      ])
    #expect(try folder.scenes { $0.rollTolerance = 8 }.scenes.first?.views.count == 3)
  }

  @Test func `a scene that lies on its side is levelled`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(4)
    // The world turned about x by 90°, as by programs whose y points down: (x, y, z) → (x, -z, y).
    let level = ring(4)
    let frames = level.enumerated().map { index, pose in
      let m = pose.cameraToWorld
      let rows = [Array(m[0..<4]), m[8..<12].map { -$0 }, Array(m[4..<8]), [0, 0, 0, 1]]
      return #"{"file_path": "\#(index)", "transform_matrix": \#(rows)}"#
    }
    try folder.write(
      #"{"fl_x": 9, "frames": [\#(frames.joined(separator: ","))]}"#, to: "transforms.json")
    // The camera whose horizontal axis is the one that was turned about stays level.
    #expect(folder.problems().last?.hasPrefix("transforms.json: 3 of 4 cameras are rolled") == true)
    let scene = try #require(try folder.scenes { $0.placement.levels = true }.scenes.first)
    for (view, pose) in zip(scene.views, level) {
      #expect(distance(view.pose.position, pose.position) < 1e-9)
      #expect(distance(view.pose.direction, pose.direction) < 1e-9)
    }
    // The transform says how the file's positions became these.
    #expect(distance(scene.transform.applied(to: SIMD3(2, -1, 0)), SIMD3(2, 0, 1)) < 1e-9)
  }

  @Test func `angles cannot be levelled`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(1)
    try folder.write("file,x,y,z,yaw,pitch\n0,1,2,3,0,0\n", to: "a.csv")
    #expect(
      folder.problems { $0.placement.levels = true } == [
        "a.csv: only matrices can be levelled, and the poses here are given as angles; leave --level out"
      ])
  }

  @Test(arguments: [
    (WorldPlacement.Centre.unchanged, SIMD3<Double>.zero),
    (.cameras, SIMD3(3, -1, 5)),
    (.focus, SIMD3(3, -1, 4)),
    (.point(SIMD3(1, 2, 3)), SIMD3(1, 2, 3)),
  ])
  func `the origin moves to a point of the source`(
    centre: WorldPlacement.Centre, expected: SIMD3<Double>
  ) throws {
    let folder = try PictureFolder()
    try folder.writePictures(6)
    // Four cameras on a ring one above the target, and two in its plane.
    let target = SIMD3<Double>(3, -1, 4)
    let poses = ring(6, at: target)
    try folder.writeTransforms(poses)
    let scene = try #require(
      try folder.scenes {
        $0.placement.centre = centre
        $0.placement.scale = .factor(0.5)
      }.scenes.first)
    for (view, pose) in zip(scene.views, poses) {
      #expect(distance(view.pose.position, (pose.position - expected) * 0.5) < 1e-9)
      #expect(distance(view.pose.direction, pose.direction) < 1e-9)
      #expect(distance(scene.transform.applied(to: pose.position), view.pose.position) < 1e-12)
    }
  }

  @Test func `the farthest camera comes to a distance`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(4)
    try folder.writeTransforms(ring(3, radius: 3) + ring(1, radius: 40, height: 9))
    for distance in [1, 10.0 / 3] {
      let scene = try #require(
        try folder.scenes { $0.placement.scale = .farthestCamera(distance) }.scenes.first)
      let radii = scene.views.map { ($0.pose.position * $0.pose.position).sum().squareRoot() }
      #expect(abs((radii.max() ?? 0) - distance) < 1e-12)
    }
  }

  @Test func `what has no centre or no scale says so`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(2)
    let pose = Pose(position: .zero, yaw: 1, pitch: 0)
    try folder.writeTransforms([pose, pose])
    #expect(
      folder.problems { $0.placement.centre = .focus } == [
        "transforms.json: the cameras look in parallel, so that they have no common point; recentre on the "
          + "cameras"
      ])
    #expect(
      folder.problems { $0.placement.scale = .farthestCamera(1) } == [
        "transforms.json: all cameras stand at the origin, so that no scale brings one to the distance 1.0; "
          + "give the scale as a number"
      ])
    try folder.writeTransforms([pose, ring(1)[0]])
    #expect(folder.problems { $0.placement.scale = .factor(1e9) }.count == 1)
  }

  @Test func `folders below a folder are scenes, each with a name of its own`() throws {
    let folder = try PictureFolder()
    for name in ["one", "two words", "x/one"] {
      try folder.writePictures(2, in: name)
      try folder.writeTransforms(ring(2), to: name + "/transforms.json")
    }
    try folder.write("text", to: "notes/readme.txt")
    #expect(try folder.scenes().scenes.map(\.name) == ["one", "two-words"])
    #expect(
      try folder.scenes("one", "x/one/transforms.json", "two words").scenes.map(\.name)
        == ["one", "one-2", "two-words"])
    #expect(
      folder.problems("notes") == [
        "notes: no file of poses is there or one folder below. Put a transforms.json, a "
          + "transforms_train.json or a CSV file (file,x,y,z,yaw,pitch) beside the pictures, or name one."
      ])
    #expect(folder.problems("gone", "notes").count == 2)
  }

  @Test func `views are thinned out evenly`() throws {
    #expect(SceneImport.spread(3, over: Array(0..<10)) == [0, 3, 6])
    #expect(SceneImport.spread(10, over: Array(0..<10)) == Array(0..<10))
    #expect(SceneImport.spread(12, over: Array(0..<10)) == Array(0..<10))
    let folder = try PictureFolder()
    try folder.writePictures(10)
    try folder.writeTransforms(ring(10))
    let scene = try #require(try folder.scenes { $0.viewCount = 3 }.scenes.first)
    #expect(scene.views.map(\.name) == ["0.png", "3.png", "6.png"])
  }

  @Test func `progress counts every picture of every scene`() throws {
    let folder = try PictureFolder()
    for name in ["a", "b"] {
      try folder.writePictures(2, in: name)
      try folder.writeTransforms(ring(2), to: name + "/transforms.json")
    }
    var seen: [[Int]] = []
    _ = try SceneImport(ImportSettings()).scenes(at: [folder.path]) { seen.append([$0, $1]) }
    #expect(seen == [[1, 4], [2, 4], [3, 4], [4, 4]])
  }
}

/// The Lego scene's cameras and pictures must belong together: what is cut out of space by the outlines of
/// one half of them has to be what the other half sees.
@Suite(
  .enabled(
    if: PackageFolder.hasShared("data/lego_sample"),
    Comment(rawValue: PackageFolder.sharedIsMissing)))
struct LegoTests {
  struct Camera {
    let position, right, up, forward: SIMD3<Double>
    let tangent: Double
    let image: Image

    init(_ view: ImportedScene.View) {
      let matrix = view.pose.cameraToWorld
      func column(_ index: Int) -> SIMD3<Double> {
        SIMD3(matrix[index], matrix[4 + index], matrix[8 + index])
      }
      (right, up, forward) = (column(0), column(1), column(2) * -1)
      position = column(3)
      tangent = tan((view.fieldOfView?.vertical ?? 0) * .pi / 360)
      image = view.image
    }

    /// The pixel in which a point is seen.
    func pixel(of point: SIMD3<Double>) -> (x: Int, y: Int)? {
      let way = point - position
      let depth = (way * forward).sum() * tangent
      let x = Int(((way * right).sum() / depth + 1) / 2 * Double(image.width))
      let y = Int((1 - (way * up).sum() / depth) / 2 * Double(image.height))
      return (0..<image.width).contains(x) && (0..<image.height).contains(y) ? (x, y) : nil
    }

    func sees(_ point: SIMD3<Double>) -> Bool {
      guard let (x, y) = pixel(of: point) else { return false }
      let colour = image[x, y]
      return min(colour.red, colour.green, colour.blue) < 249
    }
  }

  @Test(arguments: [(WorldPlacement.Scale.factor(1), 1.3), (.farthestCamera(1), 1.3 / 4.03)])
  func `outlines agree`(scale: WorldPlacement.Scale, extent: Double) throws {
    var settings = ImportSettings()
    settings.background = .white
    settings.placement.scale = scale
    let scene = try #require(
      try SceneImport(settings).scenes(at: [PackageFolder.shared + "/data/lego_sample"])
        .scenes.first)
    #expect(scene.views.count == 24 && scene.name == "lego_sample")
    // camera_angle_x of the file, 0.69111 rad.
    #expect(abs((scene.fieldOfView?.vertical ?? 0) - 39.598) < 0.001)
    let cameras = scene.views.map { Camera($0) }
    let axis = (0..<64).map { (Double($0) + 0.5) / 32 * extent - extent }
    var points: [SIMD3<Double>] = []
    for x in axis { for y in axis { for z in axis { points.append(SIMD3(x, y, z)) } } }
    for index in stride(from: 0, to: 24, by: 2) { points = points.filter(cameras[index].sees) }
    #expect(points.count > 10_000)
    for index in stride(from: 1, to: 24, by: 2) {
      let camera = cameras[index]
      var seen = Set(points.compactMap { camera.pixel(of: $0).map { [$0.x, $0.y] } })
      var both = 0
      for y in 0..<64 {
        for x in 0..<64 {
          let colour = camera.image[x, y]
          guard min(colour.red, colour.green, colour.blue) < 249 else { continue }
          if seen.contains([x, y]) { both += 1 } else { seen.insert([x, y]) }
        }
      }
      // Seen by one or both. A mirrored or wrongly turned camera gives about 0.5, or nothing at all.
      #expect(Double(both) / Double(seen.count) > 0.8, "view \(index)")
    }
  }
}
