internal import Glibc

/// The structural similarity (SSIM) of two pictures.
///
/// Means, variances and covariance are taken under a Gaussian window of 11 × 11 pixels and σ = 1.5, at
/// every place where the window lies within the picture, in each channel for itself; the similarity is the
/// average over places and channels. Constants are K₁ = 0.01 and K₂ = 0.03 for a range of 1.
/// - Source: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to
///   structural similarity", IEEE Transactions on Image Processing 13 (2004), section III.
package enum StructuralSimilarity {
  /// Pixels along a side of the window; smaller pictures are compared under a window of their own size.
  package static let windowSize = 11
  private static let sigma = 1.5
  private static let c1 = 0.01 * 0.01
  private static let c2 = 0.03 * 0.03

  /// The mean similarity of two pictures `[height, width, 3]`, floats of range 1.
  ///
  /// - Precondition: both have 3 · `height` · `width` numbers.
  package static func mean(
    _ left: Span<Float>, _ right: Span<Float>, height: Int, width: Int
  ) -> Double {
    precondition(left.count == 3 * height * width && right.count == left.count)
    let rows = window(min(windowSize, height))
    let columns = window(min(windowSize, width))
    var x = [Double](repeating: 0, count: height * width)
    var y = x
    var sum = 0.0
    for channel in 0..<3 {
      for index in x.indices {
        x[index] = Double(left[3 * index + channel])
        y[index] = Double(right[3 * index + channel])
      }
      func average(_ values: [Double]) -> [Double] {
        blurred(values, height: height, width: width, rows: rows, columns: columns)
      }
      let (meanX, meanY) = (average(x), average(y))
      let squareX = average(x.map { $0 * $0 })
      let squareY = average(y.map { $0 * $0 })
      let product = average(zip(x, y).map { $0 * $1 })
      var similarity = 0.0
      for place in meanX.indices {
        let (mx, my) = (meanX[place], meanY[place])
        let variances = squareX[place] - mx * mx + squareY[place] - my * my
        let covariance = product[place] - mx * my
        similarity +=
          (2 * mx * my + c1) * (2 * covariance + c2)
          / ((mx * mx + my * my + c1) * (variances + c2))
      }
      sum += similarity / Double(meanX.count)
    }
    return sum / 3
  }

  /// A Gaussian of `count` weights with the sum 1.
  private static func window(_ count: Int) -> [Double] {
    let weights = (0..<count).map { index in
      let distance = Double(index) - Double(count - 1) / 2
      return exp(-distance * distance / (2 * sigma * sigma))
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The weighted averages at all places where the window fits, first along columns, then along rows.
  private static func blurred(
    _ values: [Double], height: Int, width: Int, rows: [Double], columns: [Double]
  ) -> [Double] {
    let (h, w) = (height - rows.count + 1, width - columns.count + 1)
    var upright = [Double](repeating: 0, count: h * width)
    for y in 0..<h {
      for (tap, weight) in rows.enumerated() {
        for x in 0..<width {
          upright[y * width + x] += weight * values[(y + tap) * width + x]
        }
      }
    }
    var result = [Double](repeating: 0, count: h * w)
    for y in 0..<h {
      for (tap, weight) in columns.enumerated() {
        for x in 0..<w {
          result[y * w + x] += weight * upright[y * width + x + tap]
        }
      }
    }
    return result
  }
}
