internal import Glibc

/// The pictures of a network as a plane in front of the camera.
///
/// Pixel coordinates run from the top left corner, x to the right and y down, and a picture covers `0...W` by
/// `0...H`: the middle of the pixel in column i and row j is (i + ½, j + ½), and the camera looks along the middle of
/// the picture. Pixels are square.
package struct PicturePlane: Sendable, Equatable {
  /// Rows and columns.
  let height, width: Int
  /// The side of a pixel at the distance 1.
  let pixelSide: Double

  /// The pictures of a network.
  package init(_ hyperparameters: Hyperparameters) {
    height = hyperparameters.imageHeight
    width = hyperparameters.imageWidth
    pixelSide = 2 * tan(hyperparameters.epipolar.fieldOfView * .pi / 360) / Double(height)
  }

  /// The point that a camera sees at a place of its picture.
  ///
  /// - Parameters:
  ///   - camera: looks.
  ///   - x: pixel coordinate to the right.
  ///   - y: pixel coordinate down.
  ///   - depth: how far the point is along the looking direction.
  /// - Returns: the point.
  package func point(
    _ camera: EpipolarCamera, x: Double, y: Double, depth: Double
  ) -> SIMD3<Double> {
    let toRight = (x - 0.5 * Double(width)) * pixelSide
    let upwards = (0.5 * Double(height) - y) * pixelSide
    return camera.position
      + depth * (camera.forward + toRight * camera.right + upwards * camera.up)
  }

  /// Where a camera sees a point, and how much that counts.
  ///
  /// - Parameters:
  ///   - point: any point.
  ///   - camera: looks.
  /// - Returns: the place; of weight 0 if the point is behind the camera or outside its picture.
  package func place(of point: SIMD3<Double>, in camera: EpipolarCamera) -> ViewPlace {
    let offset = point - camera.position
    let depth = (offset * camera.forward).sum()
    guard depth > 0 else { return .unseen }
    let scale = 1 / (depth * pixelSide)
    let x = 0.5 * Double(width) + (offset * camera.right).sum() * scale
    let y = 0.5 * Double(height) - (offset * camera.up).sum() * scale
    let weight = Self.weight(x, of: width) * Self.weight(y, of: height)
    return weight > 0 ? ViewPlace(x: Float(x), y: Float(y), weight: Float(weight)) : .unseen
  }

  /// 1 inside, falling to 0 over the last pixel before the border.
  private static func weight(_ x: Double, of extent: Int) -> Double {
    min(max(min(x, Double(extent) - x), 0), 1)
  }
}

/// Where a point falls in a view's picture.
///
/// A view's weight does not jump at the border of its picture, so that a point that leaves it in a flight does not
/// flicker, and rounding decides nothing.
package struct ViewPlace: Sendable, Equatable {
  /// Pixel coordinates; of no meaning where the weight is 0.
  package let x, y: Float
  /// How much the view counts at the point, 0...1: 0 where it does not see it.
  package let weight: Float

  static let unseen = ViewPlace(x: 0, y: 0, weight: 0)
}
