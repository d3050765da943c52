internal import GQNModel
internal import Images

/// How pictures of a scene are brought to what the network's own pictures show, and to their size.
struct PictureFit: Sendable {
  /// The network's sizes.
  let sizes: Hyperparameters
  /// The angle in degrees that the pictures cover from top to bottom; nil where it is not known, by which it is the
  /// network's own. A network that does not look along rays does not ask.
  let fieldOfView: Double?

  /// Whether a picture has the frames' size.
  func fits(_ image: Image) -> Bool {
    image.width == sizes.imageWidth && image.height == sizes.imageHeight
  }

  /// A picture as the network sees it: `[H, W, 3]` in [0, 1].
  ///
  /// - Throws: ``RenderingError/narrowPicture(fieldOfView:needed:)``.
  func pixels(of image: Image) throws(RenderingError) -> [Float] {
    guard sizes.encoder == .epipolar, let fieldOfView else { return centre(of: image) }
    guard
      let window = PictureWindow(
        width: image.width, height: image.height, fieldOfView: fieldOfView, for: sizes)
    else {
      throw .narrowPicture(fieldOfView: fieldOfView, needed: sizes.epipolar.fieldOfView)
    }
    let isWhole = fits(image) && window.height == Double(image.height)
    return isWhole ? image.unitFloats : window.pixels(of: image, sizes)
  }

  /// The same as a picture.
  ///
  /// - Throws: ``RenderingError/narrowPicture(fieldOfView:needed:)``.
  func image(of image: Image) throws(RenderingError) -> Image {
    let values = try pixels(of: image)
    return Image(width: sizes.imageWidth, height: sizes.imageHeight, unitFloats: values.span)
  }

  /// All that has the frames' shape about the middle, whatever it shows.
  func centre(of image: Image) -> [Float] {
    let (width, height) = (sizes.imageWidth, sizes.imageHeight)
    guard !fits(image) else { return image.unitFloats }
    let cropped = image.centreCropped(toAspect: width, height)
    let pixels = cropped.unitFloats
    var resized = [Float](repeating: 0, count: height * width * Hyperparameters.imageChannels)
    var target = resized.mutableSpan
    Bilinear.resize(
      pixels.span, width: cropped.width, height: cropped.height,
      channels: Hyperparameters.imageChannels, toWidth: width, height: height, into: &target)
    return resized
  }
}
