package import Cameras

extension Pose {
  /// The pose in the words of a caption: `(0.9, 0.1, 0.3), yaw 200°, pitch -12°`.
  package var caption: String {
    let numbers = position.hundredths.map(HTMLText.number).joined(separator: ", ")
    return "(\(numbers)), yaw \(Self.whole(yawDegrees))°, pitch \(Self.whole(pitchDegrees))°"
  }

  private static func whole(_ degrees: Double) -> String { HTMLText.number(degrees.rounded()) }
}

extension SIMD3<Double> {
  /// The three numbers, to two decimals.
  fileprivate var hundredths: [Double] { [x, y, z].map { ($0 * 100).rounded() / 100 } }
}
