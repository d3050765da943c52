internal import Glibc

/// Where the points of a map lie in its drawing: equal scale on both axes, y up.
struct MapScale {
  /// The drawing's width in pixels.
  static let width = 480.0
  /// The strip below the map that holds its scale bar, in pixels.
  static let footer = 40.0
  /// Room for a camera's cone and number at the border, in pixels.
  private static let margin = 44.0

  /// The map's height in pixels, without the footer.
  let height: Double
  /// Pixels in one of the model's units.
  let pixelsPerUnit: Double
  /// The grid's spacing, 1, 2 or 5 times a power of ten, in the model's units.
  let step: Double
  private let centre: (x: Double, y: Double)

  /// The scale that shows all cameras. They are finite; there may be none.
  init(_ cameras: [MapCamera]) {
    let xs = Self.range(cameras.map(\.x))
    let ys = Self.range(cameras.map(\.y))
    centre = ((xs.low + xs.high) / 2, (ys.low + ys.high) / 2)
    let (wide, high) = (xs.high - xs.low, ys.high - ys.low)
    // Points that are equal, or differ by rounding alone, get a map of one unit.
    let magnitude = max(abs(centre.x), abs(centre.y), 1)
    let extent = max(wide, high) > magnitude * 1e-9 ? max(wide, high) : 1
    // A flat or tall set still gets a map that one can look at.
    let inner = Self.width - 2 * Self.margin
    let innerHeight = min(max(high / extent, 0.55) * inner, inner)
    pixelsPerUnit = min(inner / max(wide, extent * 1e-6), innerHeight / max(high, extent * 1e-6))
    height = (innerHeight + 2 * Self.margin).rounded()
    step = Self.niceStep(Self.width / pixelsPerUnit / 6)
  }

  private static func range(_ values: [Double]) -> (low: Double, high: Double) {
    (values.min() ?? 0, values.max() ?? 0)
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is not below `value`.
  static func niceStep(_ value: Double) -> Double {
    let exponent = Int(log10(value).rounded(.down))
    let power = pow(10, Double(abs(exponent)))
    for factor in [1.0, 2, 5] {
      let step = exponent >= 0 ? factor * power : factor / power
      if step >= value { return step }
    }
    return exponent >= 0 ? 10 * power : 10 / power
  }

  // MARK: - Places

  /// A camera's place in pixels from the top left.
  func place(_ camera: MapCamera) -> (x: Double, y: Double) { (x(camera.x), y(camera.y)) }

  /// A camera's place as an SVG transform.
  func transform(_ camera: MapCamera) -> String {
    let (x, y) = place(camera)
    return "translate(\(HTMLText.tenths(x)) \(HTMLText.tenths(y)))"
  }

  /// A camera's looking direction in whole degrees clockwise from the right, as SVG turns things.
  func degrees(_ camera: MapCamera) -> Int? {
    guard hypot(camera.dx, camera.dy) > 1e-6 else { return nil }
    return Int((atan2(-camera.dy, camera.dx) * 180 / .pi).rounded())
  }

  /// The upright grid lines: their values and places.
  var columns: [(value: Double, place: Double)] {
    lines(from: centre.x - Self.width / 2 / pixelsPerUnit, pixels: Self.width)
      .map { ($0, x($0)) }
  }

  /// The level grid lines: their values and places.
  var rows: [(value: Double, place: Double)] {
    lines(from: centre.y - height / 2 / pixelsPerUnit, pixels: height).map { ($0, y($0)) }
  }

  private func lines(from low: Double, pixels: Double) -> [Double] {
    let first = (low / step).rounded(.up)
    let count = Int(pixels / pixelsPerUnit / step) + 1
    return (0..<count).map { (first + Double($0)) * step }
      .filter { $0 <= low + pixels / pixelsPerUnit }
  }

  private func x(_ value: Double) -> Double {
    Self.width / 2 + (value - centre.x) * pixelsPerUnit
  }

  private func y(_ value: Double) -> Double { height / 2 - (value - centre.y) * pixelsPerUnit }
}
