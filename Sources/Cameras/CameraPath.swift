/// Paths of a camera, each a value that gives its cameras for any number of frames.
///
/// Frames are spread evenly over the path. A path that closes does not show its first frame twice: the
/// last frame is one step before it, so that the film can be played in a loop.
public enum CameraPath {
  /// How many frames a path may have.
  public static let frameRange = 1...100_000

  /// The places of the frames on a path from 0 to 1.
  ///
  /// - Parameters:
  ///   - frames: how many.
  ///   - closed: true leaves out 1, which is the same as 0; false includes both ends.
  /// - Returns: The places, rising from 0.
  /// - Throws: ``CameraError/frameCount(_:)``.
  static func parameters(
    frames: Int, closed: Bool
  ) throws(CameraError) -> some Sequence<Double> {
    guard frameRange.contains(frames) else { throw .frameCount(frames) }
    let steps = Double(closed ? frames : max(frames - 1, 1))
    return (0..<frames).lazy.map { Double($0) / steps }
  }

  /// Looks from each position at one point.
  static func looking(
    from positions: some Sequence<SIMD3<Double>>, at target: SIMD3<Double>
  ) throws(CameraError) -> [Camera] {
    var cameras: [Camera] = []
    for position in positions {
      let frame = cameras.count + 1
      guard let pose = Pose(position: position, lookingAt: target) else {
        throw position == target ? .targetAtCamera(frame: frame) : .notFinite(frame: frame)
      }
      cameras.append(try finite(pose, frame: frame))
    }
    return cameras
  }

  static func finite(_ pose: Pose, frame: Int) throws(CameraError) -> Camera {
    guard pose.isFinite else { throw .notFinite(frame: frame) }
    return Camera(pose)
  }
}
