import Glibc

/// How a pose becomes the 7 numbers that the network sees.
public enum PoseEncoding: String, Sendable, CaseIterable {
  /// `[x, y, z, sin yaw, cos yaw, sin pitch, cos pitch]`: what tf-gqn's data provider feeds while
  /// training, and so what every snapshot was trained with.
  case training

  /// `[x, y, z, cos yaw, sin yaw, cos pitch, sin pitch]`: what tf-gqn's `GqnViewPredictor` feeds. A
  /// snapshot sees it as another direction; it exists for comparison with old tf-gqn renders.
  case predictor

  /// How far two encoded poses are from each other, squared: positions and directions count alike, as the network sees them.
  ///
  /// It decides which of the given views is nearest to a camera.
  package static func squaredDistance(_ first: [Float], _ second: [Float]) -> Float {
    zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

extension Pose {
  /// The pose as the network sees it.
  ///
  /// - Parameter encoding: the order of sines and cosines.
  /// - Returns: 7 numbers, computed in `Double` and rounded once.
  /// - Source: tf-gqn `data_provider/gqn_provider.py`, `_preprocess_cameras`.
  public func encoded(as encoding: PoseEncoding = .training) -> [Float] {
    let angles: [Double] =
      switch encoding {
      case .training: [sin(yaw), cos(yaw), sin(pitch), cos(pitch)]
      case .predictor: [cos(yaw), sin(yaw), cos(pitch), sin(pitch)]
      }
    return [Float(position.x), Float(position.y), Float(position.z)] + angles.map { Float($0) }
  }

  /// The pose that 7 network inputs stand for, its angles in (−π, π]; nil unless there are 7.
  ///
  /// - Parameters:
  ///   - numbers: the network's inputs; sine and cosine need not lie on the unit circle.
  ///   - encoding: their order.
  public init?(encoded numbers: [Float], as encoding: PoseEncoding = .training) {
    guard numbers.count == 7 else { return nil }
    let values = numbers.map { Double($0) }
    let (sine, cosine) =
      switch encoding {
      case .training: (0, 1)
      case .predictor: (1, 0)
      }
    self.init(
      position: SIMD3(values[0], values[1], values[2]),
      yaw: atan2(values[3 + sine], values[3 + cosine]),
      pitch: atan2(values[5 + sine], values[5 + cosine]))
  }
}
