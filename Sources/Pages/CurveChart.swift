internal import Glibc

/// Curves over a common axis, as a drawing in SVG.
///
/// Points whose numbers are not finite are left out, and so are those that a logarithmic axis cannot show.
/// Long curves are drawn by the means of neighbouring points.
package struct CurveChart: Sendable {
  /// One curve.
  package struct Series: Sendable {
    /// What it is, for the key.
    package var name: String
    /// Its points, x rising.
    package var points: [(x: Double, y: Double)]
    /// Whether each point has a mark, as a few measurements should.
    package var isMarked: Bool

    /// Describes a curve.
    package init(_ name: String, _ points: [(x: Double, y: Double)], isMarked: Bool = false) {
      self.name = name
      self.points = points
      self.isMarked = isMarked
    }
  }

  /// What the drawing shows.
  package var title: String
  /// The curves, at most four of them: there are no more colours.
  package var series: [Series]
  /// What x counts, in a word.
  package var xLabel: String
  /// Whether the y axis is logarithmic.
  package var isLogarithmic: Bool

  /// Describes a chart.
  package init(
    _ title: String, _ series: [Series], xLabel: String, isLogarithmic: Bool = false
  ) {
    self.title = title
    self.series = series
    self.xLabel = xLabel
    self.isLogarithmic = isLogarithmic
  }

  /// What the drawing needs of a page's style.
  package static let style = """
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:1.75rem 1.5rem}
    .curves{display:block;width:100%;height:auto;background:var(--card);border:1px solid var(--line);
    border-radius:6px}
    .curves text{font:12px system-ui,sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums}
    .curves .grid{fill:none;stroke:var(--grid)}
    .curves .curve{fill:none;stroke-width:1.75;stroke-linejoin:round}
    .curves .s0{stroke:var(--path)}.curves .s1{stroke:var(--view)}
    .curves .s2{stroke:#7a8f2e}.curves .s3{stroke:#8b5fbf}
    .curves circle{fill:var(--card);stroke-width:1.75}
    .curve-key{white-space:nowrap}
    .key.s0{background:var(--path)}.key.s1{background:var(--view)}
    .key.s2{background:#7a8f2e}.key.s3{background:#8b5fbf}
    """

  private static let width = 480.0
  private static let height = 240.0
  private static let (left, right, top, bottom) = (56.0, 14.0, 14.0, 30.0)
  /// The most points of a curve.
  private static let pointLimit = 240

  /// The drawing with its key, as a figure; nothing where there is no point.
  package var figure: String {
    let shown = series.map { Series($0.name, thinned($0.points), isMarked: $0.isMarked) }
    guard let axes = Axes(shown.flatMap(\.points), isLogarithmic: isLogarithmic) else { return "" }
    var svg = """
      <figure>
      <svg class="curves" viewBox="0 0 \(HTMLText.number(Self.width)) \
      \(HTMLText.number(Self.height))" role="img" aria-label="\(HTMLText.escape(title))">

      """
    for tick in axes.yTicks {
      let y = HTMLText.tenths(axes.y(tick))
      svg += "<path class=\"grid\" d=\"M\(HTMLText.tenths(Self.left)) \(y)H"
      svg += "\(HTMLText.tenths(Self.width - Self.right))\"/>"
      svg += "<text x=\"\(HTMLText.tenths(Self.left - 6))\" y=\"\(y)\" dy=\".35em\" "
      svg += "text-anchor=\"end\">\(Self.label(tick))</text>\n"
    }
    svg += "<text x=\"8\" y=\"\(HTMLText.tenths(Self.height - 10))\">"
    svg += "\(HTMLText.escape(xLabel))</text>\n"
    for tick in axes.xTicks where axes.x(tick) > Self.left + 16 {
      svg += "<text x=\"\(HTMLText.tenths(axes.x(tick)))\" "
      svg += "y=\"\(HTMLText.tenths(Self.height - 10))\" text-anchor=\"middle\">"
      svg += "\(Self.label(tick))</text>\n"
    }
    for (index, curve) in shown.enumerated() where !curve.points.isEmpty {
      let places = curve.points.map {
        (HTMLText.tenths(axes.x($0.x)), HTMLText.tenths(axes.y($0.y)))
      }
      let path = places.map { "\($0.0) \($0.1)" }.joined(separator: "L")
      svg += "<path class=\"curve s\(index % 4)\" d=\"M\(path)\"/>\n"
      guard curve.isMarked || places.count == 1 else { continue }
      for (x, y) in places {
        svg += "<circle class=\"s\(index % 4)\" cx=\"\(x)\" cy=\"\(y)\" r=\"3\"/>"
      }
      svg += "\n"
    }
    return svg + "</svg>\n<figcaption>\(caption(shown))</figcaption>\n</figure>\n"
  }

  /// The title, and which curve is which with its last value.
  private func caption(_ shown: [Series]) -> String {
    let keys = series.enumerated().compactMap { index, curve -> String? in
      guard !shown[index].points.isEmpty, let last = curve.points.last else { return nil }
      return "<span class=\"curve-key\"><span class=\"key s\(index % 4)\"></span>"
        + "\(HTMLText.escape(curve.name)) \(HTMLText.number(last.y))</span>"
    }
    return HTMLText.escape(title) + (isLogarithmic ? ", logarithmic: " : ": ")
      + keys.joined(separator: " ")
  }

  private func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let usable = points.filter {
      $0.x.isFinite && abs($0.y) <= 1e300 && (!isLogarithmic || $0.y > 0)
    }
    guard usable.count > Self.pointLimit else { return usable }
    return (0..<Self.pointLimit).map { index in
      let part = usable[
        index * usable.count / Self.pointLimit..<(index + 1) * usable.count / Self.pointLimit]
      let count = Double(part.count)
      return (part.reduce(0) { $0 + $1.x / count }, part.reduce(0) { $0 + $1.y / count })
    }
  }

  /// A number of an axis: `250 k` is shorter than 250000.
  private static func label(_ value: Double) -> String {
    for (unit, name) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where abs(value) >= unit {
      return HTMLText.number(value / unit) + " " + name
    }
    return HTMLText.number(value)
  }

  /// Where values lie in the drawing.
  private struct Axes {
    private(set) var xTicks: [Double] = []
    private(set) var yTicks: [Double] = []
    private let xRange, yRange: (low: Double, high: Double)
    private let isLogarithmic: Bool

    init?(_ points: [(x: Double, y: Double)], isLogarithmic: Bool) {
      guard !points.isEmpty else { return nil }
      let xs = points.map(\.x)
      let ys = points.map { isLogarithmic ? log10($0.y) : $0.y }
      self.isLogarithmic = isLogarithmic
      xRange = Self.padded(xs.min() ?? 0, xs.max() ?? 0, by: 0)
      yRange = Self.padded(ys.min() ?? 0, ys.max() ?? 0, by: 0.05)
      xTicks = Self.ticks(xRange, count: 5)
      yTicks =
        isLogarithmic ? Self.logarithmicTicks(yRange) : Self.ticks(yRange, count: 5)
    }

    func x(_ value: Double) -> Double {
      CurveChart.left + (value - xRange.low) / (xRange.high - xRange.low)
        * (CurveChart.width - CurveChart.left - CurveChart.right)
    }

    func y(_ value: Double) -> Double {
      let place = isLogarithmic ? log10(value) : value
      return CurveChart.height - CurveChart.bottom
        - (place - yRange.low) / (yRange.high - yRange.low)
        * (CurveChart.height - CurveChart.top - CurveChart.bottom)
    }

    /// A range that is not empty, a little larger on both sides.
    private static func padded(
      _ low: Double, _ high: Double, by share: Double
    ) -> (low: Double, high: Double) {
      let extent = high - low
      guard extent > 1e-12 * max(1, abs(high)) else {
        let room = max(0.5, 0.1 * abs(high))
        return (low - room, high + room)
      }
      return (low - share * extent, high + share * extent)
    }

    private static func ticks(_ range: (low: Double, high: Double), count: Double) -> [Double] {
      let step = MapScale.niceStep((range.high - range.low) / count)
      let first = (range.low / step).rounded(.up)
      let number = Int(((range.high - first * step) / step).rounded(.down)) + 1
      return (0..<max(0, number)).map { (first + Double($0)) * step }
    }

    /// 1, 2 and 5 times powers of ten, or the powers alone where they are many; even steps where there is
    /// hardly more than a factor of 5.
    private static func logarithmicTicks(_ range: (low: Double, high: Double)) -> [Double] {
      guard range.high - range.low > 0.7 else {
        return ticks((pow(10, range.low), pow(10, range.high)), count: 5).filter { $0 > 0 }
      }
      let decades = Int(range.low.rounded(.down))...Int(range.high.rounded(.down))
      let factors: [Double] = range.high - range.low < 2 ? [1, 2, 5] : [1]
      let spacing = max(1, decades.count / 6)
      return decades.filter { $0 % spacing == 0 }.flatMap { decade in
        factors.map { $0 * pow(10, Double(decade)) }
      }.filter { range.low...range.high ~= log10($0) }
    }
  }
}
