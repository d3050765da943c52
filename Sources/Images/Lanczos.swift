internal import Glibc

/// The weights of Lanczos' filter with three lobes, `sinc(x) · sinc(x / 3)` for |x| < 3.
enum Lanczos {
  /// The pixels that one pixel of the result is made of: `weights[i]` is that of `first + i`.
  struct Taps {
    let first: Int
    let weights: [Float]
  }

  /// Taps for each of the `length · factor` pixels of a line that becomes `factor` times as long.
  ///
  /// Pixel `i` of the result has its centre at `(i + 0.5) / factor - 0.5` of the source. Pixels
  /// beyond an end do not exist: the others share their weight, so that one colour stays that colour
  /// up to the edge.
  static func taps(length: Int, factor: Int) -> [Taps] {
    (0..<(length * factor)).map { index in
      let centre = (Double(index) + 0.5) / Double(factor) - 0.5
      let first = max(0, Int((centre - 3).rounded(.up)))
      let last = min(length - 1, Int((centre + 3).rounded(.down)))
      let weights = (first...last).map { weight(at: centre - Double($0)) }
      let sum = weights.reduce(0, +)
      return Taps(first: first, weights: weights.map { Float($0 / sum) })
    }
  }

  private static func weight(at x: Double) -> Double {
    guard x != 0 else { return 1 }
    guard abs(x) < 3 else { return 0 }
    return 3 * sin(.pi * x) * sin(.pi * x / 3) / (.pi * .pi * x * x)
  }
}
