/// How differently two cameras look at a point.
enum ViewingAngle {
  /// The cosine of the angle at a point between the directions from two places: 1 where they look at it from the same
  /// side, −1 from opposite ones.
  ///
  /// - Parameters:
  ///   - point: any point.
  ///   - first: where a camera stands.
  ///   - second: where the other one stands.
  /// - Returns: the cosine; 0 if the point is one of the places.
  static func cosine(
    at point: SIMD3<Double>, from first: SIMD3<Double>, and second: SIMD3<Double>
  ) -> Double {
    let (a, b) = (point - first, point - second)
    let lengths = (a * a).sum().squareRoot() * (b * b).sum().squareRoot()
    return lengths > 0 ? (a * b).sum() / lengths : 0
  }
}
