/// How far along a spline each of its knots is, to fly it at a constant speed.
struct ArcLengths {
  /// Straight pieces a segment is cut into. At 128, the speed over a frame is even to about 1 % however
  /// unevenly the knots are passed.
  private static let pieces = 128

  private var knots: [Double] = [0]
  private var lengths: [Double] = [0]

  /// The length of the whole path in the combined measure.
  private var total: Double { lengths[lengths.count - 1] }

  init(of spline: PoseSpline) {
    for (segment, start) in zip(spline.segments, spline.knots) {
      var last = segment.start
      for piece in 1...Self.pieces {
        let u = Double(piece) / Double(Self.pieces)
        let pose = segment.pose(at: u)
        let step = PoseSpline.distance(
          pose.position - last.position, SIMD2(pose.yaw - last.yaw, pose.pitch - last.pitch))
        knots.append(start + segment.duration * u)
        lengths.append(total + step)
        last = pose
      }
    }
  }

  /// The knot parameter at a share, 0 to 1, of the whole way.
  func knot(at share: Double) -> Double {
    let length = total * share
    var (low, high) = (0, lengths.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lengths[middle] <= length { low = middle } else { high = middle }
    }
    let step = lengths[high] - lengths[low]
    let part = step > 0 ? (length - lengths[low]) / step : 0
    return knots[low] + (knots[high] - knots[low]) * part
  }
}

extension PoseSpline {
  func arcLengths() -> ArcLengths { ArcLengths(of: self) }
}
