import Cameras
import Glibc
import Images
import JSONDocuments
import LinuxSystem
import Testing

@testable import DatasetTools

struct TransformsFileTests {
  @Test func `poses and pictures are those of the file, in its order`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(3)
    let poses = ring(3)
    try folder.writeTransforms(poses)
    let scenes = try folder.scenes().scenes
    #expect(scenes.count == 1)
    let views = try #require(scenes.first).views
    #expect(views.map(\.name) == ["0.png", "1.png", "2.png"])
    for (index, (view, pose)) in zip(views, poses).enumerated() {
      #expect(distance(view.pose.position, pose.position) < 1e-12)
      #expect(distance(view.pose.direction, pose.direction) < 1e-9)
      #expect(view.image[3, 3].red == UInt8(10 + index))
    }
  }

  /// A lens as files give it, for pictures of 12 × 8 pixels that are cut to their middle 8 × 8.
  struct Lens: Sendable, CustomTestStringConvertible {
    let name, keys: String
    /// The vertical and horizontal field of view of the middle, in degrees.
    let expected: Double?
    var testDescription: String { name }
  }

  private static func degrees(_ pixels: Double, _ focalLength: Double) -> Double {
    2 * atan(pixels / 2 / focalLength) * 180 / .pi
  }

  static let lenses = [
    Lens(name: "fl_x and fl_y", keys: #""fl_x": 10, "fl_y": 10"#, expected: degrees(8, 10)),
    Lens(name: "fl_x alone", keys: #""fl_x": 10"#, expected: degrees(8, 10)),
    Lens(
      name: "of a picture twice as large", keys: #""fl_x": 20, "fl_y": 20, "w": 24, "h": 16"#,
      expected: degrees(8, 10)),
    Lens(
      name: "camera_angle_x", keys: #""camera_angle_x": \#(2 * atan(6.0 / 10))"#,
      expected: degrees(8, 10)),
    Lens(
      name: "both angles",
      keys: #""camera_angle_x": \#(2 * atan(6.0 / 10)), "camera_angle_y": \#(2 * atan(4.0 / 10))"#,
      expected: degrees(8, 10)),
    Lens(
      name: "a focal length goes before an angle", keys: #""fl_x": 10, "camera_angle_x": 0.1"#,
      expected: degrees(8, 10)),
    Lens(name: "nothing", keys: #""aabb_scale": 4"#, expected: nil),
  ]

  @Test(arguments: lenses) func `the field of view is that of what is left`(lens: Lens) throws {
    let folder = try PictureFolder()
    try folder.writePictures(1, width: 12, height: 8)
    try folder.writeTransforms(ring(1), lens: lens.keys)
    let result = try folder.scenes()
    let scene = try #require(result.scenes.first)
    guard let expected = lens.expected else {
      #expect(scene.fieldOfView == nil)
      #expect(
        result.warnings.contains { $0.contains("field of view of 1 of 1 pictures is not known") })
      return
    }
    let field = try #require(scene.fieldOfView)
    #expect(abs(field.vertical - expected) < 1e-9 && abs(field.horizontal - expected) < 1e-9)
  }

  @Test func `a frame's own lens goes before the common one`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(2)
    let poses = ring(2)
    try folder.write(
      """
      {"fl_x": 10, "w": 8, "h": 8, "frames": [
        {"file_path": "./0.png", "transform_matrix": \(PictureFolder.rows(poses[0]))},
        {"file_path": "1", "fl_x": 20, "fl_y": 20, "transform_matrix": \(PictureFolder.rows(poses[1]))}]}
      """, to: "transforms.json")
    let result = try folder.scenes()
    let fields = try #require(result.scenes.first).views.compactMap { $0.fieldOfView?.vertical }
    #expect(fields.count == 2)
    #expect(abs(fields[0] - Self.degrees(8, 10)) < 1e-9)
    #expect(abs(fields[1] - Self.degrees(8, 20)) < 1e-9)
    // A network knows one field of view only.
    #expect(result.warnings.contains { $0.contains("fields of view go from 22.6° to 43.6°") })
    #expect(result.warnings.contains { $0.contains("cut them with --field-of-view 22.6") })
  }

  @Test func `pictures are cut to a field of view`() throws {
    let folder = try PictureFolder()
    // A white middle of a quarter of the side, which is what 2 atan(1/4 · tan 45°) shows.
    var image = Image(width: 64, height: 64)
    for y in 24..<40 { for x in 24..<40 { image[x, y] = .white } }
    try folder.write(PNG.encode(image), to: "0.png")
    try folder.writeTransforms(ring(1), lens: #""camera_angle_x": \#(Double.pi / 2)"#)
    let wanted = 2 * atan(0.25) * 180 / .pi
    let view = try #require(try folder.scenes { $0.fieldOfView = wanted }.scenes.first?.views.first)
    #expect(view.image == Image(width: 8, height: 8, filledWith: .white))
    #expect(abs((view.fieldOfView?.vertical ?? 0) - wanted) < 1e-9)
    #expect(
      folder.problems { $0.fieldOfView = 91 } == [
        "transforms.json: /frames/0/transform_matrix: 0.png: its 8:8 middle shows 90.0° vertically, "
          + "less than the 91.0° asked for"
      ])
  }

  @Test func `what lies behind a picture with alpha can be chosen`() throws {
    let folder = try PictureFolder()
    // One transparent pixel, RGBA: made by Pillow 13.0.
    try folder.write(Self.transparent, to: "0.png")
    try folder.writeTransforms(ring(1))
    let black = try folder.scenes().scenes.first?.views.first
    #expect(black?.image == Image(width: 8, height: 8, filledWith: .black))
    let white = try folder.scenes { $0.background = .white }.scenes.first?.views.first
    #expect(white?.image == Image(width: 8, height: 8, filledWith: .white))
  }

  static let transparent: [UInt8] = [
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1,
    8, 6, 0, 0, 0, 31, 21, 196, 137, 0, 0, 0, 13, 73, 68, 65, 84, 120, 156, 99, 224, 18,
    145, 99, 0, 0, 0, 165, 0, 61, 105, 152, 136, 188, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66,
    96, 130,
  ]

  @Test func `a nerfstudio split is known, and so are the files of NeRF's scenes`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(3, in: "a")
    try folder.writeTransforms(
      ring(3), lens: #""camera_angle_x": 1, "test_filenames": ["1.png"]"#, to: "a/transforms.json")
    #expect(
      try folder.scenes("a").scenes.first?.views.map(\.isHeldOut) == [false, true, false])
    try folder.writePictures(2, in: "b")
    try folder.writeTransforms(ring(2), to: "b/transforms_train.json")
    try folder.writeTransforms(ring(1), to: "b/transforms_test.json")
    let scene = try #require(try folder.scenes("b").scenes.first)
    #expect(scene.views.map(\.name) == ["0.png", "1.png", "0.png"])
    #expect(scene.views.map(\.isHeldOut) == [false, false, true])
  }

  @Test func `what nerfstudio had done to poses is kept, and not done again`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(1)
    try folder.writeTransforms(
      ring(1),
      lens: """
        "fl_x": 9, "applied_transform": [[1,0,0,0],[0,0,1,0],[0,-1,0,0]], "applied_scale": 0.5
        """)
    let scene = try #require(try folder.scenes().scenes.first)
    #expect(distance(scene.views[0].pose.position, ring(1)[0].position) < 1e-12)
    #expect(scene.applied.keys.sorted() == ["applied_scale", "applied_transform"])
    #expect(scene.pictures.source.applied?["applied_scale"] == .number(0.5))
  }

  @Test func `everything that is wrong is told at once, with its place`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(3)
    try folder.write("no picture", to: "3.png")
    let rows = PictureFolder.rows(ring(1)[0])
    try folder.write(
      """
      {"camera_model": "OPENCV_FISHEYE", "fl_x": -1, "frames": [
        {"file_path": "0.pgn", "transform_matrix": \(rows)},
        {"file_path": "1.png", "transform_matrix": [[1,0,0,0],[0,1,0,0],[0,0,1,0]]},
        {"file_path": "2.png", "transform_matrix": [[2,0,0,0],[0,2,0,0],[0,0,2,0],[0,0,0,1]]},
        {"file_path": 7, "transform_matrix": \(rows)},
        {"transform_matrix": \(rows)},
        {"file_path": "3.png", "transform_matrix": \(rows)}]}
      """, to: "transforms.json")
    #expect(
      folder.problems() == [
        "transforms.json: /camera_model: \"OPENCV_FISHEYE\" is no perspective camera; expected one of "
          + "OPENCV, PINHOLE, SIMPLE_PINHOLE, SIMPLE_RADIAL, RADIAL, PERSPECTIVE. Convert the pictures first.",
        "transforms.json: /fl_x: -1 is not above 0 and at most 1000000000",
        "transforms.json: /frames/0/file_path: there is no picture \"0.pgn\" in .. Did you mean \"0.png\"?",
        "transforms.json: /frames/1/transform_matrix: the array has 3 elements, expected 4 rows",
        "transforms.json: /frames/3/file_path: found the number 7, expected a string",
        "transforms.json: /frames/4/file_path: is missing, expected the path of a picture",
        "transforms.json: /frames/2/transform_matrix: 2.png: the matrix is not a rotation and a position; "
          + "remove scaling, shear and mirroring",
        "transforms.json: /frames/5/transform_matrix: 3.png: 3.png: this is text, and only PNG and JPEG can be "
          + "read. Name another file or convert it.",
      ])
  }

  @Test func `a lens that distorts and an axis off the middle are warned of`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(1)
    try folder.writeTransforms(
      ring(1), lens: #""fl_x": 9, "w": 8, "h": 8, "cx": 5, "cy": 4, "k1": 0.02, "p1": 0"#)
    let warnings = try folder.scenes().warnings
    #expect(warnings.count == 2)
    #expect(warnings.contains { $0.contains("/k1: the lens distorts (k1 = 0.02)") })
    #expect(warnings.contains { $0.contains("the optical axis lies 12.5 % of the picture's side") })
  }

  @Test func `no beginning of a file traps, and none is taken for the whole`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(2)
    try folder.writeTransforms(ring(2), lens: #""fl_x": 9, "cx": 4, "w": 8, "k1": 0.1"#)
    let whole = try WholeFile.read(folder("transforms.json"), limit: 1 << 20)
    for count in stride(from: 0, to: whole.count, by: 7) {
      try folder.write(Array(whole[..<count]), to: "transforms.json")
      #expect(folder.problems().count == 1, "the first \(count) bytes")
    }
  }

  @Test(arguments: [
    (
      "{}",
      "neither \"frames\" (as in transforms.json) nor \"views\" (as in our scene.json) is there"
    ),
    (#"{"camera_path": []}"#, "use it as a trajectory"),
    ("[]", "found an array, expected an object with \"frames\""),
    (#"{"frames": []}"#, "/frames: the array has 0 elements, expected 1...100000 frames"),
    (#"{"frames": 3}"#, "/frames: found the number 3, expected an array of 1...100000 frames"),
    (#"{"frames": [null]}"#, "/frames/0: found null, expected an object with"),
    ("{", "line 1, column 2:"),
  ])
  func `other documents are told apart`(text: String, message: String) throws {
    let folder = try PictureFolder()
    try folder.write(text, to: "transforms.json")
    let problems = folder.problems()
    #expect(problems.count == 1 && problems[0].hasPrefix("transforms.json: "))
    #expect(problems.allSatisfy { $0.contains(message) }, "\(problems)")
  }
}
