import Glibc
import JSONDocuments
import Testing

@testable import Requests

/// `scene.fieldOfView`.
struct FieldOfViewTests {
  private func scene(_ angle: String) -> String {
    #"{"views": [{"image": "views/0.png", "pose": {"position": [1, 0, 0], "yaw": 0}}], "#
      + "\"fieldOfView\": \(angle)}"
  }

  @Test(arguments: [
    ("50", 50.0), ("19.5", 19.5), (#"{"camera_angle_y": 0.8726646259971648}"#, 50),
    (#"{"fl_y": 60, "h": 120}"#, 90), (#"{"fl_x": 60, "w": 64, "h": 120}"#, 90),
    (#"{"camera_angle_x": 1.5707963267948966, "w": 200, "h": 100}"#, 53.13010235415598),
    (#"{"fl_y": 60, "h": 120, "camera_angle_x": 0.3, "w": 120}"#, 90),
  ])
  func `degrees and intrinsics are read`(text: String, expected: Double) throws {
    let request = try Reading().request(renderRequest(scene: scene(text)))
    let angle = try #require(request.fieldOfView)
    #expect(abs(angle - expected) < 1e-9)
  }

  @Test func `it can be left out`() throws {
    #expect(try Reading().request(renderRequest()).fieldOfView == nil)
  }

  @Test(arguments: [
    ("0", "0 is not in 1...170"), ("171", "171 is not in 1...170"), ("\"50\"", "expected a number"),
    ("{}", "the intrinsics say no vertical angle"), (#"{"fl_y": 10}"#, "the intrinsics say no"),
    (#"{"camera_angle_x": 0.7, "h": 4}"#, "the intrinsics say no vertical angle"),
    (#"{"fl_y": 1e-3, "h": 1e5}"#, "which are not in 1...170"),
    (#"{"fly": 10, "h": 10}"#, "unknown key. Did you mean \"fl_y\"?"),
    (#"{"fl_y": -1, "h": 10}"#, "-1 is not above 0"),
  ])
  func `what is no angle is refused`(text: String, expected: String) {
    let problems = Reading().problems(renderRequest(scene: scene(text)))
    #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    #expect(problems.allSatisfy { $0.hasPrefix("/scene/fieldOfView") }, "\(problems)")
  }
}
