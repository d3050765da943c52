extension Image {
  /// Reads a PNG or a JPEG, told apart by its first bytes.
  ///
  /// A PNG's alpha is composited onto `background`; see ``PNG/decode(_:name:background:)``. A JPEG is
  /// decoded as TensorFlow does by default; see ``JPEG/decode(_:name:transform:)``.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what error messages call the file.
  ///   - background: the colour behind a PNG that is not opaque.
  /// - Throws: an ``ImageError`` where the bytes are not a whole PNG or JPEG within ``ImageLimits``.
  public init(
    contentsOf bytes: Span<UInt8>, name: String, background: RGB = .black
  ) throws(ImageError) {
    guard !bytes.isEmpty else { throw .empty(name: name) }
    switch SniffedFormat(bytes) {
    case .readable(.png): self = try PNG.decode(bytes, name: name, background: background)
    case .readable(.jpeg): self = try JPEG.decode(bytes, name: name)
    case .other(let found): throw .unknownFormat(name: name, found: found)
    }
  }

  /// Reads a PNG or a JPEG held in an array; see ``init(contentsOf:name:background:)-(Span<UInt8>,_,_)``.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what error messages call the file.
  ///   - background: the colour behind a PNG that is not opaque.
  /// - Throws: an ``ImageError`` where the bytes are not a whole PNG or JPEG within ``ImageLimits``.
  public init(
    contentsOf bytes: [UInt8], name: String, background: RGB = .black
  ) throws(ImageError) {
    try self.init(contentsOf: bytes.span, name: name, background: background)
  }

  /// Reads a PNG or a JPEG as ``init(contentsOf:name:background:)-(Span<UInt8>,_,_)`` does, into a buffer
  /// that is kept for the next one.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what error messages call the file; only asked for where there is one.
  ///   - pixels: receives `[height, width, 3]` bytes from its start on; what follows them, and all of it
  ///     after an error, means nothing. It is made longer where it is too short.
  /// - Returns: the picture's size.
  /// - Throws: the same errors.
  package static func decode(
    _ bytes: Span<UInt8>, name: @autoclosure () -> String, into pixels: inout [UInt8]
  ) throws(ImageError) -> (width: Int, height: Int) {
    if !bytes.isEmpty, SniffedFormat(bytes) == .readable(.jpeg) {
      return try JPEG.decode(bytes, name: name(), into: &pixels)
    }
    let image = try Image(contentsOf: bytes, name: name())
    if pixels.count < image.pixels.count {
      pixels = image.pixels
    } else {
      pixels.replaceSubrange(..<image.pixels.count, with: image.pixels)
    }
    return (image.width, image.height)
  }
}
