import Cameras
import JSONDocuments

/// Reads poses: a position with yaw and pitch, or with a point to look at, or raw network inputs.
struct PoseReader {
  /// The order of raw inputs.
  let encoding: PoseEncoding

  /// A whole object that is a pose and nothing else.
  func camera(_ cursor: JSONCursor) -> Camera? {
    guard let object = cursor.object("an object, the pose") else { return nil }
    let camera = self.camera(in: object)
    object.finish()
    return camera
  }

  /// The keys of a pose out of an object that may have others.
  func camera(in object: JSONObjectReader) -> Camera? {
    if let encoded = object.optional("encoded") { return self.encoded(encoded) }
    let position = object.required("position", "an array of 3 numbers").flatMap { point($0) }
    let target = object.optional("lookAt")
    let yaw = object.optional("yaw")
    let pitch = object.optional("pitch")
    let radians = object.optional("radians").map { $0.bool() } ?? false
    if let target {
      for extra in [yaw, pitch] {
        extra?.problem("is given beside \"lookAt\"; leave one of them out")
      }
      guard let target = point(target), let position else { return nil }
      guard let pose = Pose(position: position, lookingAt: target) else {
        object.cursor.problem("\"lookAt\" is the camera's own position; move one of them")
        return nil
      }
      return Camera(pose)
    }
    // Rounded up a little, so that a stored π/2 is not beyond it.
    let limits = radians == true ? (yaw: 628.319, pitch: 1.570797) : (yaw: 36_000, pitch: 90)
    let yawValue = object.required("yaw", "a number of degrees")
      .flatMap { $0.number(in: -limits.yaw...limits.yaw) }
    let pitchValue = pitch.map { $0.number(in: -limits.pitch...limits.pitch) } ?? 0
    guard let position, let yawValue, let pitchValue, let radians else { return nil }
    return Camera(
      radians
        ? Pose(position: position, yaw: yawValue, pitch: pitchValue)
        : Pose(position: position, yawDegrees: yawValue, pitchDegrees: pitchValue))
  }

  /// x, y, z.
  func point(_ cursor: JSONCursor) -> SIMD3<Double>? {
    cursor.numbers(3, in: RequestReader.coordinateRange).map { SIMD3($0[0], $0[1], $0[2]) }
  }

  private func encoded(_ cursor: JSONCursor) -> Camera? {
    guard let numbers = cursor.numbers(7, in: RequestReader.coordinateRange) else { return nil }
    for (first, angle) in [(3, "yaw"), (5, "pitch")] {
      let square = numbers[first] * numbers[first] + numbers[first + 1] * numbers[first + 1]
      if abs(square - 1) > 1e-3 {
        cursor.warning(
          "elements \(first) and \(first + 1) are no sine and cosine of a \(angle): "
            + "their squares add up to \(square), not 1")
      }
    }
    return Camera(encoded: numbers.map { Float($0) }, as: encoding)
  }
}
