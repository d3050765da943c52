/// Where a camera is and along which axes it looks, from the seven numbers that a network sees of its pose.
///
/// z is up; yaw turns clockwise seen from above, and no camera rolls: the conventions of DeepMind's datasets.
package struct EpipolarCamera: Sendable, Equatable {
  /// Where it is.
  let position: SIMD3<Double>
  /// Unit vectors: where it looks, and to the right and up in its picture.
  let forward, right, up: SIMD3<Double>

  /// Reads `[x, y, z, sin yaw, cos yaw, sin pitch, cos pitch]`.
  ///
  /// A sine and a cosine that are not on the unit circle count by their direction.
  package init(encoded pose: [Float]) {
    precondition(pose.count == Hyperparameters.poseChannels, "a pose of \(pose.count) numbers")
    let numbers = pose.map(Double.init)
    let yaw = Self.unit(sine: numbers[3], cosine: numbers[4])
    let pitch = Self.unit(sine: numbers[5], cosine: numbers[6])
    position = SIMD3(numbers[0], numbers[1], numbers[2])
    forward = SIMD3(pitch.cosine * yaw.cosine, -pitch.cosine * yaw.sine, pitch.sine)
    right = SIMD3(-yaw.sine, -yaw.cosine, 0)
    up = SIMD3(-pitch.sine * yaw.cosine, pitch.sine * yaw.sine, pitch.cosine)
  }

  private static func unit(sine: Double, cosine: Double) -> (sine: Double, cosine: Double) {
    let length = (sine * sine + cosine * cosine).squareRoot()
    return length > 0 ? (sine / length, cosine / length) : (0, 1)
  }
}
