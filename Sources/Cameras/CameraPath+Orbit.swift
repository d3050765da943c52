import Glibc

extension CameraPath {
  /// A ring round a centre, looking at one point all the way.
  public struct Orbit: Sendable, Hashable {
    /// Where on the ring's axis the camera flies.
    public enum Level: Sendable, Hashable {
      /// The ring's own radius is ``Orbit/radius``, this many units above the centre.
      case height(Double)

      /// On the sphere of ``Orbit/radius`` round the centre, this many radians above its equator.
      case elevation(Double)
    }

    /// The middle of the ring or sphere.
    public var centre: SIMD3<Double>

    /// The radius of the ring (with a height) or of the sphere (with an elevation).
    public var radius: Double

    /// Where on the axis.
    public var level: Level

    /// The point in the middle of every picture.
    public var target: SIMD3<Double>

    /// Azimuth of the first frame in degrees, counter-clockwise from the x axis seen from above.
    public var startDegrees: Double

    /// How far to fly, in degrees; a negative number flies clockwise. Whole turns close the path.
    public var degrees: Double

    /// A ring.
    ///
    /// - Parameters:
    ///   - centre: the middle, the origin by default.
    ///   - radius: above 0.
    ///   - level: height or elevation.
    ///   - target: what is looked at; the centre if nil.
    ///   - startDegrees: azimuth of the first frame.
    ///   - degrees: how far to fly.
    public init(
      centre: SIMD3<Double> = .zero, radius: Double, level: Level = .height(0),
      lookingAt target: SIMD3<Double>? = nil, startDegrees: Double = 0, degrees: Double = 360
    ) {
      self.centre = centre
      self.radius = radius
      self.level = level
      self.target = target ?? centre
      self.startDegrees = startDegrees
      self.degrees = degrees
    }

    /// The cameras of the path.
    ///
    /// - Parameter frames: how many.
    /// - Returns: As many cameras.
    /// - Throws: ``CameraError`` for a bad number of frames or a ring that meets its target.
    public func cameras(frames: Int) throws(CameraError) -> [Camera] {
      let (ring, height) =
        switch level {
        case .height(let height): (radius, height)
        case .elevation(let angle): (radius * cos(angle), radius * sin(angle))
        }
      let closed = degrees != 0 && degrees.remainder(dividingBy: 360) == 0
      let places = try CameraPath.parameters(frames: frames, closed: closed)
      return try CameraPath.looking(
        from: places.map { place in
          let azimuth = radians(startDegrees + degrees * place)
          return centre + SIMD3(ring * cos(azimuth), ring * sin(azimuth), height)
        }, at: target)
    }
  }
}
