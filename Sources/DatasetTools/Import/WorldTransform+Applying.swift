internal import Datasets

extension WorldTransform {
  /// The rotation that turns a direction upright, along +z, by the shortest way.
  static func levelling(_ up: SIMD3<Double>) -> WorldTransform {
    var transform = WorldTransform()
    let length = (up * up).sum().squareRoot()
    guard length > 0 else { return transform }
    let u = up / length
    guard u.z > -1 + 1e-12 else {
      transform.rotation = [1, 0, 0, 0, -1, 0, 0, 0, -1]
      return transform
    }
    // Rodrigues' formula for the axis `u × z`, whose length is the angle's sine; its cosine is u.z.
    let factor = 1 / (1 + u.z)
    transform.rotation = [
      1 - u.x * u.x * factor, -u.x * u.y * factor, -u.x,
      -u.x * u.y * factor, 1 - u.y * u.y * factor, -u.y,
      u.x, u.y, u.z,
    ]
    return transform
  }

  /// A direction, turned.
  func rotated(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    func row(_ index: Int) -> SIMD3<Double> {
      SIMD3(rotation[3 * index], rotation[3 * index + 1], rotation[3 * index + 2])
    }
    return SIMD3((row(0) * vector).sum(), (row(1) * vector).sum(), (row(2) * vector).sum())
  }

  /// A position in the dataset.
  func applied(to position: SIMD3<Double>) -> SIMD3<Double> {
    rotated(position) * scale + SIMD3(offset[0], offset[1], offset[2])
  }

  /// The camera-to-world matrix of 4 × 4 numbers with its axes and position turned, and nothing scaled.
  func rotated(matrix: [Double]) -> [Double] {
    guard matrix.count == 16 else { return matrix }
    var result = matrix
    for column in 0..<4 {
      let turned = rotated(SIMD3(matrix[column], matrix[4 + column], matrix[8 + column]))
      for row in 0..<3 { result[4 * row + column] = turned[row] }
    }
    return result
  }
}
