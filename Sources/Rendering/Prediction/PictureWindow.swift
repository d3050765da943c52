internal import GQNModel
internal import Glibc
internal import Images

/// The part of a picture that shows as much as the pictures of a network do, in pixels; sides may lie within pixels.
struct PictureWindow: Equatable {
  let left, top, width, height: Double

  /// How far sizes may be from what they should be to count as the same: a third of a pixel of 64.
  private static let tolerance = 0.005

  /// Finds the part about the middle of a picture, or nothing where the picture shows less.
  ///
  /// - Parameters:
  ///   - width: the picture's columns.
  ///   - height: its rows.
  ///   - fieldOfView: the angle in degrees that it covers from top to bottom.
  ///   - sizes: of the network, which is epipolar.
  init?(width: Int, height: Int, fieldOfView: Double, for sizes: Hyperparameters) {
    let wanted = tan(sizes.epipolar.fieldOfView * .pi / 360)
    var scale = wanted / tan(fieldOfView * .pi / 360)
    if abs(scale - 1) <= Self.tolerance { scale = 1 }
    let partHeight = Double(height) * scale
    let partWidth = partHeight * Double(sizes.imageWidth) / Double(sizes.imageHeight)
    guard scale <= 1, partWidth <= Double(width) * (1 + Self.tolerance) else { return nil }
    self.height = partHeight
    self.width = min(partWidth, Double(width))
    left = (Double(width) - self.width) / 2
    top = (Double(height) - self.height) / 2
  }

  /// The part as the network sees it, `[H, W, 3]` in [0, 1].
  func pixels(of image: Image, _ sizes: Hyperparameters) -> [Float] {
    TriangleFilter.resample(
      image, left: left, top: top, width: width, height: height, toWidth: sizes.imageWidth,
      height: sizes.imageHeight)
  }
}
