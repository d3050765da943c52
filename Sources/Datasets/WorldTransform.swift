internal import JSONDocuments

/// How positions of something that was imported became those of a dataset:
/// `scale · (rotation · position) + offset`.
package struct WorldTransform: Codable, Sendable, Equatable {
  /// A rotation of 3 × 3 numbers, row by row.
  package var rotation: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  /// What every length is multiplied by, above 0.
  package var scale = 1.0
  /// Where the source's origin comes to lie.
  package var offset: [Double] = [0, 0, 0]

  /// Leaves everything where it is.
  package init() {}

  /// A transform that moves a point to the origin and then scales.
  package init(movingToOrigin centre: SIMD3<Double>, scale: Double) {
    self.scale = scale
    // `0 -`, since a negative zero would be written as one.
    offset = (0..<3).map { 0 - scale * centre[$0] }
  }

  /// Reads what was written; nil after a problem.
  init?(reading cursor: JSONCursor) {
    guard let object = cursor.object() else { return nil }
    let rotation = object.required("rotation", "9 numbers")?.numbers(9, in: -1.001...1.001)
    let scale = object.required("scale", "a number above 0")?.positiveNumber(upTo: 1e12)
    let offset = object.required("offset", "3 numbers")?.numbers(3, in: -1e12...1e12)
    guard let rotation, let scale, let offset else { return nil }
    (self.rotation, self.scale, self.offset) = (rotation, scale, offset)
  }
}
