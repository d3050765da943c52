package import Cameras
internal import TensorFlowFormats

/// A scene as it is written: pictures as the bytes of their files, and where they were taken.
package struct SceneRecord: Sendable, Equatable {
  /// The pictures, coded as JPEG.
  package let frames: [[UInt8]]
  /// The pose of each picture.
  package let poses: [Pose]

  /// A scene.
  ///
  /// - Precondition: there are as many poses as frames.
  package init(frames: [[UInt8]], poses: [Pose]) {
    precondition(frames.count == poses.count, "\(frames.count) frames, \(poses.count) poses")
    self.frames = frames
    self.poses = poses
  }

  /// The record: `frames`, and `cameras` with x, y, z, yaw and pitch of each, radians.
  ///
  /// - Source: deepmind/gqn-datasets `data_reader.py`.
  func serialized() -> [UInt8] {
    let cameras = poses.flatMap { pose in
      [pose.position.x, pose.position.y, pose.position.z, pose.yaw, pose.pitch].map { Float($0) }
    }
    return Example(features: ["frames": .bytes(frames), "cameras": .floats(cameras)]).serialized()
  }
}
