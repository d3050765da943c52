internal import Images

/// Decodes pictures into the floats of a network, in memory that is kept from one to the next.
struct FrameDecoder {
  private var pixels: [UInt8] = []
  private var floats: [Float] = []

  /// Decodes a picture to unit floats, resized bilinearly (corners aligned) where its size is another,
  /// as tf-gqn does: first to floats, then resized, never rounded.
  ///
  /// - Parameters:
  ///   - bytes: the JPEG or PNG.
  ///   - name: what messages call it.
  ///   - width: columns of the result.
  ///   - height: rows of the result.
  ///   - frame: receives `[height, width, 3]`.
  /// - Throws: ``ImageError``.
  /// - Source: tf-gqn `data_provider/gqn_provider.py`, `_preprocess_frames`.
  mutating func decode(
    _ bytes: Span<UInt8>, name: @autoclosure () -> String, width: Int, height: Int,
    into frame: inout MutableSpan<Float>
  ) throws(ImageError) {
    let size = try Image.decode(bytes, name: name(), into: &pixels)
    let count = 3 * size.width * size.height
    guard size != (width, height) else {
      Image.copyUnitFloats(of: pixels.span.extracting(..<count), into: &frame)
      return
    }
    Self.convert(pixels, count, to: &floats)
    Bilinear.resize(
      floats.span, width: size.width, height: size.height, channels: 3,
      toWidth: width, height: height, into: &frame)
  }

  /// Decodes a picture and tells its size, to see whether that is possible.
  mutating func size(
    of bytes: Span<UInt8>, name: @autoclosure () -> String
  ) throws(ImageError) -> (width: Int, height: Int) {
    try Image.decode(bytes, name: name(), into: &pixels)
  }

  /// Makes unit floats of the first bytes.
  private static func convert(_ pixels: [UInt8], _ count: Int, to floats: inout [Float]) {
    if floats.count != count {
      floats = [Float](repeating: 0, count: count)
    }
    var span = floats.mutableSpan
    Image.copyUnitFloats(of: pixels.span.extracting(..<count), into: &span)
  }
}
