/// The form and size of a solid; all of them are convex.
///
/// The origin is in the middle of its height; the z axis points up.
package enum Form: Sendable, Hashable {
  /// A box with its edges along the axes.
  case box(width: Double, depth: Double, height: Double)
  /// A ball.
  case sphere(radius: Double)
  /// A cylinder that stands on its base.
  case cylinder(radius: Double, height: Double)
  /// A cylinder with half a ball at each end; `height` counts them in and is at least twice `radius`.
  case capsule(radius: Double, height: Double)
  /// A cone that stands on its base.
  case cone(radius: Double, height: Double)
  /// A regular icosahedron that stands on a face; `radius` is that of its corners.
  case icosahedron(radius: Double)
  /// A triangular prism that lies on a side, like a tent: its ridge runs along y. `width` is its extent
  /// along x, `depth` along y.
  case prism(width: Double, depth: Double, height: Double)

  /// From the origin up to the highest point and down to the lowest.
  package var halfHeight: Double {
    switch self {
    case .box(_, _, let height), .cylinder(_, let height), .capsule(_, let height),
      .cone(_, let height), .prism(_, _, let height):
      height / 2
    case .sphere(let radius): radius
    case .icosahedron(let radius): radius * Icosahedron.inradius
    }
  }

  /// The radius of a ball about the origin that holds the form.
  package var boundingRadius: Double {
    let upright = halfHeight
    return (horizontalRadius * horizontalRadius + upright * upright).squareRoot()
  }

  /// The radius of an upright cylinder about the z axis that holds the form.
  package var horizontalRadius: Double {
    switch self {
    case .box(let width, let depth, _), .prism(let width, let depth, _):
      (width * width + depth * depth).squareRoot() / 2
    case .sphere(let radius), .cylinder(let radius, _), .capsule(let radius, _),
      .cone(let radius, _), .icosahedron(let radius):
      radius
    }
  }

  /// The part of a line that lies within the form, or nil where it misses.
  package func crossing(_ ray: Ray) -> Crossing? {
    switch self {
    case .box(let width, let depth, let height):
      Polyhedra.box(ray, half: 0.5 * Vector(width, depth, height))
    case .sphere(let radius): Rounds.sphere(ray, radius: radius)
    case .cylinder(let radius, let height):
      Rounds.cylinder(ray, radius: radius, halfHeight: height / 2)
    case .capsule(let radius, let height):
      Rounds.capsule(ray, radius: radius, halfLength: height / 2 - radius)
    case .cone(let radius, let height): Rounds.cone(ray, radius: radius, height: height)
    case .icosahedron(let radius): Icosahedron.crossing(ray, radius: radius)
    case .prism(let width, let depth, let height):
      Polyhedra.prism(ray, width: width, depth: depth, height: height)
    }
  }
}
