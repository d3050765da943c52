internal import Cameras

/// The pixels in which something can be seen.
struct PixelBounds {
  let columns, rows: Range<Int>

  private init(_ columns: Range<Int>, _ rows: Range<Int>) {
    self.columns = columns
    self.rows = rows
  }

  /// All of a picture.
  init(all view: PerspectiveView) {
    columns = 0..<view.width
    rows = 0..<view.height
  }

  /// The pixels that a ball may be seen in: all of them and maybe a few more.
  ///
  /// The ball's bounding cube along the camera's axes is projected: its nearest and its farthest side
  /// have the extremes.
  init(ofBallAt centre: Vector, radius: Double, in view: PerspectiveView) {
    let offset = centre - view.pose.position
    let depth = dot(offset, view.forward)
    guard depth + radius > 0 else {
      self.init(0..<0, 0..<0)
      return
    }
    guard depth - radius > 1e-6 else {
      self.init(all: view)
      return
    }
    // Pixels a unit at the distance 1, by projecting a point of the optical axis and one beside it.
    let scale = Self.pixelsPerUnit(view)
    func range(_ side: Double, _ count: Int) -> Range<Int> {
      let low = side - radius
      let high = side + radius
      let first = min(low / (depth - radius), low / (depth + radius)) * scale
      let last = max(high / (depth - radius), high / (depth + radius)) * scale
      let middle = Double(count) / 2
      let lower = min(max(middle + first - 1, 0), Double(count))
      let upper = min(max(middle + last + 1, 0), Double(count))
      return Int(lower)..<Int(upper.rounded(.up))
    }
    self.init(
      range(dot(offset, view.right), view.width), range(-dot(offset, view.up), view.height))
  }

  private static func pixelsPerUnit(_ view: PerspectiveView) -> Double {
    let step = view.direction(x: 1, y: 0) - view.direction(x: 0, y: 0)
    return 1 / dot(step, step).squareRoot()
  }
}
