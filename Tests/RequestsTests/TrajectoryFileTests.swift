import Cameras
import JSONDocuments
import Testing

@testable import Requests

struct TrajectoryFileTests {
  /// Level, at (1, 2, 3), looking along −y: right is −x, up is z, back is y.
  static let matrix = "[-1, 0, 0, 1,  0, 0, 1, 2,  0, 1, 0, 3,  0, 0, 0, 1]"
  static let rolled = "[0, -1, 0, 1,  0, 0, 1, 2,  -1, 0, 0, 3,  0, 0, 0, 1]"
  static let rows = "[[-1, 0, 0, 1], [0, 0, 1, 2], [0, 1, 0, 3], [0, 0, 0, 1]]"

  static func reading(_ content: String) -> Reading {
    var reading = Reading()
    reading.files.files["/r/paths/fly.json"] = content
    return reading
  }

  static func request(_ more: String = "", output: String = "") -> String {
    renderRequest(
      trajectory: #"{"type": "file", "path": "paths/fly.json"\#(more)}"#, more: output)
  }

  @Test func `a camera path of nerfstudio is read, with its rate`() throws {
    let reading = Self.reading(
      """
      {"camera_type": "perspective", "render_height": 512, "render_width": 512, "seconds": 0.5,
       "camera_path": [{"camera_to_world": \(Self.matrix), "fov": 50, "aspect": 1},
                       {"camera_to_world": \(Self.matrix), "fov": 50}]}
      """)
    let found = try reading.request(Self.request())
    let pose = Pose(position: SIMD3(1, 2, 3), yaw: .pi / 2, pitch: 0)
    #expect(
      found.trajectory == .file(path: "/r/paths/fly.json", cameras: [Camera(pose), Camera(pose)]))
    #expect(found.output.framesPerSecond == 4)
    let own = try reading.request(Self.request(output: #""output": {"framesPerSecond": 30}"#))
    #expect(own.output.framesPerSecond == 30)
  }

  @Test func `transforms are read, scaled and moved`() throws {
    let reading = Self.reading(
      #"{"camera_angle_x": 0.7, "frames": [{"file_path": "r_0", "transform_matrix": \#(Self.rows)}]}"#
    )
    let found = try reading.request(Self.request(#", "scale": 0.5, "offset": [10, 0, -1]"#))
    let pose = Pose(position: SIMD3(10.5, 1, 0.5), yaw: .pi / 2, pitch: 0)
    #expect(found.trajectory == .file(path: "/r/paths/fly.json", cameras: [Camera(pose)]))
    #expect(found.output.framesPerSecond == 24)
  }

  @Test func `a rate that is none is ignored with a warning`() throws {
    let reading = Self.reading(
      #"{"seconds": 0, "camera_path": [{"camera_to_world": \#(Self.matrix)}]}"#)
    let found = try reading.request(Self.request())
    #expect(found.output.framesPerSecond == 24)
    #expect(
      found.warnings.map(\.description) == [
        "/trajectory/path: /r/paths/fly.json: /seconds: found the number 0, which gives 1 frames no "
          + "usable rate; it is ignored"
      ])
  }

  @Test(arguments: [
    ("{", ["line 1, column 2: expected a key in double quotes, found the end of the file"]),
    ("[]", ["found an array, expected an object"]),
    (
      "{}",
      [
        "neither \"camera_path\" (as in nerfstudio's camera_path.json) nor \"frames\" (as in "
          + "transforms.json) is there"
      ]
    ),
    (
      #"{"camera_path": []}"#,
      ["/camera_path: the array has 0 elements, expected 1...100000 frames"]
    ),
    (
      #"{"camera_path": [{"camera_to_world": \#(matrix)}, {"camera_to_world": [1, 2]}, {}, 7]}"#,
      [
        "/camera_path/1/camera_to_world: the array has 2 elements, expected 16 numbers",
        "/camera_path/2/camera_to_world: is missing, expected an array of 16 numbers",
        "/camera_path/3: found the number 7, expected an object",
      ]
    ),
    (
      #"{"camera_path": [{"camera_to_world": \#(matrix)}, {"camera_to_world": \#(rolled)}]}"#,
      [
        "/camera_path/1/camera_to_world: frame 2: the camera is rolled by 90.0°, the model knows no "
          + "roll (at most 1.0° is ignored); level it"
      ]
    ),
    (
      #"{"frames": [{"transform_matrix": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1]]}]}"#,
      ["/frames/0/transform_matrix: the array has 3 elements, expected 4 rows"]
    ),
    (
      #"{"frames": [{"transform_matrix": [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]}]}"#,
      [
        "/frames/0/transform_matrix: frame 1: the matrix is not a rotation and a position; remove "
          + "scaling, shear and mirroring"
      ]
    ),
    (
      #"{"camera_path": [{"camera_to_world": [-1,0,0,1e9, 0,0,1,2, 0,1,0,3, 0,0,0,1]}]}"#,
      [
        "/camera_path/0/camera_to_world: frame 1: the position has a coordinate that is not in "
          + "-1000000...1000000"
      ]
    ),
    (
      #"{"camera_path": [1, 2, 3, 4, 5, 6, 7]}"#,
      (0..<5).map { "/camera_path/\($0): found the number \($0 + 1), expected an object" }
        + ["and 2 more like these"]
    ),
  ])
  func `a bad file is named with its frame`(content: String, problems: [String]) {
    #expect(
      Self.reading(content).problems(Self.request())
        == problems.map { "/trajectory/path: /r/paths/fly.json: " + $0 })
  }

  @Test func `the roll that is ignored can be set`() throws {
    let reading = Self.reading(#"{"camera_path": [{"camera_to_world": \#(Self.rolled)}]}"#)
    #expect(throws: Never.self) { try reading.request(Self.request(#", "rollTolerance": 91"#)) }
  }

  @Test func `bad settings and a missing file are named`() {
    let reading = Self.reading("{}")
    #expect(
      reading.problems(Self.request(#", "scale": 0, "offset": [1], "rollTolerance": -1"#)) == [
        "/trajectory/scale: 0 is not above 0 and at most 1000000",
        "/trajectory/offset: the array has 1 elements, expected 3 numbers",
        "/trajectory/rollTolerance: -1 is not in 0...180",
      ])
    #expect(
      Reading().problems(
        renderRequest(trajectory: #"{"type": "file", "path": "fly.json"}"#)) == [
          "/trajectory/path: no file \"fly.json\" in /r"
        ])
  }
}
