/// The extents of a row-major array, outermost first: `[B, h, w, C]`.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// One extent an axis, outermost first.
  public let extents: [Int]

  /// Creates a shape.
  ///
  /// - Parameter extents: one number an axis, none negative.
  public init(_ extents: [Int]) {
    precondition(extents.allSatisfy { $0 >= 0 }, "negative extent in \(extents)")
    self.extents = extents
  }

  /// Creates a shape from a literal such as `[1, 16, 16, 256]`.
  public init(arrayLiteral extents: Int...) {
    self.init(extents)
  }

  /// How many elements an array of this shape has; 1 for a scalar.
  public var count: Int { extents.reduce(1, *) }

  /// The extent of one axis.
  public subscript(axis: Int) -> Int { extents[axis] }

  /// For example `[5, 5, 256, 1024]`.
  public var description: String { "\(extents)" }
}
