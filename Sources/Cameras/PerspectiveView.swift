import Glibc

/// What a camera without distortion sees in a picture of a given size.
///
/// Pixel coordinates run from the picture's top left corner, x to the right and y down, and the picture
/// covers `0...width` by `0...height`: the middle of the pixel in column i and row j is
/// (i + ½, j + ½), and the looking direction meets (width / 2, height / 2). Pixels are square.
public struct PerspectiveView: Sendable, Hashable {
  /// Where the camera is and looks.
  public let pose: Pose

  /// The angle from the picture's top to its bottom, in degrees.
  public let fieldOfView: Double

  /// Columns and rows of the picture.
  public let width, height: Int

  /// The camera's axes: unit vectors along which it looks, and to the right and up in its picture.
  public let forward, right, up: SIMD3<Double>

  /// Half the picture's height at the distance 1.
  let halfHeight: Double

  /// A view.
  ///
  /// - Parameters:
  ///   - pose: where the camera is and looks.
  ///   - fieldOfView: the angle from top to bottom in degrees.
  ///   - width: columns, at least 1.
  ///   - height: rows, at least 1.
  /// - Precondition: the field of view is above 0° and below 180°.
  public init(pose: Pose, fieldOfView: Double, width: Int, height: Int) {
    precondition(
      fieldOfView > 0 && fieldOfView < 180 && width >= 1 && height >= 1,
      "a view of \(fieldOfView) degrees and \(width) × \(height) pixels")
    self.pose = pose
    self.fieldOfView = fieldOfView
    self.width = width
    self.height = height
    forward = pose.direction
    right = SIMD3(-sin(pose.yaw), -cos(pose.yaw), 0)
    up = SIMD3(
      -sin(pose.pitch) * cos(pose.yaw), sin(pose.pitch) * sin(pose.yaw), cos(pose.pitch))
    halfHeight = tan(radians(fieldOfView) / 2)
  }

  /// The ray from the camera through a point of the picture.
  ///
  /// - Parameters:
  ///   - x: pixel coordinate to the right.
  ///   - y: pixel coordinate down.
  /// - Returns: a vector whose part along the looking direction is 1, so that a multiple of it is as
  ///   deep in the picture as the multiple says.
  public func direction(x: Double, y: Double) -> SIMD3<Double> {
    let scale = 2 * halfHeight / Double(height)
    return forward + (x - 0.5 * Double(width)) * scale * right
      + (0.5 * Double(height) - y) * scale * up
  }

  /// Where a point of the world is in the picture, and how deep.
  ///
  /// - Parameter point: any point.
  /// - Returns: its pixel coordinates, which may lie outside the picture, and its distance along the
  ///   looking direction; nil for a point that is not in front of the camera.
  public func project(_ point: SIMD3<Double>) -> (x: Double, y: Double, depth: Double)? {
    let offset = point - pose.position
    let depth = (offset * forward).sum()
    guard depth > 0 else { return nil }
    let scale = Double(height) / (2 * halfHeight * depth)
    return (
      0.5 * Double(width) + (offset * right).sum() * scale,
      0.5 * Double(height) - (offset * up).sum() * scale, depth
    )
  }
}
