/// TensorFlow's bilinear resizing with aligned corners and without antialiasing.
///
/// The corner pixels of both pictures coincide: row `i` of `B` rows lies at `i · (A - 1) / (B - 1)`
/// of the `A` rows it is made of, and the two rows around that place are mixed. A single row is the
/// source's first.
///
/// - Source: TensorFlow `core/kernels/image/resize_bilinear_op.cc`, `align_corners = true`.
public enum Bilinear {
  /// Resizes one picture.
  ///
  /// - Parameters:
  ///   - source: `[height, width, channels]`.
  ///   - width: the source's columns, at least 1.
  ///   - height: the source's rows, at least 1.
  ///   - channels: values a pixel, at least 1.
  ///   - newWidth: the result's columns, at least 1.
  ///   - newHeight: the result's rows, at least 1.
  ///   - result: receives `[newHeight, newWidth, channels]`; every value is written.
  /// - Precondition: the counts of `source` and `result` are those of their shapes.
  public static func resize(
    _ source: Span<Float>, width: Int, height: Int, channels: Int, toWidth newWidth: Int,
    height newHeight: Int, into result: inout MutableSpan<Float>
  ) {
    precondition(
      width >= 1 && height >= 1 && channels >= 1 && newWidth >= 1 && newHeight >= 1
        && source.count == height * width * channels
        && result.count == newHeight * newWidth * channels,
      """
      resizing \(source.count) floats as [\(height), \(width), \(channels)] into \
      \(result.count) as [\(newHeight), \(newWidth), \(channels)]
      """)
    let columns = positions(of: newWidth, in: width)
    let rows = positions(of: newHeight, in: height)
    var index = 0
    for row in rows {
      let (top, bottom) = (row.lower * width, row.upper * width)
      for column in columns {
        for channel in 0..<channels {
          func value(_ pixel: Int) -> Float { source[pixel * channels + channel] }
          let (topLeft, bottomLeft) = (value(top + column.lower), value(bottom + column.lower))
          let above = topLeft + (value(top + column.upper) - topLeft) * column.fraction
          let below = bottomLeft + (value(bottom + column.upper) - bottomLeft) * column.fraction
          result[index] = above + (below - above) * row.fraction
          index += 1
        }
      }
    }
  }

  /// Where a row or column of the result lies: `fraction` of the way from `lower` to `upper`.
  private struct Position {
    let lower: Int
    let upper: Int
    let fraction: Float
  }

  private static func positions(of newLength: Int, in length: Int) -> [Position] {
    // In Float, as TensorFlow does: for long sides the last bit of the position matters.
    let scale = newLength > 1 ? Float(length - 1) / Float(newLength - 1) : 0
    return (0..<newLength).map { index in
      let place = Float(index) * scale
      let lower = min(Int(place), length - 1)
      return Position(
        lower: lower, upper: min(lower + 1, length - 1), fraction: place - Float(lower))
    }
  }
}

extension Image {
  /// The picture at another size, by ``Bilinear``, rounded to the nearest bytes (ties up).
  ///
  /// - Parameters:
  ///   - width: columns of the result, at least 1.
  ///   - height: rows of the result, at least 1.
  /// - Returns: the resized picture; the picture itself where the size is its own.
  public func resizedBilinear(width: Int, height: Int) -> Image {
    guard width != self.width || height != self.height else { return self }
    let source = pixels.map(Float.init)
    var result = [Float](repeating: 0, count: Image.byteCount(width: width, height: height))
    var span = result.mutableSpan
    Bilinear.resize(
      source.span, width: self.width, height: self.height, channels: 3, toWidth: width,
      height: height, into: &span)
    return Image(width: width, height: height, pixels: result.map(Image.byte))
  }
}
