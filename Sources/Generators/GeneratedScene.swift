package import Cameras
package import Images
package import RayTracing

/// A scene whose truth is known: what stands where, and what any camera would see of it.
package struct GeneratedScene: Sendable {
  /// What made it.
  package let generator: SceneGenerator
  /// Everything that is seen; `contents.solids` has each object's form, place, turn and colour.
  package let contents: RayTracedScene
  /// The cameras of its dataset, as a record holds them: in single precision.
  package let cameras: [Pose]

  init(_ generator: SceneGenerator, _ contents: RayTracedScene, cameras: [Pose]) {
    self.generator = generator
    self.contents = contents
    self.cameras = cameras.map(\.inSinglePrecision)
  }

  /// The angle from a picture's top to its bottom, in degrees.
  package var fieldOfView: Double { generator.fieldOfView }

  /// What a camera sees in a picture of a size: the rays of its pixels, and where points of the scene
  /// are in it (``PerspectiveView/project(_:)``).
  package func view(_ pose: Pose, width: Int, height: Int) -> PerspectiveView {
    PerspectiveView(pose: pose, fieldOfView: fieldOfView, width: width, height: height)
  }

  /// The picture that a camera takes, wherever it stands.
  package func render(_ pose: Pose, width: Int, height: Int) -> Image {
    contents.image(view(pose, width: width, height: height))
  }

  /// The picture that one of its own cameras takes, in the dataset's size.
  package func picture(_ camera: Int) -> Image {
    render(cameras[camera], width: generator.pixels, height: generator.pixels)
  }
}

extension Pose {
  /// The same numbers as a record's floats have them.
  fileprivate var inSinglePrecision: Pose {
    func rounded(_ number: Double) -> Double { Double(Float(number)) }
    return Pose(
      position: SIMD3(rounded(position.x), rounded(position.y), rounded(position.z)),
      yaw: rounded(yaw), pitch: rounded(pitch))
  }
}
