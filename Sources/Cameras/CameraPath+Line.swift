extension CameraPath {
  /// A straight line, at a constant speed.
  public struct Line: Sendable, Hashable {
    /// Where the camera looks on its way.
    public enum Gaze: Sendable, Hashable {
      /// At one point.
      case target(SIMD3<Double>)

      /// From the first pose's yaw to the last one's, the shorter way round, and likewise in pitch.
      case turning(from: SIMD2<Double>, to: SIMD2<Double>)
    }

    /// Where the line begins.
    public var start: SIMD3<Double>

    /// Where it ends.
    public var end: SIMD3<Double>

    /// Where the camera looks.
    public var gaze: Gaze

    /// A line that looks at one point.
    ///
    /// - Parameters:
    ///   - start: where it begins.
    ///   - end: where it ends.
    ///   - target: what is looked at.
    public init(from start: SIMD3<Double>, to end: SIMD3<Double>, lookingAt target: SIMD3<Double>) {
      self.start = start
      self.end = end
      gaze = .target(target)
    }

    /// A line from one pose to another.
    ///
    /// - Parameters:
    ///   - first: the first frame's pose.
    ///   - last: the last frame's pose.
    public init(from first: Pose, to last: Pose) {
      start = first.position
      end = last.position
      gaze = .turning(
        from: SIMD2(first.yaw, first.pitch), to: SIMD2(last.yaw, last.pitch))
    }

    /// The cameras of the path, both ends included; a single frame is at the start.
    ///
    /// - Parameter frames: how many.
    /// - Returns: As many cameras.
    /// - Throws: ``CameraError`` for a bad number of frames or a line through its target.
    public func cameras(frames: Int) throws(CameraError) -> [Camera] {
      let places = try CameraPath.parameters(frames: frames, closed: false)
      let positions = places.map { start * (1 - $0) + end * $0 }
      switch gaze {
      case .target(let target):
        return try CameraPath.looking(from: positions, at: target)
      case .turning(let from, let to):
        let turn = SIMD2(shortestTurn(from: from.x, to: to.x), to.y - from.y)
        var cameras: [Camera] = []
        for (position, place) in zip(positions, places) {
          let angles = from + turn * place
          let pose = Pose(position: position, yaw: angles.x, pitch: angles.y)
          cameras.append(try CameraPath.finite(pose, frame: cameras.count + 1))
        }
        return cameras
      }
    }
  }
}

/// The turn in [−π, π] that leads from one yaw to another; half a turn goes the positive way.
func shortestTurn(from start: Double, to end: Double) -> Double {
  let turn = (end - start).remainder(dividingBy: 2 * .pi)
  // Degrees that differ by 180 are half a turn up to rounding, on either side of it.
  return turn < -.pi + 1e-9 ? turn + 2 * .pi : turn
}
