internal import Cameras
internal import JSONDocuments

/// `trajectory.json`: where each frame was looked from, as a request's `poses` could say it again.
struct TrajectoryFile: Encodable {
  struct Frame: Encodable {
    let file: String
    let position: [Double]
    let yaw: Double
    let pitch: Double
    let encoded: [Float]
  }

  let version = 1
  let framesPerSecond: Double
  let frames: [Frame]

  /// Describes the cameras of a flight; angles are written in degrees.
  init(_ cameras: [Camera], encoding: PoseEncoding, framesPerSecond: Double) {
    self.framesPerSecond = framesPerSecond
    frames = cameras.enumerated().map { index, camera in
      let pose = camera.pose
      return Frame(
        file: OutputPlan.frames + "/" + OutputPlan.fileName(index),
        position: [pose.position.x, pose.position.y, pose.position.z], yaw: pose.yawDegrees,
        pitch: pose.pitchDegrees, encoded: camera.encoded(as: encoding))
    }
  }
}
