import Glibc

extension Pose {
  /// The pose of a camera-to-world matrix, as nerfstudio, instant-ngp and NeRF-synthetic store it.
  ///
  /// The camera's axes are OpenGL's (+x right, +y up, looking along −z) and the world's z points up. The
  /// first three columns are the camera's axes in the world, the fourth its position.
  ///
  /// - Parameters:
  ///   - matrix: 16 numbers of a 4×4 matrix, row by row.
  ///   - rollTolerance: how far the camera may be rolled about its looking direction, in degrees. What is
  ///     within the tolerance is dropped.
  /// - Throws: ``CameraError`` if the numbers are no such matrix or the camera is rolled further.
  public init(cameraToWorld matrix: [Double], rollTolerance: Double = 1) throws(CameraError) {
    guard matrix.count == 16, matrix.allSatisfy(\.isFinite),
      zip(matrix[12...], [0, 0, 0, 1]).allSatisfy({ abs($0 - $1) < 1e-6 })
    else { throw .notAPoseMatrix }
    func column(_ index: Int) -> SIMD3<Double> {
      SIMD3(matrix[index], matrix[4 + index], matrix[8 + index])
    }
    let (right, up, back) = (column(0), column(1), column(2))
    // Files carry a few decimals, so "perpendicular unit vectors" has some play.
    func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { (a * b).sum() }
    let faults = [
      length(right) - 1, length(up) - 1, length(back) - 1, dot(right, up), dot(up, back),
      dot(back, right), dot(Self.cross(right, up), back) - 1,
    ]
    guard faults.allSatisfy({ abs($0) < 0.01 }) else { throw .notARotation }

    let direction = back * -1
    if hypot(direction.x, direction.y) > 1e-6, let (yaw, pitch) = angles(of: direction) {
      // A level camera's right is horizontal, a quarter turn clockwise from where it looks.
      let level = SIMD3(-sin(yaw), -cos(yaw), 0)
      let roll = atan2(dot(Self.cross(level, right), direction), dot(level, right)) * 180 / .pi
      guard abs(roll) <= rollTolerance else {
        throw .rolled(degrees: roll, tolerance: rollTolerance)
      }
      self.init(position: column(3), yaw: yaw, pitch: pitch)
    } else {
      // Straight up or down every roll is a yaw: the top of the picture tells which.
      let sign: Double = direction.z > 0 ? -1 : 1
      self.init(
        position: column(3), yaw: atan2(0 - sign * up.y, sign * up.x), pitch: -sign * .pi / 2)
    }
  }

  /// The pose as a camera-to-world matrix: 16 numbers, row by row, the inverse of
  /// ``init(cameraToWorld:rollTolerance:)``.
  public var cameraToWorld: [Double] {
    let right = SIMD3(-sin(yaw), -cos(yaw), 0)
    let up = SIMD3(-sin(pitch) * cos(yaw), sin(pitch) * sin(yaw), cos(pitch))
    let columns = [right, up, direction * -1, position]
    return (0..<3).flatMap { row in columns.map { $0[row] } } + [0, 0, 0, 1]
  }

  private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }
}
