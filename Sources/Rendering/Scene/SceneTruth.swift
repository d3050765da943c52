internal import Cameras
internal import Generators
internal import Images

/// What a scene really looks like from the cameras of a flight, where that is known.
///
/// The pictures have the frames' size, and show as much: they are cropped and resized as the network's own views are.
struct SceneTruth: Sendable {
  /// A given view, as the network sees it.
  struct View {
    let image: Image
    let camera: Camera
  }

  /// Who knows it.
  enum Source {
    /// A flight through the cameras of a record, whose pictures these are, one for each frame.
    case record([Image])
    /// The generator, from any camera. A picture is drawn in the dataset's own size first.
    case generated(GeneratedScene)
  }

  let source: Source
  /// What the network was shown.
  let views: [View]
  /// How pictures are brought to the frames' size.
  let fit: PictureFit

  /// The picture that a frame should be.
  ///
  /// - Parameters:
  ///   - frame: the frame's number, from 0.
  ///   - camera: the frame's camera.
  /// - Returns: a picture of the frames' size.
  /// - Throws: ``RenderingError/narrowPicture(fieldOfView:needed:)``.
  func image(_ frame: Int, _ camera: Camera) throws(RenderingError) -> Image {
    switch source {
    case .record(let images): return try fit.image(of: images[frame])
    case .generated(let scene):
      let pixels = scene.generator.pixels
      return try fit.image(of: scene.render(camera.pose, width: pixels, height: pixels))
    }
  }

  /// What a frame would be without a network: the given view whose camera is nearest to the frame's by the seven numbers
  /// that a network sees, as evaluations have it; nil where no view was given.
  func nearestView(to camera: Camera) -> Image? {
    let query = camera.encoded(as: .training)
    func distance(_ view: View) -> Float {
      PoseEncoding.squaredDistance(view.camera.encoded(as: .training), query)
    }
    return views.min { distance($0) < distance($1) }?.image
  }
}
