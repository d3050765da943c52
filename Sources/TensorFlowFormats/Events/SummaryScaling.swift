/// How TensorFlow turns the floats of an image summary into bytes.
///
/// Pictures are rescaled always, each by its own range: without negative values so that the largest
/// becomes 255, with negative ones so that 0 becomes 128 and the one farthest from it 1 or 255. A picture
/// of a network is therefore not comparable from step to step; where it shall be, bytes are made first.
/// - Source: TensorFlow `tensorflow/core/kernels/summary_image_op.cc`, `NormalizeFloatImage`.
package enum SummaryScaling {
  /// The bytes of a picture.
  ///
  /// - Parameter floats: the picture, in any order.
  /// - Returns: a byte for each float; 0 for what is not finite.
  package static func bytes(_ floats: Span<Float>) -> [UInt8] {
    var (least, largest) = (Float.infinity, -Float.infinity)
    for index in floats.indices where floats[index].isFinite {
      least = min(least, floats[index])
      largest = max(largest, floats[index])
    }
    let hasNegatives = least < 0
    let range = hasNegatives ? max(abs(least), abs(largest)) : largest
    // What is (nearly) black stays so, instead of being spread over all levels.
    let scale: Float = range < 1e-6 ? 0 : (hasNegatives ? 127 : 255) / range
    let offset: Float = hasNegatives ? 128 : 0
    return floats.indices.map { index in
      guard floats[index].isFinite else { return 0 }
      return UInt8(max(0, min(255, floats[index] * scale + offset)))
    }
  }
}
