/// Why there is no camera, or no path of them.
public enum CameraError: Error, Sendable, Equatable {
  /// The number of frames is not in ``CameraPath/frameRange``.
  case frameCount(Int)

  /// A number of the path is not finite, or so large that the frame's pose is not.
  case notFinite(frame: Int)

  /// The camera of this frame (from 1) stands on the very point that it shall look at.
  case targetAtCamera(frame: Int)

  /// A path between poses needs more of them.
  case tooFewKeys(found: Int, needed: Int)

  /// There are times for some keys, or not as many as keys.
  case timeCount(found: Int, expected: Int)

  /// The time of this key (from 1) is not later than the one before.
  case timesNotRising(key: Int)

  /// A loop with times must end where it begins.
  case openTimedLoop

  /// A matrix that is not 16 finite numbers ending in 0, 0, 0, 1.
  case notAPoseMatrix

  /// A matrix whose first three columns are not perpendicular unit vectors of a right-handed frame.
  case notARotation

  /// An imported camera is rolled about its looking direction.
  case rolled(degrees: Double, tolerance: Double)

  /// The path needs cameras of the scene or its record, and there are none.
  case noCameras
}

extension CameraError: CustomStringConvertible {
  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .frameCount(let count):
      "\(count) frames, expected \(CameraPath.frameRange.lowerBound)...\(CameraPath.frameRange.upperBound)"
    case .notFinite(let frame):
      "frame \(frame): the pose is not finite; use smaller numbers"
    case .targetAtCamera(let frame):
      "frame \(frame): the camera stands on the point it shall look at; move one of them"
    case .tooFewKeys(let found, let needed):
      "\(found) poses, at least \(needed) are needed to move between them; add some"
    case .timeCount(let found, let expected):
      "\(found) of \(expected) keys have a time; give every key one, or none"
    case .timesNotRising(let key):
      "key \(key): its time is not later than the one before; sort the keys by time"
    case .openTimedLoop:
      "a loop with times must end on the pose it begins with; repeat the first key with its time"
    case .notAPoseMatrix:
      "the matrix is not 4×4 finite numbers with 0, 0, 0, 1 as its last row"
    case .notARotation:
      "the matrix is not a rotation and a position; remove scaling, shear and mirroring"
    case .rolled(let degrees, let tolerance):
      "the camera is rolled by \(rounded(degrees))°, the model knows no roll "
        + "(at most \(rounded(tolerance))° is ignored); level it"
    case .noCameras:
      "there are no cameras to follow; the dataset's record has none"
    }
  }

  private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
