extension CameraPath {
  /// A smooth flight through poses.
  ///
  /// The path is a cubic spline that passes exactly through every key and turns the shorter way round
  /// between neighbours (see ``PoseSpline``). Without times it is flown at a constant speed, where a
  /// radian of turning counts as ``radianLength`` units of way, so that turning on the spot takes time too.
  public struct Keyframes: Sendable, Hashable {
    /// How much way a radian of turning or tilting is worth, in the model's units.
    public static let radianLength = 1.0

    /// The poses to pass through.
    public var keys: [Pose]

    /// When each key is passed, rising; only the proportions matter. Nil for constant speed.
    public var times: [Double]?

    /// True to fly on from the last key to the first. With times, the last key must repeat the first one.
    public var loop: Bool

    /// A flight through poses.
    ///
    /// - Parameters:
    ///   - keys: at least two.
    ///   - times: one for each key, rising; nil for constant speed.
    ///   - loop: whether the path closes.
    public init(keys: [Pose], times: [Double]? = nil, loop: Bool = false) {
      self.keys = keys
      self.times = times
      self.loop = loop
    }

    /// The cameras of the path; without a loop both ends are included.
    ///
    /// - Parameter frames: how many.
    /// - Returns: As many cameras.
    /// - Throws: ``CameraError`` for a bad number of frames, too few keys, or times that do not rise.
    public func cameras(frames: Int) throws(CameraError) -> [Camera] {
      guard keys.count >= 2 else { throw .tooFewKeys(found: keys.count, needed: 2) }
      let places = try CameraPath.parameters(frames: frames, closed: loop)
      if let index = keys.firstIndex(where: { !$0.isFinite }) { throw .notFinite(frame: index + 1) }
      var cameras: [Camera] = []
      if let times {
        let spline = try timedSpline(times)
        for place in places {
          let pose = spline.pose(at: spline.duration * place)
          cameras.append(try CameraPath.finite(pose, frame: cameras.count + 1))
        }
      } else {
        let spline = PoseSpline(through: keys, loop: loop)
        let way = spline.arcLengths()
        for place in places {
          let pose = spline.pose(at: way.knot(at: place))
          cameras.append(try CameraPath.finite(pose, frame: cameras.count + 1))
        }
      }
      return cameras
    }

    private func timedSpline(_ times: [Double]) throws(CameraError) -> PoseSpline {
      guard times.count == keys.count else {
        throw .timeCount(found: times.count, expected: keys.count)
      }
      for index in times.indices.dropFirst() where !(times[index] > times[index - 1]) {
        throw .timesNotRising(key: index + 1)
      }
      if loop, let first = keys.first, let last = keys.last,
        first.position != last.position
          || abs(shortestTurn(from: first.yaw, to: last.yaw)) > 1e-9 || first.pitch != last.pitch
      {
        throw .openTimedLoop
      }
      return PoseSpline(
        through: keys, durations: zip(times.dropFirst(), times).map { $0 - $1 }, loop: loop)
    }
  }
}
