internal import Glibc
internal import Images
internal import LinuxSystem

/// Brings a picture to the wanted size: cut about its centre, then resampled.
struct PictureFitting {
  let settings: ImportSettings

  /// The largest picture file that is read.
  private static let byteLimit = 256 << 20

  /// A picture of the wanted size, and how much it shows.
  struct Fitted {
    let image: Image
    let fieldOfView: FieldOfView?
    /// The size of the file's picture.
    let sourceWidth, sourceHeight: Int
  }

  /// What makes a picture unusable.
  struct Unusable: Error {
    let description: String
  }

  /// Reads and fits a picture.
  func fit(_ view: SourceView) throws(Unusable) -> Fitted {
    let image: Image
    do {
      let bytes = try WholeFile.read(view.path, limit: Self.byteLimit)
      image = try Image(contentsOf: bytes, name: view.path, background: settings.background)
    } catch {
      throw Unusable(description: "\(error)")
    }
    var part = image.centreCropped(toAspect: settings.width, settings.height)
    func field(_ part: Image) -> FieldOfView? {
      view.intrinsics.fieldOfView(
        ofPart: part.width, part.height, width: image.width, height: image.height)
    }
    if let wanted = settings.fieldOfView {
      part = try narrowed(part, to: wanted, from: field(part))
    }
    return Fitted(
      image: part.resampled(width: settings.width, height: settings.height),
      fieldOfView: field(part), sourceWidth: image.width, sourceHeight: image.height)
  }

  /// The middle of a picture that shows so many degrees vertically.
  private func narrowed(
    _ image: Image, to degrees: Double, from field: FieldOfView?
  ) throws(Unusable) -> Image {
    guard let field else {
      throw Unusable(
        description:
          "its field of view is not known, so that it cannot be cut to \(degrees)°; give the "
          + "file fl_x, camera_angle_x or (CSV) a column fov")
    }
    let ratio = tan(degrees * .pi / 360) / tan(field.vertical * .pi / 360)
    // What is missing by rounding alone is not missing.
    guard ratio < 1 + 1e-3 else {
      throw Unusable(
        description: "its \(settings.width):\(settings.height) middle shows "
          + "\((field.vertical * 100).rounded() / 100)° vertically, less than the \(degrees)° asked for"
      )
    }
    let width = max(1, Int((Double(image.width) * min(ratio, 1)).rounded()))
    let height = max(1, Int((Double(image.height) * min(ratio, 1)).rounded()))
    return image.cropped(
      left: (image.width - width) / 2, top: (image.height - height) / 2, width: width,
      height: height)
  }
}
