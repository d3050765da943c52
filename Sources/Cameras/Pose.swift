import Glibc

/// Where a camera is and where it looks; a camera never rolls.
///
/// The conventions are those of DeepMind's GQN datasets, measured on genuine views. The z axis points up.
/// The looking direction is `(cos pitch · cos yaw, −cos pitch · sin yaw, sin pitch)`: yaw 0 looks along
/// +x, a growing yaw turns to the right (clockwise seen from above, so yaw 90° looks along −y), and a
/// positive pitch looks up.
public struct Pose: Sendable, Hashable {
  /// Where the camera is, x, y, z, in the model's units.
  public var position: SIMD3<Double>

  /// The turn about the z axis in radians. Every number is allowed; whole turns change nothing.
  public var yaw: Double

  /// The tilt in radians: −π/2 looks straight down, 0 along the horizon, π/2 straight up.
  public var pitch: Double

  /// A pose from raw dataset values.
  ///
  /// - Parameters:
  ///   - position: x, y, z in the model's units.
  ///   - yaw: turn in radians.
  ///   - pitch: tilt in radians.
  public init(position: SIMD3<Double>, yaw: Double, pitch: Double) {
    self.position = position
    self.yaw = yaw
    self.pitch = pitch
  }

  /// A pose with its angles in degrees.
  ///
  /// - Parameters:
  ///   - position: x, y, z in the model's units.
  ///   - yawDegrees: turn in degrees.
  ///   - pitchDegrees: tilt in degrees.
  public init(position: SIMD3<Double>, yawDegrees: Double, pitchDegrees: Double) {
    self.init(position: position, yaw: radians(yawDegrees), pitch: radians(pitchDegrees))
  }

  /// The pose that looks from one point at another, or nil where the two are the same.
  ///
  /// Straight up and straight down have no yaw of their own; it is 0 then.
  ///
  /// - Parameters:
  ///   - position: where the camera is.
  ///   - target: the point in the middle of its picture.
  public init?(position: SIMD3<Double>, lookingAt target: SIMD3<Double>) {
    let direction = target - position
    guard let (yaw, pitch) = angles(of: direction) else { return nil }
    self.init(position: position, yaw: yaw, pitch: pitch)
  }

  /// The pose on a sphere round the origin that looks at the origin, as the Shepard-Metzler views do:
  /// `p = r (cos φ cos ε, sin φ cos ε, sin ε)`, `yaw = π − φ`, `pitch = −ε`.
  ///
  /// - Parameters:
  ///   - azimuth: φ in radians, counter-clockwise from the x axis seen from above.
  ///   - elevation: ε in radians above the xy plane.
  ///   - radius: r, above 0.
  /// - Returns: The pose.
  public static func orbiting(azimuth: Double, elevation: Double, radius: Double) -> Pose {
    let horizontal = radius * cos(elevation)
    return Pose(
      position: SIMD3(
        horizontal * cos(azimuth), horizontal * sin(azimuth), radius * sin(elevation)),
      yaw: .pi - azimuth, pitch: -elevation)
  }

  /// The unit vector along which the camera looks.
  public var direction: SIMD3<Double> {
    SIMD3(cos(pitch) * cos(yaw), -cos(pitch) * sin(yaw), sin(pitch))
  }

  /// The yaw in degrees.
  public var yawDegrees: Double { yaw * 180 / .pi }

  /// The pitch in degrees.
  public var pitchDegrees: Double { pitch * 180 / .pi }

  /// True if all five numbers are finite.
  public var isFinite: Bool {
    position.x.isFinite && position.y.isFinite && position.z.isFinite && yaw.isFinite
      && pitch.isFinite
  }
}

/// Yaw and pitch of a looking direction of any length; nil for one without length.
func angles(of direction: SIMD3<Double>) -> (yaw: Double, pitch: Double)? {
  let horizontal = hypot(direction.x, direction.y)
  guard horizontal > 0 || direction.z != 0, horizontal.isFinite else { return nil }
  // `0 - y` rather than `-y`: atan2 takes a negative zero for the other side of the cut.
  let yaw = horizontal > 0 ? atan2(0 - direction.y, direction.x) : 0
  return (yaw, atan2(direction.z, horizontal))
}

func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }

func length(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }
