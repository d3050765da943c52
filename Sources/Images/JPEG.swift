internal import CImageCodecs

/// Reading and writing JPEG files with libjpeg-turbo.
public enum JPEG {
  /// How the inverse cosine transform is computed.
  public enum Transform: Sendable, Equatable {
    /// The fast integer transform: TensorFlow's default, and what snapshots were trained on.
    case fastInteger

    /// The accurate integer transform, which most programs use; up to 6 levels from the fast one.
    case accurateInteger
  }

  /// How finely colour is stored beside brightness.
  public enum Chroma: Sendable, Equatable {
    /// 4:4:4, a colour for each pixel.
    case full

    /// 4:2:0, a colour for each 2 × 2 pixels.
    case halved
  }

  /// Reads a grey or colour JPEG, baseline or progressive.
  ///
  /// Grey becomes three equal channels. Chroma is upsampled smoothly. Both transforms give
  /// TensorFlow's bytes. Whatever libjpeg warns of is an error here, so that no picture has invented
  /// pixels; TensorFlow passes over the warnings that are not about a premature end.
  ///
  /// - Parameters:
  ///   - bytes: the whole file; what follows the end of the picture is ignored.
  ///   - name: what error messages call the file.
  ///   - transform: the inverse cosine transform.
  /// - Returns: the picture.
  /// - Throws: ``ImageError/undecodable(name:format:reason:)``,
  ///   ``ImageError/unsupportedComponents(name:count:)`` or
  ///   ``ImageError/tooLarge(name:width:height:)``.
  /// - Source: TensorFlow `core/lib/jpeg/jpeg_mem.cc`, `UncompressLow`.
  public static func decode(
    _ bytes: Span<UInt8>, name: String, transform: Transform = .fastInteger
  ) throws(ImageError) -> Image {
    let (width, height) = try claimedSize(bytes, name: name)
    let count = 3 * width * height
    var failure: String?
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      failure = unsafe decode(bytes, transform, into: buffer, count: count)
      initializedCount = failure == nil ? count : 0
    }
    if let failure { throw .undecodable(name: name, format: .jpeg, reason: failure) }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Reads a JPEG as ``decode(_:name:transform:)`` does into a buffer that is kept for the next one.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what error messages call the file; only asked for where there is one.
  ///   - transform: the inverse cosine transform.
  ///   - pixels: receives `[height, width, 3]` bytes from its start on; what follows them, and all of it
  ///     after an error, means nothing. It is made longer where it is too short.
  /// - Returns: the picture's size.
  /// - Throws: the same errors.
  package static func decode(
    _ bytes: Span<UInt8>, name: @autoclosure () -> String, transform: Transform = .fastInteger,
    into pixels: inout [UInt8]
  ) throws(ImageError) -> (width: Int, height: Int) {
    let (width, height) = try claimedSize(bytes, name: name())
    let count = 3 * width * height
    if pixels.count < count {
      pixels = [UInt8](repeating: 0, count: count)
    }
    let failure = unsafe pixels.withUnsafeMutableBufferPointer {
      unsafe decode(bytes, transform, into: $0, count: count)
    }
    if let failure { throw .undecodable(name: name(), format: .jpeg, reason: failure) }
    return (width, height)
  }

  /// The size that a file claims, if it can be read and is worth the memory.
  private static func claimedSize(
    _ bytes: Span<UInt8>, name: @autoclosure () -> String
  ) throws(ImageError) -> (width: Int, height: Int) {
    var header = gqn_jpeg_header()
    let failure = unsafe CodecFailure.reason { text, size in
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe gqn_jpeg_read_header(input.baseAddress, input.count, &header, text, size)
      }
    }
    if let failure { throw .undecodable(name: name(), format: .jpeg, reason: failure) }
    guard header.components == 1 || header.components == 3 else {
      throw .unsupportedComponents(name: name(), count: Int(header.components))
    }
    let (width, height) = (Int(header.width), Int(header.height))
    try ImageLimits.check(name: name(), width: width, height: height)
    // A Huffman code has at least one bit, and a block of 64 pixels at least one code: a file that
    // claims more pixels than that is not worth their memory.
    guard bytes.count >= width * height / 512 else {
      throw .undecodable(
        name: name(), format: .jpeg,
        reason: "\(bytes.count) bytes are too few for \(width) × \(height) pixels")
    }
    return (width, height)
  }

  /// Decodes into the first `count` bytes of a buffer, which the picture must fill; returns why not.
  private static func decode(
    _ bytes: Span<UInt8>, _ transform: Transform, into pixels: UnsafeMutableBufferPointer<UInt8>,
    count: Int
  ) -> String? {
    precondition(pixels.count >= count, "\(count) bytes into a buffer of \(pixels.count)")
    return unsafe CodecFailure.reason { text, size in
      unsafe bytes.withUnsafeBufferPointer { input in
        unsafe gqn_jpeg_decode_rgb(
          input.baseAddress, input.count,
          transform == .fastInteger ? gqn_jpeg_dct_fast : gqn_jpeg_dct_accurate,
          pixels.baseAddress, count, text, size)
      }
    }
  }

  /// Writes a picture as a baseline JPEG.
  ///
  /// - Parameters:
  ///   - image: the picture.
  ///   - quality: libjpeg's quality, 1 to 100.
  ///   - chroma: how finely colour is stored.
  /// - Returns: the file; the same picture gives the same bytes with the same libjpeg-turbo.
  /// - Throws: ``ImageError/unencodable(format:width:height:reason:)`` where memory is short or a side
  ///   is above 65 500.
  /// - Precondition: `quality` is in 1...100.
  public static func encode(
    _ image: Image, quality: Int = 95, chroma: Chroma = .full
  ) throws(ImageError) -> [UInt8] {
    precondition((1...100).contains(quality), "JPEG quality \(quality), expected 1 to 100")
    // A sample of 8 bits becomes at most two bytes; blocks are whole, 16 × 16 pixels with halved
    // chroma; the headers take some 600 bytes.
    let (blockColumns, blockRows) = ((image.width + 15) / 16, (image.height + 15) / 16)
    let capacity = 3 * 256 * 2 * blockColumns * blockRows + 2048
    var failure: String?
    let file = unsafe image.pixels.withUnsafeBufferPointer { pixels in
      unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
        var written = 0
        failure = unsafe CodecFailure.reason { text, size in
          unsafe gqn_jpeg_encode_rgb(
            pixels.baseAddress, image.width, image.height, Int32(quality),
            chroma == .halved ? 1 : 0, buffer.baseAddress, capacity, &written, text, size)
        }
        initializedCount = failure == nil ? written : 0
      }
    }
    if let failure {
      throw .unencodable(
        format: .jpeg, width: image.width, height: image.height, reason: failure)
    }
    return Array(file[...])
  }
}
