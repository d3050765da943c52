/// How large a picture may be that is read from a file.
///
/// A file of a few bytes can claim any size; the claim is checked before memory is taken for it.
public enum ImageLimits {
  /// Most pixels a side: 16 384.
  public static let side = 16_384

  /// Most pixels in all: 67 108 864, that is 8192 × 8192.
  public static let pixels = 1 << 26

  /// Throws ``ImageError/tooLarge(name:width:height:)`` where a claimed size is above the limits.
  static func check(
    name: @autoclosure () -> String, width: Int, height: Int
  ) throws(ImageError) {
    guard width <= side, height <= side, width * height <= pixels else {
      throw .tooLarge(name: name(), width: width, height: height)
    }
  }
}
