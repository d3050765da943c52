extension Image {
  /// How the pixels of an enlarged picture are made.
  public enum EnlargingFilter: Sendable, Equatable {
    /// Each pixel becomes a square: shows what the network drew, and nothing else.
    case nearest

    /// Lanczos' windowed sinc with three lobes: smooth, for looking at.
    case lanczos
  }

  /// The picture, a whole number of times as large.
  ///
  /// - Parameters:
  ///   - factor: how many times as wide and high, at least 1.
  ///   - filter: how pixels in between are made.
  /// - Returns: `factor` · `width` × `factor` · `height` pixels; the picture itself for 1.
  public func enlarged(by factor: Int, filter: EnlargingFilter) -> Image {
    precondition(factor >= 1, "enlarging \(factor) times")
    guard factor > 1 else { return self }
    return switch filter {
    case .nearest: enlargedNearest(by: factor)
    case .lanczos: enlargedLanczos(by: factor)
    }
  }

  private func enlargedNearest(by factor: Int) -> Image {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count * factor * factor)
    for row in 0..<height {
      let first = result.count
      for pixel in (row * width)..<((row + 1) * width) {
        for _ in 0..<factor {
          result.append(contentsOf: pixels[(3 * pixel)..<(3 * pixel + 3)])
        }
      }
      let wideRow = result[first...]
      for _ in 1..<factor { result.append(contentsOf: wideRow) }
    }
    return Image(width: width * factor, height: height * factor, pixels: result)
  }

  /// First along rows, then along columns: the filter is a product of the two.
  private func enlargedLanczos(by factor: Int) -> Image {
    let (newWidth, newHeight) = (width * factor, height * factor)
    let columns = Lanczos.taps(length: width, factor: factor)
    // `[height, newWidth, 3]`, not clipped: what overshoots along rows may come back along columns.
    var wide = [Float](repeating: 0, count: 3 * newWidth * height)
    for row in 0..<height {
      for (column, taps) in columns.enumerated() {
        for channel in 0..<3 {
          let first = 3 * (row * width + taps.first) + channel
          var sum: Float = 0
          for (index, weight) in taps.weights.enumerated() {
            sum += weight * Float(pixels[first + 3 * index])
          }
          wide[3 * (row * newWidth + column) + channel] = sum
        }
      }
    }
    let rowCount = 3 * newWidth
    var result: [UInt8] = []
    result.reserveCapacity(rowCount * newHeight)
    for taps in Lanczos.taps(length: height, factor: factor) {
      for column in 0..<rowCount {
        var sum: Float = 0
        for (index, weight) in taps.weights.enumerated() {
          sum += weight * wide[(taps.first + index) * rowCount + column]
        }
        result.append(Image.byte(sum))
      }
    }
    return Image(width: newWidth, height: newHeight, pixels: result)
  }
}
