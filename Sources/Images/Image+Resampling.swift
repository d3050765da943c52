extension Image {
  /// The picture at another size, antialiased: for photographs that become much smaller.
  ///
  /// The edges of both pictures coincide, so that the field of view stays what it is. Each pixel is a
  /// weighted mean under a tent that reaches one pixel of the coarser of the two pictures to each side,
  /// along rows and then along columns. ``resizedBilinear(width:height:)`` is what networks are fed
  /// with; it takes four pixels only, however many there are to each new one.
  ///
  /// - Parameters:
  ///   - width: columns of the result, at least 1.
  ///   - height: rows of the result, at least 1.
  /// - Returns: the picture of that size; the picture itself where the size is its own.
  /// - Source: Pillow's `Image.resize` with its filter `BILINEAR` does the same.
  public func resampled(width: Int, height: Int) -> Image {
    guard width != self.width || height != self.height else { return self }
    _ = Image.byteCount(width: width, height: height)
    let columns = Tent.taps(length: self.width, newLength: width)
    // `[self.height, width, 3]`.
    var narrow = [Float](repeating: 0, count: 3 * width * self.height)
    for row in 0..<self.height {
      for (column, taps) in columns.enumerated() {
        var sum = SIMD3<Float>.zero
        for (index, weight) in taps.weights.enumerated() {
          let pixel = 3 * (row * self.width + taps.first + index)
          sum +=
            weight
            * SIMD3(Float(pixels[pixel]), Float(pixels[pixel + 1]), Float(pixels[pixel + 2]))
        }
        for channel in 0..<3 { narrow[3 * (row * width + column) + channel] = sum[channel] }
      }
    }
    let rowCount = 3 * width
    var result: [UInt8] = []
    result.reserveCapacity(rowCount * height)
    for taps in Tent.taps(length: self.height, newLength: height) {
      var sums = [Float](repeating: 0, count: rowCount)
      for (index, weight) in taps.weights.enumerated() {
        let first = (taps.first + index) * rowCount
        for column in 0..<rowCount { sums[column] += weight * narrow[first + column] }
      }
      for sum in sums { result.append(Image.byte(sum)) }
    }
    return Image(width: width, height: height, pixels: result)
  }
}

/// The weights of a tent-shaped filter.
enum Tent {
  /// The pixels that one pixel of the result is made of: `weights[i]` is that of `first + i`.
  struct Taps {
    let first: Int
    let weights: [Float]
  }

  /// Taps for each of the `newLength` pixels of a line of `length` pixels.
  ///
  /// Pixel `i` of the result has its centre at `(i + 0.5) · length / newLength` of the source, where
  /// pixel `j` has its own at `j + 0.5`. Pixels beyond an end do not exist: the others share their weight.
  static func taps(length: Int, newLength: Int) -> [Taps] {
    let scale = Double(length) / Double(newLength)
    let reach = max(scale, 1)
    return (0..<newLength).map { index in
      let centre = (Double(index) + 0.5) * scale - 0.5
      let first = max(0, Int((centre - reach).rounded(.up)))
      let last = min(length - 1, Int((centre + reach).rounded(.down)))
      let weights = (first...last).map { max(0, 1 - abs(Double($0) - centre) / reach) }
      let sum = weights.reduce(0, +)
      return Taps(first: first, weights: weights.map { Float($0 / sum) })
    }
  }
}
