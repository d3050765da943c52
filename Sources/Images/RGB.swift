/// A colour of three sRGB-encoded bytes.
public struct RGB: Sendable, Equatable {
  /// Red, 0 to 255.
  public var red: UInt8

  /// Green, 0 to 255.
  public var green: UInt8

  /// Blue, 0 to 255.
  public var blue: UInt8

  /// A colour of its three parts, 0 to 255 each.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// No light at all.
  public static let black = RGB(0, 0, 0)

  /// All three parts at their largest.
  public static let white = RGB(255, 255, 255)
}
