/// A cubic Hermite spline through poses, continuous in its first derivative.
///
/// The slopes at the keys are those of a Catmull-Rom spline on uneven knots (Barry and Goldman 1988). With
/// knots that are square roots of the distances (centripetal: Yuksel, Schaefer and Keyser 2011) it has
/// neither cusps nor loops between keys. Two additions:
///
/// - a slope is never more than three times the slope of the straight way on either side (the bound of
///   Fritsch and Carlson 1980), so that a camera that stands still, or only turns, between two keys does not
///   wander;
/// - yaw and pitch are monotonic between keys, so that they never swing past one.
struct PoseSpline {
  /// One piece: from a pose, by a difference, in a stretch of the knot parameter.
  struct Segment {
    var start: Pose
    var way: SIMD3<Double>
    var turn: SIMD2<Double>
    var duration: Double
    var slopes: (way: SIMD3<Double>, turn: SIMD2<Double>) = (.zero, .zero)
    var endSlopes: (way: SIMD3<Double>, turn: SIMD2<Double>) = (.zero, .zero)

    /// The combined length of the straight way, see ``CameraPath/Keyframes/radianLength``.
    var distance: Double { PoseSpline.distance(way, turn) }
  }

  private(set) var segments: [Segment]

  /// The knot parameter at which each segment begins.
  private(set) var knots: [Double] = []

  /// The last knot.
  private(set) var duration = 0.0

  /// A spline on centripetal knots, for constant speed; equal neighbours are one key.
  init(through keys: [Pose], loop: Bool) {
    var segments = Self.segments(through: loop ? keys + keys.prefix(1) : keys)
    segments.removeAll { $0.distance < 1e-9 }
    for index in segments.indices {
      segments[index].duration = segments[index].distance.squareRoot()
    }
    self.init(segments, loop: loop, first: keys[0])
  }

  /// A spline whose keys are passed at given times.
  ///
  /// - Precondition: there is a duration above 0 between each two neighbours.
  init(through keys: [Pose], durations: [Double], loop: Bool) {
    var segments = Self.segments(through: keys)
    for (index, duration) in durations.enumerated() { segments[index].duration = duration }
    self.init(segments, loop: loop, first: keys[0])
  }

  private init(_ segments: [Segment], loop: Bool, first: Pose) {
    self.segments = segments
    // Keys that are all the same are one piece that stands still.
    if segments.isEmpty {
      self.segments = [Segment(start: first, way: .zero, turn: .zero, duration: 1)]
    }
    setSlopes(loop: loop)
    for segment in self.segments {
      knots.append(duration)
      duration += segment.duration
    }
  }

  private static func segments(through keys: [Pose]) -> [Segment] {
    // The yaws go on from each other without jumps, whatever turn the keys are written in.
    var yaw = keys.first?.yaw ?? 0
    return zip(keys, keys.dropFirst()).map { key, next in
      let turn = SIMD2(shortestTurn(from: yaw, to: next.yaw), next.pitch - key.pitch)
      let start = Pose(position: key.position, yaw: yaw, pitch: key.pitch)
      yaw += turn.x
      return Segment(start: start, way: next.position - key.position, turn: turn, duration: 0)
    }
  }

  // MARK: - Slopes

  private mutating func setSlopes(loop: Bool) {
    let last = segments.count - 1
    for index in 0...last {
      let next = index < last ? index + 1 : 0
      if index == last, !loop { break }
      let (a, b) = (segments[index], segments[next])
      let total = a.duration + b.duration
      let (wayA, wayB) = (a.way / a.duration, b.way / b.duration)
      let (turnA, turnB) = (a.turn / a.duration, b.turn / b.duration)
      let way = (wayA * b.duration + wayB * a.duration) / total
      let turn = (turnA * b.duration + turnB * a.duration) / total
      let slopes = (
        way: Self.limited(way, wayA, wayB),
        turn: SIMD2(
          Self.monotonic(turn.x, turnA.x, turnB.x), Self.monotonic(turn.y, turnA.y, turnB.y))
      )
      segments[index].endSlopes = slopes
      segments[next].slopes = slopes
    }
    guard !loop else { return }
    // The two open ends: no curvature there.
    setOpenEnd(of: 0, \.slopes, opposite: \.endSlopes, isOnly: last == 0)
    setOpenEnd(of: last, \.endSlopes, opposite: \.slopes, isOnly: last == 0)
  }

  private mutating func setOpenEnd(
    of index: Int, _ end: WritableKeyPath<Segment, (way: SIMD3<Double>, turn: SIMD2<Double>)>,
    opposite: KeyPath<Segment, (way: SIMD3<Double>, turn: SIMD2<Double>)>, isOnly: Bool
  ) {
    let segment = segments[index]
    let (way, turn) = (segment.way / segment.duration, segment.turn / segment.duration)
    guard !isOnly else {
      segments[index][keyPath: end] = (way, turn)
      return
    }
    let other = segment[keyPath: opposite]
    let openTurn = turn * 1.5 - other.turn * 0.5
    segments[index][keyPath: end] = (
      way: Self.limited(way * 1.5 - other.way * 0.5, way, way),
      turn: SIMD2(
        Self.monotonic(openTurn.x, turn.x, turn.x), Self.monotonic(openTurn.y, turn.y, turn.y))
    )
  }

  private static func limited(
    _ slope: SIMD3<Double>, _ before: SIMD3<Double>, _ after: SIMD3<Double>
  ) -> SIMD3<Double> {
    let bound = 3 * min(length(before), length(after))
    let size = length(slope)
    return size > bound ? slope * (bound / size) : slope
  }

  private static func monotonic(_ slope: Double, _ before: Double, _ after: Double) -> Double {
    guard before * after > 0, slope * before > 0 else { return 0 }
    let bound = 3 * min(abs(before), abs(after))
    return max(-bound, min(bound, slope))
  }

  // MARK: - Evaluation

  static func distance(_ way: SIMD3<Double>, _ turn: SIMD2<Double>) -> Double {
    let turn = turn * CameraPath.Keyframes.radianLength
    return ((way * way).sum() + (turn * turn).sum()).squareRoot()
  }

  /// The pose at a knot parameter in 0...``duration``.
  func pose(at knot: Double) -> Pose {
    // The last segment that begins at or before the knot, by halving.
    var (low, high) = (0, segments.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if knots[middle] <= knot { low = middle } else { high = middle }
    }
    let segment = segments[low]
    return segment.pose(at: min(max((knot - knots[low]) / segment.duration, 0), 1))
  }
}

extension PoseSpline.Segment {
  /// The pose at u in 0...1 of the segment.
  func pose(at u: Double) -> Pose {
    // The cubic Hermite basis: h01 for the difference, h10 and h11 for the slopes.
    let h01 = u * u * (3 - 2 * u)
    let h10 = u * (1 - u) * (1 - u) * duration
    let h11 = u * u * (u - 1) * duration
    let position = start.position + way * h01 + slopes.way * h10 + endSlopes.way * h11
    let turned = turn * h01 + slopes.turn * h10 + endSlopes.turn * h11
    return Pose(position: position, yaw: start.yaw + turned.x, pitch: start.pitch + turned.y)
  }
}
