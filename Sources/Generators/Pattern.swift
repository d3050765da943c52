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
  /// - Returns: the texture.
  static func texture(
    mean: Colour, _ shade: @Sendable (_ u: Double, _ v: Double) -> Double
  ) -> Texture {
    let average = Double(
      Texture(side: side) { u, v in Colour(repeating: Float(shade(u, v))) }.mean.x)
    return Texture(side: side) { u, v in
      let colour = mean / 255 * Float(shade(u, v) / average)
      return colour.replacing(with: 1, where: colour .> 1)
    }
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
