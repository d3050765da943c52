/// What the rays of one pixel met, gathered by surface.
struct SurfaceSamples {
  /// The number of no surface; those of a room come next, then the solids.
  static let nothing = 0

  static func number(of surface: Room.Surface) -> Int { 1 + surface.rawValue }
  static func number(ofSolid index: Int) -> Int { 1 + Room.Surface.allCases.count + index }

  /// The mean of what met one surface.
  struct Mean {
    let number, count: Int
    let point, normal: Vector
    let depth: Double
    /// The share that the lamp sees.
    let lit: Float

    var roomSurface: Room.Surface? { Room.Surface(rawValue: number - 1) }
    var solid: Int { number - 1 - Room.Surface.allCases.count }
  }

  private struct Group {
    var number = 0
    var count = 0
    var litCount = 0
    var point = Vector()
    var normal = Vector()
    var depth = 0.0
  }

  private var groups: [Group]
  private(set) var groupCount = 0
  /// Rays that met nothing.
  private(set) var emptyCount = 0

  init(capacity: Int) {
    groups = [Group](repeating: Group(), count: capacity)
  }

  mutating func removeAll() {
    groupCount = 0
    emptyCount = 0
  }

  mutating func addNothing() { emptyCount += 1 }

  mutating func add(
    _ number: Int, _ point: Vector, _ normal: Vector, _ depth: Double, isLit: Bool
  ) {
    var index = 0
    // Flat faces of one solid are surfaces of their own; the parts of a round one are not.
    while index < groupCount, groups[index].number != number || isEdge(groups[index], normal) {
      index += 1
    }
    if index == groupCount {
      groups[index] = Group(number: number)
      groupCount += 1
    }
    groups[index].count += 1
    groups[index].litCount += isLit ? 1 : 0
    groups[index].point += point
    groups[index].normal += normal
    groups[index].depth += depth
  }

  /// Whether a normal is far from those gathered so far.
  private func isEdge(_ group: Group, _ normal: Vector) -> Bool {
    dot(group.normal, normal) < 0.9 * Double(group.count)
  }

  func mean(_ index: Int) -> Mean {
    let group = groups[index]
    let share = 1 / Double(group.count)
    return Mean(
      number: group.number, count: group.count, point: group.point * share,
      normal: normalised(group.normal), depth: group.depth * share,
      lit: Float(group.litCount) / Float(group.count))
  }
}
