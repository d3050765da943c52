/// A point, a direction, or three lengths.
package typealias Vector = SIMD3<Double>

/// Red, green and blue, 0 to 1 each, as they are stored in a file.
package typealias Colour = SIMD3<Float>

@inline(__always)
func dot(_ a: Vector, _ b: Vector) -> Double { a.x * b.x + a.y * b.y + a.z * b.z }

@inline(__always)
func normalised(_ a: Vector) -> Vector { a / dot(a, a).squareRoot() }

/// A half line: the points `origin + t · direction` for t above 0. The direction has any length.
package struct Ray: Sendable {
  package var origin, direction: Vector

  /// A ray.
  package init(origin: Vector, direction: Vector) {
    self.origin = origin
    self.direction = direction
  }

  /// The point at `t`.
  @inline(__always)
  package func point(at t: Double) -> Vector { origin + t * direction }
}

/// The part of a line that lies within a convex body.
package struct Crossing: Sendable, Equatable {
  /// Where the line enters and leaves, as multiples of its direction; `enter < exit`.
  package var enter, exit: Double
  /// The unit vector that stands on the surface where the line enters, pointing outwards.
  package var normal: Vector

  /// A crossing.
  package init(enter: Double, exit: Double, normal: Vector) {
    self.enter = enter
    self.exit = exit
    self.normal = normal
  }
}
