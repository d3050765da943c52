import Testing

@testable import Pages

struct CurveChartTests {
  private func chart(
    _ points: [(Double, Double)], isLogarithmic: Bool = false, isMarked: Bool = false
  ) -> String {
    CurveChart(
      "Loss <&>", [.init("train", points.map { (x: $0.0, y: $0.1) }, isMarked: isMarked)],
      xLabel: "step", isLogarithmic: isLogarithmic
    ).figure
  }

  /// The points of the curve in the drawing.
  private func places(_ figure: String) -> [(x: Double, y: Double)] {
    guard let start = figure.firstRange(of: "class=\"curve s0\" d=\"M") else { return [] }
    let path = figure[start.upperBound...].prefix { $0 != "\"" }
    return path.split(separator: "L").compactMap { pair in
      let numbers = pair.split(separator: " ").compactMap { Double($0) }
      return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
  }

  @Test func `larger values stand higher, later ones further right`() {
    let found = places(chart([(0, 10), (50, 5), (100, 0)]))
    #expect(found.count == 3)
    #expect(found[0].x < found[1].x && found[1].x < found[2].x)
    #expect(found[0].y < found[1].y && found[1].y < found[2].y)
    #expect(found.allSatisfy { (0...480).contains($0.x) && (0...240).contains($0.y) })
  }

  @Test func `a logarithmic axis gives decades the same room`() {
    let found = places(chart([(0, 1000), (1, 100), (2, 10)], isLogarithmic: true))
    #expect(abs((found[1].y - found[0].y) - (found[2].y - found[1].y)) < 0.11)
  }

  @Test func `what cannot be shown is left out`() {
    #expect(chart([]) == "")
    #expect(chart([(0, .nan), (1, .infinity)]) == "")
    #expect(chart([(0, 0), (1, -1)], isLogarithmic: true) == "")
    #expect(places(chart([(0, 1), (1, .nan), (2, 3)])).count == 2)
  }

  @Test func `a single point and a level curve have their place`() {
    for points in [[(5.0, 5.0)], [(0, 3), (1, 3)], [(0, 1e300), (1, -1e300)], [(0, 1e-300)]] {
      let figure = chart(points)
      #expect(places(figure).count == points.count, "\(points)")
      #expect(!figure.contains("nan") && !figure.contains("inf"))
    }
    #expect(chart([(5, 5)]).contains("<circle"))
  }

  @Test func `long curves are thinned by means`() {
    let figure = chart((0..<10_000).map { (Double($0), $0 % 2 == 0 ? 0 : 2) })
    let found = places(figure)
    #expect(found.count == 240)
    // Means of as many zeros as twos: a level line, but for parts with an odd count.
    #expect((found.map(\.y).max() ?? 0) - (found.map(\.y).min() ?? 0) < 220)
  }

  @Test func `the text is safe and tells the last values`() {
    let figure = chart([(0, 10), (100, 0.25)])
    #expect(figure.contains("Loss &lt;&amp;&gt;: ") && !figure.contains("<&>"))
    #expect(figure.contains("train 0.25"))
  }
}
