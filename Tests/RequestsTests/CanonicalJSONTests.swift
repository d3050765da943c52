import Cameras
import JSONDocuments
import Testing

@testable import Requests

struct CanonicalJSONTests {
  static let camera = Camera(Pose(position: SIMD3(1, 0.5, 0), yaw: 0, pitch: 0))

  static func text(_ request: String, frame: Int = 1, camera: Camera = camera) throws -> String {
    String(
      decoding: try Reading().request(request).canonicalJSON(frame: frame, camera: camera),
      as: UTF8.self)
  }

  @Test func `one request has one text`() throws {
    #expect(
      try Self.text(renderRequest()) == """
        {"camera":[1,0.5,0,0,1,0,1],"frame":1,"model":"/m/rooms-demo","noise":"shared","samples":1,\
        "scale":1,"scaleFilter":"nearest","scene":[{"camera":[1,0,0,1.2246468525851679e-16,-1,0,1],\
        "image":"/r/views/0.png"}],"seed":0,"step":null,"temperature":1,"version":1}
        """)
  }

  @Test(arguments: [
    #""name": "other""#, #""priority": 5"#, #""after": ["a"]"#,
    #""output": {"directory": "d", "framesPerSecond": 5, "video": [], "raw": true}"#,
    #""sampling": {"seed": 0, "noise": "shared"}"#, #""poseEncoding": "training""#,
  ])
  func `what does not change a picture leaves no trace`(more: String) throws {
    #expect(try Self.text(renderRequest(more: more)) == Self.text(renderRequest()))
  }

  @Test func `neither does the rest of the trajectory`() throws {
    let other = renderRequest(trajectory: #"{"type": "orbit", "radius": 2, "frames": 3}"#)
    #expect(try Self.text(other) == Self.text(renderRequest()))
  }

  static let changed = [
    renderRequest(more: #""step": 0"#), renderRequest(more: #""poseEncoding": "predictor""#),
    renderRequest(more: #""sampling": {"noise": "mean"}"#),
    renderRequest(more: #""sampling": {"seed": 18446744073709551615}"#),
    renderRequest(more: #""sampling": {"seed": 18446744073709551614}"#),
    renderRequest(more: #""sampling": {"temperature": 0.5}"#),
    renderRequest(more: #""sampling": {"samples": 2}"#),
    renderRequest(more: #""output": {"scale": 2}"#),
    renderRequest(more: #""output": {"scaleFilter": "lanczos"}"#),
    renderRequest(scene: #"{"dataset": "rooms_ring_camera"}"#),
    renderRequest(scene: #"{"dataset": "rooms_ring_camera", "record": 1}"#),
    renderRequest(scene: #"{"dataset": "rooms_ring_camera", "views": [0]}"#),
    renderRequest(
      scene: #"{"dataset": "rooms_ring_camera"}"#, more: #""poseEncoding": "predictor""#),
    renderRequest(scene: #"{"generated": {"name": "rooms_ring_camera"}}"#),
    renderRequest(scene: #"{"generated": {"name": "shepard_metzler_5_parts"}}"#),
    renderRequest(scene: #"{"generated": {"name": "rooms_ring_camera", "seed": 2}}"#),
    renderRequest(scene: #"{"generated": {"name": "rooms_ring_camera", "split": "train"}}"#),
    renderRequest(scene: #"{"generated": {"name": "rooms_ring_camera", "index": 1}}"#),
    renderRequest(scene: #"{"generated": {"name": "rooms_ring_camera", "views": [0]}}"#),
    renderRequest(
      scene: #"{"views": [{"image": "views/1.png", "pose": {"position": [1, 0, 0], "yaw": 180}}]}"#),
    renderRequest(
      scene: #"{"views": [{"image": "views/0.png", "pose": {"position": [1, 0, 0], "yaw": 181}}]}"#),
  ]

  @Test func `all that changes a picture gives a text of its own`() throws {
    var texts = try Self.changed.map { try Self.text($0) } + [try Self.text(renderRequest())]
    texts.append(try Self.text(renderRequest(), frame: 2))
    let other = Camera(Pose(position: SIMD3(1, 0.5, 0), yaw: 0.1, pitch: 0))
    texts.append(try Self.text(renderRequest(), camera: other))
    #expect(Set(texts).count == texts.count)
  }
}
