extension Image {
  /// A picture of unit floats, for example of a network's image mean.
  ///
  /// Each value becomes the byte `UInt8(min(max(x, 0), 1) * 255 + 0.5)`, computed in `Float`: the
  /// nearest byte, a tie going up. NaN becomes 0.
  ///
  /// - Parameters:
  ///   - width: columns, at least 1.
  ///   - height: rows, at least 1.
  ///   - unitFloats: `[height, width, 3]`; what lies outside 0...1 is clipped.
  /// - Precondition: `unitFloats` has 3 · `width` · `height` values.
  public init(width: Int, height: Int, unitFloats: Span<Float>) {
    let count = Image.byteCount(width: width, height: height)
    precondition(
      unitFloats.count == count,
      "\(unitFloats.count) floats for \(width) × \(height) pixels, which take \(count)")
    var pixels = [UInt8](repeating: 0, count: count)
    var bytes = pixels.mutableSpan
    for index in unitFloats.indices {
      bytes[index] = Image.byte(255 * unitFloats[index])
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// The pixels as unit floats, `[height, width, 3]`; see ``copyUnitFloats(into:)``.
  public var unitFloats: [Float] {
    var floats = [Float](repeating: 0, count: pixels.count)
    var span = floats.mutableSpan
    copyUnitFloats(into: &span)
    return floats
  }

  /// Writes the pixels as unit floats.
  ///
  /// A byte becomes `Float(byte) * Float(1 / 255.0)`, which is what TensorFlow's
  /// `convert_image_dtype` computes; `Float(byte) / 255` differs in the last bit of some.
  ///
  /// - Parameter floats: receives `[height, width, 3]` values in 0...1.
  /// - Precondition: `floats` has room for exactly 3 · `width` · `height` values.
  public func copyUnitFloats(into floats: inout MutableSpan<Float>) {
    precondition(
      floats.count == pixels.count,
      "\(floats.count) floats for the \(pixels.count) bytes of \(width) × \(height) pixels")
    Image.copyUnitFloats(of: pixels.span, into: &floats)
  }

  /// Writes bytes as unit floats; see ``copyUnitFloats(into:)``.
  ///
  /// - Precondition: there are as many floats as bytes.
  package static func copyUnitFloats(of bytes: Span<UInt8>, into floats: inout MutableSpan<Float>) {
    precondition(floats.count == bytes.count, "\(floats.count) floats for \(bytes.count) bytes")
    let scale = Float(1 / 255.0)
    for index in bytes.indices {
      floats[index] = Float(bytes[index]) * scale
    }
  }

  /// The byte nearest to a value in 0...255, a tie going up; 0 for NaN, clipped elsewhere.
  static func byte(_ value: Float) -> UInt8 {
    // NaN is not above 0.
    value > 0 ? UInt8(min(value, 255) + 0.5) : 0
  }
}
