internal import Glibc

/// A form of one colour that stands somewhere.
package struct Solid: Sendable, Equatable {
  /// Its form and size.
  package let form: Form
  /// Where the middle of its height is.
  package let centre: Vector
  /// The turn about the vertical axis in radians, counter-clockwise seen from above.
  package let turn: Double
  /// Its colour.
  package let colour: Colour

  private let cosine, sine: Double

  /// A solid.
  ///
  /// - Parameters:
  ///   - form: its form and size.
  ///   - centre: where the middle of its height is.
  ///   - turn: radians about the vertical axis, counter-clockwise seen from above.
  ///   - colour: its colour.
  package init(_ form: Form, centre: Vector, turn: Double = 0, colour: Colour) {
    self.form = form
    self.centre = centre
    self.turn = turn
    self.colour = colour
    cosine = cos(turn)
    sine = sin(turn)
  }

  /// The part of a line that lies within the solid, or nil where it misses.
  package func crossing(_ ray: Ray) -> Crossing? {
    let local = Ray(origin: inward(ray.origin - centre), direction: inward(ray.direction))
    guard var crossing = form.crossing(local) else { return nil }
    crossing.normal = outward(crossing.normal)
    return crossing
  }

  /// Whether a point lies within the solid or on its surface.
  package func contains(_ point: Vector) -> Bool {
    guard let crossing = crossing(Ray(origin: point, direction: Vector(0, 0, 1))) else {
      return false
    }
    return crossing.enter <= 1e-9 && crossing.exit >= -1e-9
  }

  /// The world's direction seen by the solid.
  @inline(__always)
  private func inward(_ v: Vector) -> Vector {
    Vector(cosine * v.x + sine * v.y, cosine * v.y - sine * v.x, v.z)
  }

  @inline(__always)
  private func outward(_ v: Vector) -> Vector {
    Vector(cosine * v.x - sine * v.y, cosine * v.y + sine * v.x, v.z)
  }
}
