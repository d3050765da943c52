/// A square pattern that repeats, in ever smaller sizes, so that a distant one does not flicker.
package struct Texture: Sendable {
  /// Texels a side of the largest size, a power of two.
  package let side: Int
  /// How many sizes there are; the last has one texel.
  private let levelCount: Int
  /// All sizes one after another, the largest first; the fourth lane is unused.
  private let texels: [SIMD4<Float>]
  /// Where each size begins.
  private let offsets: [Int]

  /// Paints a texture.
  ///
  /// - Parameters:
  ///   - side: texels a side, a power of two.
  ///   - colour: the pattern's colour at u and v in 0..<1, v running down; taken at 16 places of a texel.
  package init(side: Int, colour: (_ u: Double, _ v: Double) -> Colour) {
    let fine = 4
    self.init(
      side: side,
      texels: (0..<(side * side)).map { index in
        let (column, row) = (Double(index % side), Double(index / side))
        var sum = Colour()
        for place in 0..<(fine * fine) {
          sum += colour(
            (column + (Double(place % fine) + 0.5) / Double(fine)) / Double(side),
            (row + (Double(place / fine) + 0.5) / Double(fine)) / Double(side))
        }
        return sum / Float(fine * fine)
      })
  }

  /// A texture of given texels, row by row from the top.
  ///
  /// - Precondition: `side` is a power of two, and there are its square of texels.
  package init(side: Int, texels colours: [Colour]) {
    precondition(
      side >= 1 && side & (side - 1) == 0 && colours.count == side * side,
      "a texture of \(side) texels a side, of \(colours.count)")
    self.side = side
    var level = colours.map { SIMD4($0, 0) }
    var texels = level
    var offsets = [0]
    var size = side
    while size > 1 {
      let half = size / 2
      level = (0..<(half * half)).map { index in
        let first = 2 * (index / half) * size + 2 * (index % half)
        return
          (level[first] + level[first + 1] + level[first + size] + level[first + size + 1]) / 4
      }
      offsets.append(texels.count)
      texels += level
      size = half
    }
    self.texels = texels
    self.offsets = offsets
    levelCount = offsets.count
  }

  /// The mean colour.
  package var mean: Colour { Self.colour(texels[texels.count - 1]) }

  /// The colour of a place, averaged over about a square of the pattern.
  ///
  /// - Parameters:
  ///   - u: place across; the pattern repeats from 1 on. Below 2⁶³, as `v`.
  ///   - v: place down.
  ///   - footprint: the square's side; above 0.
  /// - Returns: trilinear interpolation between texels of two sizes.
  package func sample(u: Double, v: Double, footprint: Double) -> Colour {
    let width = max(Float(footprint) * Float(side), 1)
    // Between powers of two a straight line is as good as the logarithm, and the same on every machine.
    let level = min(Float(width.exponent) + width.significand - 1, Float(levelCount - 1))
    let lower = Int(level)
    let first = bilinear(u, v, lower)
    let share = level - Float(lower)
    guard share > 0 else { return Self.colour(first) }
    return Self.colour(first + (bilinear(u, v, lower + 1) - first) * share)
  }

  private static func colour(_ texel: SIMD4<Float>) -> Colour {
    Colour(texel.x, texel.y, texel.z)
  }

  private func bilinear(_ u: Double, _ v: Double, _ level: Int) -> SIMD4<Float> {
    let size = side >> level
    let mask = size - 1
    let (x, y) = (Self.place(u) * Double(size) - 0.5, Self.place(v) * Double(size) - 0.5)
    // Both are above −1, so that one more makes the whole part that of truncation.
    let (column, row) = (Int(x + 1) - 1, Int(y + 1) - 1)
    let (right, down) = (Float(x - Double(column)), Float(y - Double(row)))
    let (left, top) = (column & mask, row & mask)
    let (next, below) = ((left + 1) & mask, (top + 1) & mask)
    let base = offsets[level]
    let upper = base + top * size
    let lower = base + below * size
    let first = texels[upper + left] + (texels[upper + next] - texels[upper + left]) * right
    let second = texels[lower + left] + (texels[lower + next] - texels[lower + left]) * right
    return first + (second - first) * down
  }

  /// The place within the pattern, 0..<1 (or 1 by rounding).
  private static func place(_ coordinate: Double) -> Double {
    let rest = coordinate - Double(Int(coordinate))
    return rest < 0 ? rest + 1 : rest
  }
}
