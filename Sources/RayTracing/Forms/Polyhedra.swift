/// Bodies between planes: a line is inside from the last plane that it enters by to the first that it
/// leaves by.
enum Polyhedra {
  /// A box with corners at ±`half`.
  static func box(_ ray: Ray, half: Vector) -> Crossing? {
    var clip = Clip()
    guard clip.slab(ray.origin.x, ray.direction.x, half.x, axis: Vector(1, 0, 0)),
      clip.slab(ray.origin.y, ray.direction.y, half.y, axis: Vector(0, 1, 0)),
      clip.slab(ray.origin.z, ray.direction.z, half.z, axis: Vector(0, 0, 1))
    else { return nil }
    return clip.crossing
  }

  /// A tent with its ridge along y at the top.
  static func prism(_ ray: Ray, width: Double, depth: Double, height: Double) -> Crossing? {
    var clip = Clip()
    guard clip.slab(ray.origin.y, ray.direction.y, depth / 2, axis: Vector(0, 1, 0)),
      clip.plane(ray, Vector(0, 0, -1), height / 2)
    else { return nil }
    // The roof goes through (±width / 2, −height / 2) and (0, height / 2).
    let slope = normalised(Vector(height, 0, width / 2))
    let distance = slope.z * height / 2
    guard clip.plane(ray, slope, distance),
      clip.plane(ray, Vector(-slope.x, 0, slope.z), distance)
    else { return nil }
    return clip.crossing
  }
}

/// What is left of a line while it is cut by planes.
struct Clip {
  private var enter = -Double.infinity
  private var exit = Double.infinity
  private var normal = Vector()

  /// Keeps the part with `|position| ≤ half` along an axis; false where nothing is left.
  @inline(__always)
  mutating func slab(
    _ origin: Double, _ direction: Double, _ half: Double, axis: Vector
  ) -> Bool {
    guard direction != 0 else { return abs(origin) < half }
    let inverse = 1 / direction
    let middle = -origin * inverse
    let reach = half * abs(inverse)
    if middle - reach > enter {
      enter = middle - reach
      normal = direction > 0 ? -axis : axis
    }
    exit = min(exit, middle + reach)
    return enter < exit
  }

  /// Keeps the part with `dot(p, normal) ≤ distance`; false where nothing is left.
  @inline(__always)
  mutating func plane(_ ray: Ray, _ outward: Vector, _ distance: Double) -> Bool {
    let speed = dot(ray.direction, outward)
    let room = distance - dot(ray.origin, outward)
    guard speed != 0 else { return room > 0 }
    let t = room / speed
    if speed < 0 {
      if t > enter {
        enter = t
        normal = outward
      }
    } else {
      exit = min(exit, t)
    }
    return enter < exit
  }

  /// Keeps the part between two places; `outward` stands on the surface at the first.
  @inline(__always)
  mutating func interval(_ first: Double, _ last: Double, _ outward: Vector) -> Bool {
    if first > enter {
      enter = first
      normal = outward
    }
    exit = min(exit, last)
    return enter < exit
  }

  var crossing: Crossing { Crossing(enter: enter, exit: exit, normal: normal) }
}
