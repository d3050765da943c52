import Testing

@testable import Pages

struct TopDownMapTests {
  /// Sets of points that have tripped drawings before, by name.
  static let awkward: [String: TopDownMap] = [
    "nothing": TopDownMap(views: [], path: []),
    "one view": TopDownMap(views: [at(0.2, 0.3)], path: []),
    "one frame": TopDownMap(views: [], path: [at(0, 0)]),
    "all equal": TopDownMap(views: [at(5, 5), at(5, 5)], path: [at(5, 5), at(5, 5)]),
    "in a row": TopDownMap(views: [at(-1, 0), at(1, 0)], path: [at(0, 0)]),
    "in a column": TopDownMap(views: [at(0, -1), at(0, 1)], path: [at(0, 0)]),
    "looking down": TopDownMap(views: [MapCamera(x: 1, y: 1, z: 1, dx: 0, dy: 0)], path: []),
    "not finite": TopDownMap(
      views: [at(.nan, 0), at(.infinity, 0), at(1e300, 0), at(0, 0)], path: [at(0, .nan)]),
    "huge": TopDownMap(views: [at(-1e12, 1e12)], path: [at(1e12, -1e12)]),
    "tiny": TopDownMap(views: [at(0, 0)], path: [at(1e-8, 0), at(2e-8, 1e-8)]),
    "far away": TopDownMap(views: [at(1e9, 1e9)], path: [at(1e9 + 1e-3, 1e9)]),
  ]

  private static func at(_ x: Double, _ y: Double) -> MapCamera {
    MapCamera(x: x, y: y, z: 0, dx: 1, dy: 0.5)
  }

  @Test(arguments: awkward.keys.sorted())
  func `awkward points are drawn inside the map`(name: String) throws {
    let map = try #require(Self.awkward[name])
    let svg = map.svg
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    let cameras = (map.views + map.path).filter(\.isFinite)
    let scale = MapScale(cameras)
    #expect((150...480).contains(scale.height))
    for camera in cameras {
      let (x, y) = scale.place(camera)
      #expect((40...440).contains(x) && (40...scale.height - 40).contains(y), "\(x) \(y)")
    }
    #expect(scale.columns.count <= 20 && scale.rows.count <= 20)
    #expect((20...240).contains(scale.step * scale.pixelsPerUnit))
  }

  @Test func `both axes have one scale, x to the right and y up`() {
    let scale = MapScale([Self.at(-1, -1), Self.at(3, 1)])
    let (origin, right, up) = (
      scale.place(Self.at(0, 0)), scale.place(Self.at(1, 0)), scale.place(Self.at(0, 1))
    )
    #expect(abs((right.x - origin.x) - (origin.y - up.y)) < 1e-9)
    #expect(right.x > origin.x && right.y == origin.y)
    #expect(up.y < origin.y && up.x == origin.x)
  }

  @Test(arguments: [
    (1.0, 0.0, 0), (0, 1, -90), (-1, 0, 180), (0, -1, 90), (1, 1, -45),
  ])
  func `looking directions turn with y up`(dx: Double, dy: Double, degrees: Int) {
    let camera = MapCamera(x: 0, y: 0, z: 0, dx: dx, dy: dy)
    let found = MapScale([camera]).degrees(camera)
    #expect(found.map { ($0 + 360) % 360 } == (degrees + 360) % 360)
  }

  @Test func `a long path is thinned and keeps its ends`() {
    let path = (0..<10_000).map { Self.at(Double($0), 0) }
    let sampled = TopDownMap.sample(path, 600)
    #expect(sampled.count == 600)
    #expect(sampled.first == path.first && sampled.last == path.last)
    #expect(TopDownMap(views: [], path: path).svg.utf8.count < 20_000)
  }

  @Test func `views keep their numbers when one is left out`() {
    let svg = TopDownMap(views: [Self.at(.nan, 0), Self.at(0, 0)], path: []).svg
    #expect(svg.contains(">2</text>"))
    #expect(!svg.contains(">1</text>"))
  }

  @Test(arguments: [(0.9, 1.0), (1, 1), (1.1, 2), (3, 5), (6, 10), (0.03, 0.05), (700, 1000)])
  func `steps are round`(value: Double, step: Double) {
    #expect(MapScale.niceStep(value) == step)
  }
}
