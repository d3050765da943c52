/// A curve of one number for each frame, as a drawing in SVG, from 0 up.
///
/// Its marker, the element `chart-now`, is for a script to move: it lies at the first frame, and the next
/// is `data-step` pixels to the right.
package struct LineChart: Sendable {
  /// A number of at least 0 for each frame, in order; those that are not finite are left out.
  package var values: [Double]
  /// What is shown, for those who do not see it.
  package var title: String

  /// Describes a curve.
  package init(_ values: [Double], title: String) {
    self.values = values
    self.title = title
  }

  private static let width = 960.0
  private static let height = 150.0
  /// Room for the numbers, in pixels.
  private static let left = 44.0
  private static let right = 14.0
  private static let top = 14.0
  private static let bottom = 26.0
  /// The most points a long curve is drawn with.
  private static let points = 900

  /// The drawing; the same values give the same text.
  package var svg: String {
    let finite = values.filter(\.isFinite)
    let gap = MapScale.niceStep(max(finite.max() ?? 0, 1e-9) / 3)
    let highest = gap * max(1, ((finite.max() ?? 0) / gap).rounded(.up))
    let inner = Self.width - Self.left - Self.right
    let floor = Self.height - Self.bottom
    func x(_ index: Int) -> Double {
      Self.left + inner * Double(index) / Double(max(values.count - 1, 1))
    }
    func y(_ value: Double) -> Double { floor - (floor - Self.top) * value / highest }

    var svg = """
      <svg class="chart" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
      aria-labelledby="chart-title">
      <title id="chart-title">\(HTMLText.escape(title))</title>

      """
    for line in 0...Int((highest / gap).rounded()) {
      let value = Double(line) * gap
      svg +=
        "<path class=\"grid\" d=\"M\(px(Self.left)) \(px(y(value)))H\(px(Self.width - Self.right))\"/>"
      svg += "<text x=\"\(px(Self.left - 8))\" y=\"\(px(y(value) + 4))\" text-anchor=\"end\">"
      svg += "\(HTMLText.number(value))</text>\n"
    }
    let stride = max(1, (values.count + Self.points - 1) / Self.points)
    let places = values.indices.filter { $0 % stride == 0 && values[$0].isFinite }
      .map { "\(px(x($0))),\(px(y(values[$0])))" }
    svg += "<polyline class=\"line\" points=\"\(places.joined(separator: " "))\"/>\n"
    svg += "<text x=\"\(px(Self.left))\" y=\"\(px(Self.height - 8))\">frame 1</text>"
    svg += "<text x=\"\(px(Self.width - Self.right))\" y=\"\(px(Self.height - 8))\" "
    svg += "text-anchor=\"end\">\(values.count)</text>\n"
    let step = HTMLText.number(inner / Double(max(values.count - 1, 1)))
    svg += "<path id=\"chart-now\" class=\"now\" data-step=\"\(step)\" "
    return svg + "d=\"M\(px(Self.left)) \(px(Self.top))V\(px(floor))\"/>\n</svg>\n"
  }

  private func px(_ value: Double) -> String { HTMLText.tenths(value) }
}
