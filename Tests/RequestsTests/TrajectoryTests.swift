import Cameras
import Testing

@testable import Requests

struct TrajectoryTests {
  static let twoViews = #"""
    {"views": [
      {"image": "views/0.png", "pose": {"position": [1, 0, 0], "yaw": 180}},
      {"image": "views/1.png", "pose": {"position": [0, 1, 0], "yaw": 90}}]}
    """#

  static func trajectory(_ text: String, scene: String = twoViews) throws -> Trajectory {
    try Reading().request(renderRequest(scene: scene, trajectory: text)).trajectory
  }

  static func pose(_ x: Double, _ y: Double, _ z: Double, _ yaw: Double, _ pitch: Double = 0)
    -> Pose
  {
    Pose(position: SIMD3(x, y, z), yawDegrees: yaw, pitchDegrees: pitch)
  }

  static let valid: [(String, Trajectory)] = [
    (
      #"""
      {"type": "orbit", "frames": 7, "radius": 2, "elevation": 90, "centre": [1, 2, 3],
       "startAngle": -90, "degrees": -720}
      """#,
      .orbit(
        CameraPath.Orbit(
          centre: SIMD3(1, 2, 3), radius: 2, level: .elevation(.pi / 2), startDegrees: -90,
          degrees: -720), frames: 7)
    ),
    (
      #"{"type": "line", "from": [1, 0, 0], "to": [0, 1, 0], "lookAt": [0, 0, 0]}"#,
      .line(
        CameraPath.Line(from: SIMD3(1, 0, 0), to: SIMD3(0, 1, 0), lookingAt: .zero), frames: 120)
    ),
    (
      #"""
      {"type": "line", "from": {"position": [1, 0, 0], "yaw": 10},
       "to": {"position": [0, 1, 0], "lookAt": [0, 2, 0]}, "frames": 2}
      """#,
      .line(CameraPath.Line(from: pose(1, 0, 0, 10), to: pose(0, 1, 0, -90)), frames: 2)
    ),
    (
      #"{"type": "look", "position": [1, 2, 3], "yaw": [0, 720], "pitch": -5, "frames": 1}"#,
      .look(
        CameraPath.Look(
          position: SIMD3(1, 2, 3), yawDegrees: SIMD2(0, 720), pitchDegrees: SIMD2(-5, -5)),
        frames: 1)
    ),
    (
      #"""
      {"type": "keyframes", "loop": true, "keyframes": [
        {"position": [1, 0, 0], "yaw": 10}, {"position": [0, 1, 0], "yaw": 20, "pitch": 5}]}
      """#,
      .keyframes(
        CameraPath.Keyframes(keys: [pose(1, 0, 0, 10), pose(0, 1, 0, 20, 5)], loop: true),
        frames: 120)
    ),
    (
      #"""
      {"type": "keyframes", "keyframes": [
        {"position": [1, 0, 0], "yaw": 10, "time": 0}, {"position": [0, 1, 0], "yaw": 20, "time": 2.5}]}
      """#,
      .keyframes(
        CameraPath.Keyframes(keys: [pose(1, 0, 0, 10), pose(0, 1, 0, 20)], times: [0, 2.5]),
        frames: 120)
    ),
    (#"{"type": "views"}"#, .views(loop: false, frames: 120)),
    (#"{"type": "views", "loop": true, "frames": 100000}"#, .views(loop: true, frames: 100_000)),
    (
      #"{"type": "poses", "poses": [{"position": [1, 0, 0], "yaw": 10}]}"#,
      .poses([Camera(pose(1, 0, 0, 10))])
    ),
  ]

  @Test(arguments: valid)
  func `every kind of trajectory is read`(text: String, trajectory: Trajectory) throws {
    let found = try Self.trajectory(text)
    #expect(found == trajectory)
    let cameras = try found.cameras(
      sceneViews: [Camera(Self.pose(1, 0, 0, 0)), Camera(Self.pose(2, 0, 0, 0))],
      datasetCameras: [])
    #expect(cameras.count == found.frameCount)
  }

  @Test func `a record's cameras can be followed`() throws {
    let found = try Self.trajectory(
      #"{"type": "dataset"}"#, scene: #"{"dataset": "rooms_ring_camera"}"#)
    #expect(found == .dataset && found.frameCount == nil)
    let cameras = [Camera(Self.pose(1, 0, 0, 0))]
    #expect(try found.cameras(sceneViews: [], datasetCameras: cameras) == cameras)
    #expect(throws: CameraError.noCameras) {
      try found.cameras(sceneViews: [], datasetCameras: [])
    }
  }

  @Test(arguments: [
    ("{}", ["/type: is missing, expected the kind of trajectory"]),
    ("[]", [": found an array, expected an object with a \"type\""]),
    (
      #"{"type": "orbti", "frame": 1}"#,
      [
        "/type: \"orbti\" is not one of \"orbit\", \"line\", \"look\", \"keyframes\", \"views\", "
          + "\"poses\", \"dataset\", \"file\". Did you mean \"orbit\"?"
      ]
    ),
    (
      #"{"type": "orbit", "frames": 10000000, "radius": 0}"#,
      [
        "/frames: 10000000 is not in 1...100000", "/radius: 0 is not above 0 and at most 1000000",
      ]
    ),
    (
      #"{"type": "orbit", "frame": 10}"#,
      [
        "/radius: is missing, expected a number above 0",
        "/frame: unknown key. Did you mean \"frames\"?",
      ]
    ),
    (
      #"{"type": "orbit", "radius": 1, "lookAt": [1, 0, 0]}"#,
      [": frame 1: the camera stands on the point it shall look at; move one of them"]
    ),
    (
      #"{"type": "orbit", "radius": 1, "degrees": 1e5, "startAngle": "x", "centre": 0}"#,
      [
        "/centre: found the number 0, expected an array of 3 numbers",
        "/startAngle: found the string \"x\", expected a number in -36000...36000",
        "/degrees: 100000 is not in -36000...36000",
      ]
    ),
    (
      #"{"type": "line", "from": [1, 0, 0], "to": {"position": [0, 0, 0]}}"#,
      [
        "/from: found an array, expected an object, the pose",
        "/to/yaw: is missing, expected a number of degrees",
      ]
    ),
    (
      #"{"type": "line", "from": {}, "lookAt": [0, 0, 0]}"#,
      [
        "/from: found an object, expected an array of 3 numbers",
        "/to: is missing, expected an array of 3 numbers",
      ]
    ),
    (
      #"{"type": "line", "from": [-1, 0, 0], "to": [1, 0, 0], "lookAt": [0, 0, 0], "frames": 3}"#,
      [": frame 2: the camera stands on the point it shall look at; move one of them"]
    ),
    (
      #"{"type": "look", "yaw": [0], "pitch": [0, 100]}"#,
      [
        "/position: is missing, expected an array of 3 numbers",
        "/yaw: the array has 1 elements, expected 2 numbers", "/pitch/1: 100 is not in -90...90",
      ]
    ),
    (
      #"{"type": "keyframes", "keyframes": [{"position": [0, 0, 0], "yaw": 0}]}"#,
      ["/keyframes: the array has 1 elements, expected 2...10000 poses"]
    ),
    (
      #"""
      {"type": "keyframes", "keyframes": [{"position": [0, 0, 0], "yaw": 0, "time": 1},
        {"position": [0, 0, 0], "yaw": 0}]}
      """#, [": 1 of 2 keys have a time; give every key one, or none"]
    ),
    (
      #"""
      {"type": "keyframes", "keyframes": [{"position": [0, 0, 0], "yaw": 0, "time": 1},
        {"position": [0, 0, 0], "yaw": 0, "time": 1, "tiem": 2}]}
      """#,
      [
        "/keyframes/1/tiem: unknown key beside \"time\". Take one of the two out.",
        ": key 2: its time is not later than the one before; sort the keys by time",
      ]
    ),
    (
      #"{"type": "views", "loop": 1, "frames": "many"}"#,
      [
        "/frames: found the string \"many\", expected a whole number in 1...100000",
        "/loop: found the number 1, expected true or false",
      ]
    ),
    (
      #"{"type": "poses", "poses": []}"#,
      ["/poses: the array has 0 elements, expected 1...100000 poses"]
    ),
    (
      #"{"type": "poses", "frames": 3}"#,
      [
        "/poses: is missing, expected an array of poses",
        "/frames: unknown key, expected one of \"type\", \"poses\"",
      ]
    ),
    (
      #"{"type": "dataset"}"#,
      [
        ": \"dataset\" follows the cameras of a record or a generated scene, and the scene is neither"
      ]
    ),
    (
      #"{"type": "file"}"#,
      ["/path: is missing, expected the path of a camera_path.json or transforms.json"]
    ),
  ])
  func `a bad trajectory is named`(text: String, problems: [String]) {
    let found = Reading().problems(renderRequest(scene: Self.twoViews, trajectory: text))
    #expect(found == problems.map { "/trajectory" + $0 })
  }

  @Test func `one view is no way to fly`() {
    #expect(
      Reading().problems(renderRequest(trajectory: #"{"type": "views"}"#)) == [
        "/trajectory: 1 poses, at least 2 are needed to move between them; add some"
      ])
    #expect(
      Reading().problems(
        renderRequest(
          scene: #"{"dataset": "rooms_ring_camera", "views": [3]}"#,
          trajectory: #"{"type": "views"}"#)) == [
          "/trajectory: 1 poses, at least 2 are needed to move between them; add some"
        ])
  }
}
