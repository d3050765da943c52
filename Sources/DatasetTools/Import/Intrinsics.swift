internal import Glibc

/// What a file of poses says of a camera's lens, as far as it does.
struct Intrinsics: Equatable {
  /// One direction of the picture, across or down.
  struct Side: Equatable {
    /// The focal length in pixels of a picture with ``pixels`` along this side.
    var focalLength: Double?
    /// The field of view of the whole side, in radians, below π.
    var angle: Double?
    /// The side's pixels, where the file says; the picture itself may be smaller or larger.
    var pixels: Double?
    /// Where the optical axis meets the side, in pixels from the left or top.
    var centre: Double?

    /// The focal length in pixels of a picture that has `length` pixels along this side.
    func focalLength(along length: Int) -> Double? {
      if let focalLength { return focalLength * Double(length) / (pixels ?? Double(length)) }
      return angle.map { Double(length) / 2 / tan($0 / 2) }
    }

    /// How far the optical axis is off the middle, as a part of the side.
    var offset: Double {
      guard let centre, let pixels, pixels > 0 else { return 0 }
      return centre / pixels - 0.5
    }
  }

  /// Across and down.
  var horizontal = Side()
  var vertical = Side()

  /// The field of view of the middle part of a picture, or nil where nothing is known of the lens.
  ///
  /// Where one side alone is known, pixels are taken to be square.
  ///
  /// - Parameters:
  ///   - partWidth: the part's pixels across.
  ///   - partHeight: the part's pixels down.
  ///   - width: the whole picture's pixels across.
  ///   - height: the whole picture's pixels down.
  /// - Returns: degrees.
  func fieldOfView(
    ofPart partWidth: Int, _ partHeight: Int, width: Int, height: Int
  ) -> FieldOfView? {
    let x = horizontal.focalLength(along: width)
    let y = vertical.focalLength(along: height)
    guard let across = x ?? y, let down = y ?? x else { return nil }
    func degrees(_ pixels: Int, _ focalLength: Double) -> Double {
      2 * atan(Double(pixels) / 2 / focalLength) * 180 / .pi
    }
    return FieldOfView(horizontal: degrees(partWidth, across), vertical: degrees(partHeight, down))
  }
}
