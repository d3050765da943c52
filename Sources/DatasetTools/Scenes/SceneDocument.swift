internal import Cameras

/// `scene.json`: the views of one scene, as files beside it.
///
/// `views` is what a request takes as `scene.views`. `cameras` has the same poses as datasets store them.
struct SceneDocument: Encodable {
  /// A view as a request says it: angles in degrees.
  struct View: Encodable {
    struct Pose: Encodable {
      let position: [Double]
      let yaw: Double
      let pitch: Double
    }
    let image: String
    let pose: Pose
  }

  /// The file's name in a scene's folder.
  static let fileName = "scene.json"

  let version = 1
  /// Where the scene comes from.
  let source: SceneSource
  let views: [View]
  /// For each view x, y, z, yaw and pitch; radians.
  let cameras: [[Double]]
  /// Degrees from the lower to the upper edge and from left to right, where known.
  let fieldOfView: FieldOfView?

  init(_ scene: PictureScene, files: [String]) {
    source = scene.source
    fieldOfView = scene.fieldOfView
    views = zip(files, scene.views).map { file, view in
      View(
        image: file,
        pose: .init(
          position: view.pose.position.numbers, yaw: view.pose.yawDegrees,
          pitch: view.pose.pitchDegrees))
    }
    cameras = scene.views.map { $0.pose.position.numbers + [$0.pose.yaw, $0.pose.pitch] }
  }
}

extension SIMD3<Double> {
  /// x, y and z.
  var numbers: [Double] { [x, y, z] }
}
