/// A picture: 8-bit RGB, as networks are shown it and as files hold it.
///
/// Bytes are sRGB-encoded values as stored in a file; nothing here converts colours.
public struct Image: Sendable, Equatable {
  /// Columns, at least 1.
  public let width: Int

  /// Rows, at least 1.
  public let height: Int

  /// `[height, width, 3]` bytes in row-major order: red, green and blue of the first row's first
  /// pixel, then of the pixel right of it.
  public private(set) var pixels: [UInt8]

  /// A picture of given bytes.
  ///
  /// - Parameters:
  ///   - width: columns, at least 1.
  ///   - height: rows, at least 1.
  ///   - pixels: `[height, width, 3]` bytes.
  /// - Precondition: `pixels` has 3 · `width` · `height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    let count = Image.byteCount(width: width, height: height)
    precondition(
      pixels.count == count,
      "\(pixels.count) bytes for \(width) × \(height) pixels, which take \(count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A picture of one colour.
  ///
  /// - Parameters:
  ///   - width: columns, at least 1.
  ///   - height: rows, at least 1.
  ///   - colour: the colour of every pixel.
  public init(width: Int, height: Int, filledWith colour: RGB = .black) {
    let count = Image.byteCount(width: width, height: height)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for _ in 0..<(width * height) {
      pixels.append(colour.red)
      pixels.append(colour.green)
      pixels.append(colour.blue)
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// The pixel in column `x` and row `y`, both from 0; (0, 0) is at the top left.
  ///
  /// - Precondition: the pixel lies within the picture.
  public subscript(x: Int, y: Int) -> RGB {
    get {
      let first = index(x, y)
      return RGB(pixels[first], pixels[first + 1], pixels[first + 2])
    }
    set {
      let first = index(x, y)
      pixels[first] = newValue.red
      pixels[first + 1] = newValue.green
      pixels[first + 2] = newValue.blue
    }
  }

  /// Overwrites the pixels from column `left` and row `top` on with `other`, which must fit.
  mutating func paste(_ other: Image, left: Int, top: Int) {
    precondition(
      left >= 0 && top >= 0 && left + other.width <= width && top + other.height <= height,
      "\(other.width) × \(other.height) at (\(left), \(top)) do not fit in \(width) × \(height)")
    let rowBytes = 3 * other.width
    for row in 0..<other.height {
      let target = 3 * ((top + row) * width + left)
      pixels.replaceSubrange(
        target..<(target + rowBytes),
        with: other.pixels[(row * rowBytes)..<((row + 1) * rowBytes)])
    }
  }

  /// Bytes of a picture's pixels; the sides must be at least 1.
  static func byteCount(width: Int, height: Int) -> Int {
    precondition(width >= 1 && height >= 1, "a picture of \(width) × \(height) pixels")
    return 3 * width * height
  }

  private func index(_ x: Int, _ y: Int) -> Int {
    precondition(
      x >= 0 && x < width && y >= 0 && y < height,
      "pixel (\(x), \(y)) of a picture of \(width) × \(height)")
    return 3 * (y * width + x)
  }
}
