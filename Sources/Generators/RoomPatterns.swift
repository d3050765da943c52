internal import RayTracing

/// What a room's walls look like. Their mean colours are those of the textures that DeepMind used.
enum WallPattern: CaseIterable {
  case red, green, cerise, orange, yellow

  /// One square of the wall, as high as the wall; painted once.
  var texture: Texture {
    switch self {
    case .red: Self.bricks
    case .green: Self.tiles
    case .cerise: Self.panels
    case .orange: Self.discs
    case .yellow: Self.plaster
    }
  }

  private static let bricks = Pattern.texture(mean: Colour(213, 124, 103)) { u, v in
    let row = Int(8 * v)
    let across = 4 * u + (row % 2 == 0 ? 0 : 0.5)
    let brick = Int(across) % 4
    let (x, y) = (Pattern.fraction(across), Pattern.fraction(8 * v))
    guard x > 0.05, y > 0.1 else { return 1.25 }
    return 0.86 + 0.24 * Pattern.shade(brick, row)
  }

  private static let tiles = Pattern.texture(mean: Colour(166, 197, 156)) { u, v in
    let (column, row) = (Int(6 * u), Int(6 * v))
    let (x, y) = (Pattern.fraction(6 * u), Pattern.fraction(6 * v))
    guard min(x, y) > 0.08 else { return 0.72 }
    return ((column + row) % 2 == 0 ? 1.03 : 0.94) + 0.06 * Pattern.shade(column, row)
  }

  private static let panels = Pattern.texture(mean: Colour(169, 65, 103)) { u, v in
    if v > 0.92 { return 0.4 }
    let (column, row) = (Int(2 * u), Int(2 * v))
    let (x, y) = (Pattern.fraction(2 * u), Pattern.fraction(2 * v))
    let rim = min(min(x, 1 - x), min(y, 1 - y))
    if rim < 0.05 { return 0.55 }
    if rim > 0.2, rim < 0.25 { return 0.7 }
    return (rim > 0.25 ? 1.12 : 0.96) + 0.14 * Pattern.shade(column, row)
  }

  private static let discs = Pattern.texture(mean: Colour(232, 119, 14)) { u, v in
    if v < 0.06 || v > 0.94 { return 0.7 }
    if u < 0.05 || u > 0.95 { return 1.3 }
    let (x, y) = (Pattern.fraction(2 * u) - 0.5, Pattern.fraction(2 * v) - 0.5)
    let distance = (x * x + y * y).squareRoot()
    if distance < 0.28 { return 0.62 }
    if distance > 0.34, distance < 0.38 { return 0.7 }
    return 1.12
  }

  private static let plaster = Pattern.texture(mean: Colour(196, 169, 38)) { u, v in
    if v > 0.93 { return 0.5 }
    // A seam in the middle and one at the end of each square.
    if min(Pattern.fraction(2 * u), 1 - Pattern.fraction(2 * u)) < 0.025 { return 0.6 }
    return 0.84 + 0.2 * Pattern.noise(u, v, cells: 5) + 0.12 * Pattern.noise(u, v, cells: 16)
  }
}

/// What a room's floor looks like.
enum FloorPattern: CaseIterable {
  case yellow, white, blue

  /// One square of the floor; painted once.
  var texture: Texture {
    switch self {
    case .yellow: Self.yellowHexagons
    case .white: Self.squares
    case .blue: Self.blueHexagons
    }
  }

  private static let yellowHexagons = Pattern.texture(mean: Colour(247, 219, 105)) { u, v in
    hexagons(u, v, border: 0.9, shades: 0.12)
  }

  private static let blueHexagons = Pattern.texture(mean: Colour(54, 89, 109)) { u, v in
    hexagons(u, v, border: 0.75, shades: 0.4)
  }

  private static let squares = Pattern.texture(mean: Colour(214, 214, 208)) { u, v in
    let (column, row) = (Int(4 * u), Int(4 * v))
    let (x, y) = (Pattern.fraction(4 * u), Pattern.fraction(4 * v))
    guard min(x, y) > 0.06 else { return 0.8 }
    return 0.97 + 0.06 * Pattern.shade(column, row)
  }

  /// Seven hexagons across and eight rows: nearly regular, and whole in a square.
  private static func hexagons(
    _ u: Double, _ v: Double, border: Double, shades: Double
  ) -> Double {
    var nearest = (distance: Double.infinity, column: 0, row: 0)
    var second = Double.infinity
    let row = Int(8 * v)
    for candidate in (row - 1)...(row + 2) {
      let shift = candidate % 2 == 0 ? 0.0 : 0.5
      let column = Int((7 * u - shift).rounded())
      for neighbour in (column - 1)...(column + 1) {
        let x = 7 * u - shift - Double(neighbour)
        let y = (8 * v - Double(candidate)) * 7 / 8
        let distance = x * x + y * y
        if distance < nearest.distance {
          second = nearest.distance
          nearest = (distance, neighbour, candidate)
        } else {
          second = min(second, distance)
        }
      }
    }
    // Half the difference of two squared distances is how far the border is, at a spacing of 1.
    guard (second - nearest.distance) / 2 > 0.05 else { return border }
    return 1 - shades / 2 + shades
      * Pattern.shade((nearest.column + 14) % 7, (nearest.row + 16) % 8)
  }
}
