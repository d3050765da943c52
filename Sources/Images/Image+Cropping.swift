extension Image {
  /// A part of the picture.
  ///
  /// - Parameters:
  ///   - left: first column of the part, from 0.
  ///   - top: first row of the part, from 0.
  ///   - width: columns of the part, at least 1.
  ///   - height: rows of the part, at least 1.
  /// - Returns: the part, `width` × `height`.
  /// - Precondition: the part lies within the picture.
  public func cropped(left: Int, top: Int, width: Int, height: Int) -> Image {
    precondition(
      left >= 0 && top >= 0 && width >= 1 && height >= 1
        && width <= self.width - left && height <= self.height - top,
      "\(width) × \(height) at (\(left), \(top)) of a picture of \(self.width) × \(self.height)")
    var part: [UInt8] = []
    part.reserveCapacity(3 * width * height)
    for row in top..<(top + height) {
      let first = 3 * (row * self.width + left)
      part.append(contentsOf: pixels[first..<(first + 3 * width)])
    }
    return Image(width: width, height: height, pixels: part)
  }

  /// The largest centred part with the shape of `aspectWidth` × `aspectHeight` pixels.
  ///
  /// One side stays whole; the other is rounded to whole pixels, at least 1. Where an odd number of
  /// pixels goes, one more goes on the right or at the bottom.
  ///
  /// - Parameters:
  ///   - aspectWidth: the wanted shape's width, at least 1.
  ///   - aspectHeight: the wanted shape's height, at least 1.
  /// - Returns: the part; the picture itself where it has that shape.
  public func centreCropped(toAspect aspectWidth: Int, _ aspectHeight: Int) -> Image {
    precondition(
      aspectWidth >= 1 && aspectHeight >= 1, "an aspect of \(aspectWidth) to \(aspectHeight)")
    let ratio = Double(aspectWidth) / Double(aspectHeight)
    // The comparisons come first so that only a length below a side is ever converted to `Int`.
    let exactWidth = (Double(height) * ratio).rounded()
    let exactHeight = (Double(width) / ratio).rounded()
    let partWidth = exactWidth < Double(width) ? max(1, Int(exactWidth)) : width
    let partHeight = exactHeight < Double(height) ? max(1, Int(exactHeight)) : height
    guard partWidth != width || partHeight != height else { return self }
    return cropped(
      left: (width - partWidth) / 2, top: (height - partHeight) / 2, width: partWidth,
      height: partHeight)
  }
}
