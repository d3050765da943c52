internal import RayTracing
internal import Tensors

/// What patterns are painted with.
enum Pattern {
  /// Texels a side.
  static let side = 128

  /// A texture of one colour in lighter and darker shades.
  ///
  /// - Parameters:
  ///   - mean: the mean colour, 0 to 255.
  ///   - shade: how light the pattern is at u across and v down, 0..<1; only ratios matter.
  /// - Returns: the texture. Parts that would be above 255 are cut, and all others a little lighter, so
  ///   that the mean is as asked for.
  static func texture(
    mean: Colour, _ shade: @Sendable (_ u: Double, _ v: Double) -> Double
  ) -> Texture {
    let fine = 4
    let shades = (0..<(side * side)).map { index in
      let (column, row) = (Double(index % side), Double(index / side))
      var sum = 0.0
      for place in 0..<(fine * fine) {
        sum += shade(
          (column + (Double(place % fine) + 0.5) / Double(fine)) / Double(side),
          (row + (Double(place / fine) + 0.5) / Double(fine)) / Double(side))
      }
      return sum / Double(fine * fine)
    }
    let (red, green, blue) = (
      part(of: shades, mean: mean.x / 255), part(of: shades, mean: mean.y / 255),
      part(of: shades, mean: mean.z / 255)
    )
    return Texture(side: side, texels: shades.indices.map { Colour(red[$0], green[$0], blue[$0]) })
  }

  /// Shades times a factor, at most 1, by which their mean is as asked for.
  private static func part(of shades: [Double], mean: Float) -> [Float] {
    var factor = Double(mean) * Double(shades.count) / shades.reduce(0, +)
    for _ in 0..<20 {
      let found = shades.reduce(0) { $0 + min(1, $1 * factor) } / Double(shades.count)
      factor *= Double(mean) / found
    }
    return shades.map { Float(min(1, $0 * factor)) }
  }

  /// What follows the point.
  static func fraction(_ number: Double) -> Double { number - number.rounded(.down) }

  /// A number from 0 to 1 that looks random, and is the same for the same cell.
  static func shade(_ column: Int, _ row: Int) -> Double {
    var random = SplitMix64(seed: UInt64(truncatingIfNeeded: 1000 * row + column))
    return Double(random.next() >> 11) * 0x1p-53
  }

  /// Smooth noise from 0 to 1 that repeats, with so many cells a side.
  static func noise(_ u: Double, _ v: Double, cells: Int) -> Double {
    let (x, y) = (u * Double(cells), v * Double(cells))
    let (column, row) = (Int(x), Int(y))
    func smooth(_ t: Double) -> Double { t * t * (3 - 2 * t) }
    let (right, down) = (smooth(fraction(x)), smooth(fraction(y)))
    func corner(_ dx: Int, _ dy: Int) -> Double {
      shade((column + dx) % cells, (row + dy) % cells + 100 * cells)
    }
    let upper = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * right
    let lower = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * right
    return upper + (lower - upper) * down
  }
}
