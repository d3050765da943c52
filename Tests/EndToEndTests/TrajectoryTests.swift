import Images
import TensorFlowFormats
import Testing

/// Every kind of trajectory and of noise, once through the whole program.
struct TrajectoryTests {
  /// A trajectory and how many frames it gives.
  struct Flight: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let frames: Int
    let json: String

    init(_ name: String, _ frames: Int, _ json: String) {
      (testDescription, self.frames, self.json) = (name, frames, json)
    }
  }

  static let matrix = "1,0,0,2, 0,0,-1,0, 0,1,0,1, 0,0,0,1"

  static let flights = [
    Flight("ring", 5, #"{"type": "orbit", "frames": 5, "radius": 2, "height": 1}"#),
    Flight(
      "part of a sphere", 5,
      #"{"type": "orbit", "frames": 5, "radius": 2, "elevation": 30, "degrees": -90}"#),
    Flight(
      "line of poses", 3,
      """
      {"type": "line", "frames": 3, "from": {"position": [0, 0, 1], "yaw": 350},
       "to": {"position": [1, 0, 1], "yaw": 10, "pitch": -5}}
      """),
    Flight(
      "line that looks at a point", 1,
      #"{"type": "line", "frames": 1, "from": [2, 0, 1], "to": [0, 2, 1], "lookAt": [0, 0, 0]}"#),
    Flight(
      "look", 4,
      #"{"type": "look", "frames": 4, "position": [0, 0, 1], "yaw": [0, 720], "pitch": [0, 9]}"#),
    Flight(
      "keyframes", 6,
      """
      {"type": "keyframes", "frames": 6, "loop": true, "keyframes": [
        {"position": [1, 0, 1], "yaw": 0}, {"position": [0, 1, 1], "lookAt": [0, 0, 0]}]}
      """),
    Flight(
      "timed keyframes", 6,
      """
      {"type": "keyframes", "frames": 6, "keyframes": [
        {"position": [1, 0, 1], "yaw": 0, "time": 1}, {"position": [0, 1, 1], "yaw": 90, "time": 3}]}
      """),
    Flight("views", 7, #"{"type": "views", "frames": 7}"#),
    Flight(
      "poses", 2,
      """
      {"type": "poses", "poses": [{"position": [1, 0, 1], "yaw": 3.1, "radians": true},
        {"encoded": [1, 0, 1, 0, 1, 0, 1]}]}
      """),
    Flight("camera path", 2, #"{"type": "file", "path": "camera_path.json"}"#),
    Flight("transforms", 1, #"{"type": "file", "path": "transforms.json", "scale": 2}"#),
  ]

  @Test(arguments: flights) func `a trajectory of each kind is flown`(flight: Flight) throws {
    let work = try Workspace()
    try work.write(
      """
      {"seconds": 1, "camera_path": [{"camera_to_world": [\(Self.matrix)], "fov": 50},
                                     {"camera_to_world": [\(Self.matrix)], "fov": 50}]}
      """, to: "camera_path.json")
    try work.write(
      """
      {"frames": [{"transform_matrix": [[1,0,0,2], [0,0,-1,0], [0,1,0,1], [0,0,0,1]]}]}
      """, to: "transforms.json")
    let request = RequestText(trajectory: flight.json)
    #expect(try work.render(request).renderedFrames == flight.frames)
    #expect(work.frames(request).count == flight.frames)
    #expect(try work.manifest(request).complete)
  }

  @Test func `a record's own cameras are flown beside the truth`() throws {
    let work = try Workspace()
    try work.writeRecords([3, 4])
    let request = RequestText(
      scene: #"{"dataset": "scenes", "record": 1, "views": [2, 0]}"#,
      trajectory: #"{"type": "dataset"}"#)
    #expect(try work.render(request).frames == 4)
    #expect(work.frames(request).count == 4)
    #expect(work.frames(request, in: "truth").count == 4)
    for view in 0..<4 {
      #expect(
        try work.image("output/flight/truth/00000\(view + 1).png") == Workspace.recordView(view))
    }
    #expect(try work.manifest(request).pictures.count { $0.file.hasPrefix("truth/") } == 4)
    #expect(work.has("output/flight/metrics.json") && work.has("output/flight/side-by-side.apng"))
  }
}

struct NoiseTests {
  /// Two frames at the same pose.
  static let twice = """
    {"type": "poses", "poses": [{"position": [1, 0, 1], "yaw": 180},
                                {"position": [1, 0, 1], "yaw": 180}]}
    """

  private func frames(_ sampling: String) throws -> [Image] {
    let work = try Workspace()
    try work.render(RequestText(trajectory: Self.twice, sampling: sampling))
    return try (1...2).map { try work.image("output/flight/frames/00000\($0).png") }
  }

  @Test func `shared noise gives the same pose the same picture`() throws {
    let frames = try frames("{}")
    #expect(frames[0] == frames[1])
    #expect(try self.frames(#"{"seed": 1}"#) != frames)
  }

  @Test func `independent noise gives the same pose two pictures`() throws {
    let frames = try frames(#"{"noise": "independent"}"#)
    #expect(frames[0] != frames[1])
  }

  @Test func `without noise the seed does not matter, and neither does a temperature of 0`() throws
  {
    let frames = try frames(#"{"noise": "mean"}"#)
    #expect(frames[0] == frames[1])
    #expect(try self.frames(#"{"noise": "mean", "seed": 7}"#) == frames)
    #expect(try self.frames(#"{"temperature": 0, "seed": 7}"#) == frames)
    #expect(try self.frames(#"{"noise": "independent", "temperature": 0}"#) == frames)
    #expect(try self.frames("{}") != frames)
  }
}
