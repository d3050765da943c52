/// Resizing that keeps every point of a picture where it was: pixels are squares, and a picture covers `0...width` by
/// `0...height`.
///
/// A pixel of the result is a weighted mean of the source's pixels about its middle, with weights that fall linearly to
/// 0 over one pixel of the coarser of both. Enlarged, that is bilinear; reduced, nothing is skipped.
public enum TriangleFilter {
  /// Resizes a part of a picture.
  ///
  /// - Parameters:
  ///   - image: the picture.
  ///   - left: where the part begins, in pixels from the left.
  ///   - top: where it begins, from the top.
  ///   - width: its width, above 0; sides may lie within pixels.
  ///   - height: its height.
  ///   - newWidth: the result's columns, at least 1.
  ///   - newHeight: the result's rows, at least 1.
  /// - Returns: `[newHeight, newWidth, 3]`, in 0...1.
  public static func resample(
    _ image: Image, left: Double, top: Double, width: Double, height: Double,
    toWidth newWidth: Int, height newHeight: Int
  ) -> [Float] {
    let columns = weights(from: left, over: width, count: newWidth, of: image.width)
    let rows = weights(from: top, over: height, count: newHeight, of: image.height)
    let source = image.unitFloats
    var result: [Float] = []
    result.reserveCapacity(3 * newWidth * newHeight)
    var line = [Float](repeating: 0, count: 3 * image.width)
    for row in rows {
      // First the source's rows, each whole.
      for index in line.indices { line[index] = 0 }
      for (offset, weight) in row.weights.enumerated() {
        let first = 3 * image.width * (row.first + offset)
        for index in line.indices { line[index] += weight * source[first + index] }
      }
      for column in columns {
        for channel in 0..<3 {
          var sum: Float = 0
          for (offset, weight) in column.weights.enumerated() {
            sum += weight * line[3 * (column.first + offset) + channel]
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  /// The source's pixels that a pixel of the result is made of, from the first on, and their weights.
  private struct Mean {
    let first: Int
    let weights: [Float]
  }

  private static func weights(
    from start: Double, over length: Double, count: Int, of extent: Int
  ) -> [Mean] {
    let step = length / Double(count)
    let reach = max(step, 1)
    return (0..<count).map { index in
      let middle = start + (Double(index) + 0.5) * step
      let first = min(max(Int((middle - reach - 0.5).rounded(.up)), 0), extent - 1)
      let last = max(min(Int((middle + reach - 0.5).rounded(.down)), extent - 1), first)
      let weights = (first...last).map { max(0, 1 - abs(Double($0) + 0.5 - middle) / reach) }
      let sum = weights.reduce(0, +)
      // Beyond the border there is the border's pixel alone.
      guard sum > 0 else { return Mean(first: first, weights: [1]) }
      return Mean(first: first, weights: weights.map { Float($0 / sum) })
    }
  }
}
