import Configuration
import Glibc
import JSONDocuments

extension RequestReader {
  /// `fieldOfView`: degrees, or the intrinsics of a camera as nerfstudio and instant-ngp write them.
  ///
  /// A focal length in pixels, `fl_y` or `fl_x`, with `h`; or an angle in radians, `camera_angle_y`, or `camera_angle_x`
  /// with `w` and `h`. Pixels are square.
  func fieldOfView(_ cursor: JSONCursor) -> Double? {
    guard case .object = cursor.value else {
      return cursor.number(in: EpipolarSizes.angles)
    }
    guard let object = cursor.object() else { return nil }
    func length(_ key: String) -> Double? { object.optional(key)?.positiveNumber(upTo: 1e6) }
    func angle(_ key: String) -> Double? { object.optional(key)?.number(in: 0.01...3.1) }
    let (focal, width, height) = (length("fl_y") ?? length("fl_x"), length("w"), length("h"))
    let (vertical, horizontal) = (angle("camera_angle_y"), angle("camera_angle_x"))
    object.finish()
    let halfHeight: Double
    if let vertical {
      halfHeight = tan(vertical / 2)
    } else if let focal, let height {
      halfHeight = height / 2 / focal
    } else if let horizontal, let width, let height {
      halfHeight = tan(horizontal / 2) * height / width
    } else {
      cursor.problem(
        "the intrinsics say no vertical angle; give \"fl_y\" with \"h\", \"camera_angle_y\", or "
          + "\"camera_angle_x\" with \"w\" and \"h\"")
      return nil
    }
    let degrees = 2 * atan(halfHeight) * 180 / .pi
    guard EpipolarSizes.angles.contains(degrees) else {
      cursor.problem("the intrinsics come to \(degrees) degrees, which are not in 1...170")
      return nil
    }
    return degrees
  }
}
