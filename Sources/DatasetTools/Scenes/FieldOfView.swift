internal import Glibc

/// How much of a scene a picture shows, in degrees.
package struct FieldOfView: Codable, Sendable, Equatable {
  /// From the left edge to the right one.
  package var horizontal: Double
  /// From the upper edge to the lower one.
  package var vertical: Double

  /// A field of view, in degrees.
  package init(horizontal: Double, vertical: Double) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// The field of view of a picture of square pixels.
  ///
  /// - Parameters:
  ///   - vertical: from the lower to the upper edge, in degrees.
  ///   - width: pixels across.
  ///   - height: pixels down.
  package init(vertical: Double, width: Int, height: Int) {
    let horizontal = atan(tan(vertical * .pi / 360) * Double(width) / Double(height)) * 360 / .pi
    self.init(horizontal: width == height ? vertical : horizontal, vertical: vertical)
  }
}
