/// Where in a pixel rays are sent.
package enum Sampling: Sendable, Equatable {
  /// One ray through the middle; edges are ragged.
  case single
  /// Four rays on a turned grid, as graphics cards place them.
  case four
  /// Sixteen rays on a turned grid.
  case sixteen

  /// The places, x and y from the pixel's middle. No two have the same x or y.
  var places: [SIMD2<Double>] {
    switch self {
    case .single: [SIMD2(0, 0)]
    case .four:
      [SIMD2(-1, -3), SIMD2(3, -1), SIMD2(-3, 1), SIMD2(1, 3)].map { $0 / 8 }
    case .sixteen:
      (0..<16).map { index in
        let (column, row) = (index % 4, index / 4)
        return SIMD2(
          Double(4 * column + row) / 16 - 0.5 + 1 / 32.0,
          Double(4 * row + 3 - column) / 16 - 0.5 + 1 / 32.0)
      }
    }
  }
}
