internal import Cameras
internal import Datasets

/// Where the origin and how long a unit of an imported scene shall be.
package struct WorldPlacement: Sendable, Equatable {
  /// What becomes the origin.
  package enum Centre: Sendable, Equatable {
    /// What the source has there.
    case unchanged
    /// The mean of the cameras' positions.
    case cameras
    /// The point that all cameras look at: it has the least squared distance to their axes.
    case focus
    /// A point of the source.
    case point(SIMD3<Double>)
  }

  /// What becomes one unit.
  package enum Scale: Sendable, Equatable {
    /// Lengths are multiplied by a number above 0.
    case factor(Double)
    /// The camera farthest from the new origin stands at this distance.
    case farthestCamera(Double)
  }

  /// What becomes the origin.
  package var centre = Centre.unchanged
  /// What becomes one unit.
  package var scale = Scale.factor(1)
  /// Whether the scene is turned so that the cameras' mean upward direction is +z.
  package var levels = false

  /// Leaves everything as it is.
  package init() {}

  /// Moves and scales poses that are level already.
  ///
  /// - Returns: the transform, or what makes it impossible.
  func transform(of poses: [Pose]) -> Result<WorldTransform, Impossible> {
    let centre: SIMD3<Double>
    switch self.centre {
    case .unchanged: centre = .zero
    case .point(let point): centre = point
    case .cameras: centre = poses.reduce(.zero) { $0 + $1.position } / Double(max(poses.count, 1))
    case .focus:
      guard let focus = Self.focus(of: poses) else {
        return .failure(
          Impossible(
            "the cameras look in parallel, so that they have no common point; recentre on the cameras"
          ))
      }
      centre = focus
    }
    let scale: Double
    switch self.scale {
    case .factor(let factor): scale = factor
    case .farthestCamera(let distance):
      let farthest = poses.map { Self.length($0.position - centre) }.max() ?? 0
      guard farthest > 0, (distance / farthest).isFinite else {
        return .failure(
          Impossible(
            "all cameras stand at the origin, so that no scale brings one to the distance \(distance); "
              + "give the scale as a number"))
      }
      scale = distance / farthest
    }
    return .success(WorldTransform(movingToOrigin: centre, scale: scale))
  }

  /// Why a scene cannot be placed so.
  struct Impossible: Error {
    let description: String

    init(_ description: String) { self.description = description }
  }

  /// The point with the least sum of squared distances to the cameras' axes: with `P = I − d dᵀ` for each
  /// direction d, it solves `Σ P · x = Σ P · p`. Nil where the axes are all but parallel.
  private static func focus(of poses: [Pose]) -> SIMD3<Double>? {
    var rows = [SIMD3<Double>](repeating: .zero, count: 3)
    var right = SIMD3<Double>.zero
    for pose in poses {
      let d = pose.direction
      right += pose.position - d * (d * pose.position).sum()
      for row in 0..<3 {
        rows[row] -= d * d[row]
        rows[row][row] += 1
      }
    }
    // Cramer's rule; the determinant is that of a matrix whose eigenvalues are at most the count.
    let count = Double(max(poses.count, 1))
    let determinant = (rows[0] * cross(rows[1], rows[2])).sum()
    guard determinant > 1e-9 * count * count * count else { return nil }
    // The matrix is symmetric, so that its rows are its columns.
    return SIMD3(
      (right * cross(rows[1], rows[2])).sum(), (rows[0] * cross(right, rows[2])).sum(),
      (rows[0] * cross(rows[1], right)).sum()) / determinant
  }

  private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }

  private static func length(_ vector: SIMD3<Double>) -> Double {
    (vector * vector).sum().squareRoot()
  }
}
