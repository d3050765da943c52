extension CameraPath {
  /// A turn and tilt in place.
  public struct Look: Sendable, Hashable {
    /// Where the camera stands.
    public var position: SIMD3<Double>

    /// First and last yaw in degrees; the difference may be more than a turn, and is not shortened.
    public var yawDegrees: SIMD2<Double>

    /// First and last pitch in degrees.
    public var pitchDegrees: SIMD2<Double>

    /// A turn and tilt.
    ///
    /// - Parameters:
    ///   - position: where the camera stands.
    ///   - yawDegrees: first and last yaw.
    ///   - pitchDegrees: first and last pitch.
    public init(
      position: SIMD3<Double>, yawDegrees: SIMD2<Double>, pitchDegrees: SIMD2<Double>
    ) {
      self.position = position
      self.yawDegrees = yawDegrees
      self.pitchDegrees = pitchDegrees
    }

    /// The cameras of the path. Whole turns without a tilt close it; otherwise both ends are included.
    ///
    /// - Parameter frames: how many.
    /// - Returns: As many cameras.
    /// - Throws: ``CameraError`` for a bad number of frames.
    public func cameras(frames: Int) throws(CameraError) -> [Camera] {
      let turn = yawDegrees.y - yawDegrees.x
      let tilt = pitchDegrees.y - pitchDegrees.x
      let closed = turn != 0 && turn.remainder(dividingBy: 360) == 0 && tilt == 0
      var cameras: [Camera] = []
      for place in try CameraPath.parameters(frames: frames, closed: closed) {
        let pose = Pose(
          position: position, yawDegrees: yawDegrees.x + turn * place,
          pitchDegrees: pitchDegrees.x + tilt * place)
        cameras.append(try CameraPath.finite(pose, frame: cameras.count + 1))
      }
      return cameras
    }
  }
}
