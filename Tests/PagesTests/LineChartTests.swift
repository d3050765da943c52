import Testing

@testable import Pages

struct LineChartTests {
  /// The points of the curve.
  private func points(_ svg: String) throws -> [(x: Double, y: Double)] {
    let text = try #require(svg.split(separator: "points=\"").dropFirst().first)
    return try text.prefix { $0 != "\"" }.split(separator: " ").map { pair in
      let numbers = pair.split(separator: ",").compactMap { Double($0) }
      try #require(numbers.count == 2)
      return (numbers[0], numbers[1])
    }
  }

  @Test func `values rise from the floor in one scale`() throws {
    let points = try points(LineChart([0, 10, 20, 5], title: "t").svg)
    #expect(points.count == 4)
    #expect(points[0].y == 124)
    #expect(abs((points[0].y - points[1].y) * 2 - (points[0].y - points[2].y)) < 0.11)
    #expect(abs((points[0].y - points[3].y) * 2 - (points[0].y - points[1].y)) < 0.11)
    #expect(points[2].y >= 14)
    let gaps = zip(points.dropFirst(), points).map { $0.x - $1.x }
    #expect(gaps.allSatisfy { abs($0 - gaps[0]) < 0.21 })
  }

  @Test(arguments: [
    [], [5], [0, 0, 0], [1e-12, 2e-12], [1e9, 2e9], [.nan, 1, .infinity, 2],
    (0..<5000).map { Double($0 % 7) },
  ])
  func `awkward values are drawn inside`(values: [Double]) throws {
    let svg = LineChart(values, title: "t").svg
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    if values.contains(where: \.isFinite) {
      for point in try points(svg) {
        #expect((44...946).contains(point.x) && (13.9...124).contains(point.y))
      }
    }
    #expect(svg.split(separator: "<text").count < 12 && svg.utf8.count < 20_000)
  }

  @Test func `a script is told where the frames lie`() {
    let svg = LineChart([1, 2], title: "a < b").svg
    #expect(svg.contains("id=\"chart-now\" class=\"now\" data-step=\"902\" d=\"M44 14V124\""))
    #expect(svg.contains("<title id=\"chart-title\">a &lt; b</title>"))
  }
}
