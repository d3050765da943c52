internal import Cameras
internal import Generators
internal import Images

/// What a scene really looks like from the cameras of a flight, where that is known.
///
/// The pictures have the frames' size: they are cropped and resized as the network's own views are.
struct SceneTruth: Sendable {
  private let picture: @Sendable (_ frame: Int, _ camera: Camera) throws -> Image
  private let width, height: Int

  /// The pictures of a record, one for each frame: a flight through its own cameras.
  init(_ images: [Image], width: Int, height: Int) {
    picture = { frame, _ in images[frame] }
    (self.width, self.height) = (width, height)
  }

  /// What a generator's scene looks like, from any camera.
  ///
  /// It is drawn in the dataset's own size and then brought to the frames', as the network's views are.
  init(_ scene: GeneratedScene, width: Int, height: Int) {
    let pixels = scene.generator.pixels
    picture = { _, camera in scene.render(camera.pose, width: pixels, height: pixels) }
    (self.width, self.height) = (width, height)
  }

  /// The picture that a frame should be.
  ///
  /// - Parameters:
  ///   - frame: the frame's number, from 0.
  ///   - camera: the frame's camera.
  /// - Returns: a picture of the frames' size.
  /// - Throws: what keeps the picture from being made.
  func image(_ frame: Int, _ camera: Camera) throws -> Image {
    try picture(frame, camera).centreCropped(toAspect: width, height)
      .resizedBilinear(width: width, height: height)
  }
}
