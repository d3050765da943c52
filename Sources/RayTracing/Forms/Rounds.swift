/// Bodies of quadratic surfaces.
///
/// A line's points within a surface `f ≤ 0` satisfy `a t² + 2 b t + c ≤ 0`.
enum Rounds {
  static func sphere(_ ray: Ray, radius: Double) -> Crossing? {
    ball(ray.origin, ray.direction, radius)
  }

  @inline(__always)
  private static func ball(_ o: Vector, _ d: Vector, _ radius: Double) -> Crossing? {
    let a = dot(d, d)
    let b = dot(o, d)
    let c = dot(o, o) - radius * radius
    let discriminant = b * b - a * c
    guard discriminant > 0 else { return nil }
    let root = discriminant.squareRoot()
    let enter = (-b - root) / a
    return Crossing(
      enter: enter, exit: (-b + root) / a, normal: (o + enter * d) * (1 / radius))
  }

  static func cylinder(_ ray: Ray, radius: Double, halfHeight: Double) -> Crossing? {
    var clip = Clip()
    guard
      clip.slab(ray.origin.z, ray.direction.z, halfHeight, axis: Vector(0, 0, 1)),
      tube(ray, radius, &clip)
    else { return nil }
    return clip.crossing
  }

  /// Cuts a line by an endless upright cylinder.
  @inline(__always)
  private static func tube(_ ray: Ray, _ radius: Double, _ clip: inout Clip) -> Bool {
    let (o, d) = (ray.origin, ray.direction)
    let a = d.x * d.x + d.y * d.y
    let b = o.x * d.x + o.y * d.y
    let c = o.x * o.x + o.y * o.y - radius * radius
    guard a > 0 else { return c < 0 }
    let discriminant = b * b - a * c
    guard discriminant > 0 else { return false }
    let root = discriminant.squareRoot()
    let enter = (-b - root) / a
    let point = o + enter * d
    return clip.interval(
      enter, (-b + root) / a, Vector(point.x / radius, point.y / radius, 0))
  }

  /// A capsule is convex: a line is in it from the first of its three parts to the last.
  static func capsule(_ ray: Ray, radius: Double, halfLength: Double) -> Crossing? {
    var found: Crossing?
    func add(_ part: Crossing?) {
      guard let part else { return }
      guard let sofar = found else {
        found = part
        return
      }
      let first = part.enter < sofar.enter ? part : sofar
      found = Crossing(
        enter: first.enter, exit: max(part.exit, sofar.exit), normal: first.normal)
    }
    let top = Vector(0, 0, halfLength)
    add(ball(ray.origin - top, ray.direction, radius))
    add(ball(ray.origin + top, ray.direction, radius))
    add(cylinder(ray, radius: radius, halfHeight: halfLength))
    return found
  }

  /// A cone with its tip at z = `height` / 2: `x² + y² ≤ k² w²`, where w is the depth below the tip and
  /// k the slope.
  static func cone(_ ray: Ray, radius: Double, height: Double) -> Crossing? {
    let (o, d) = (ray.origin, ray.direction)
    let slope = radius / height
    let square = slope * slope
    let w = height / 2 - o.z
    let a = d.x * d.x + d.y * d.y - square * d.z * d.z
    let b = o.x * d.x + o.y * d.y + square * w * d.z
    let c = o.x * o.x + o.y * o.y - square * w * w
    let range: (Double, Double)
    if abs(a) < 1e-12 * dot(d, d) {
      // Along the cone's side, the line crosses it once.
      guard b != 0 else { return nil }
      let t = -c / (2 * b)
      range = b > 0 ? (-.infinity, t) : (t, .infinity)
    } else {
      let discriminant = b * b - a * c
      if a > 0 {
        guard discriminant > 0 else { return nil }
        let root = discriminant.squareRoot()
        range = ((-b - root) / a, (-b + root) / a)
      } else {
        // Steeper than the side: inside below one crossing and inside its mirror image above the other.
        let root = max(0, discriminant).squareRoot()
        range = d.z > 0 ? (-.infinity, (-b + root) / a) : ((-b - root) / a, .infinity)
      }
    }
    var clip = Clip()
    guard clip.slab(o.z, d.z, height / 2, axis: Vector(0, 0, 1)) else { return nil }
    var normal = Vector()
    if range.0.isFinite {
      let point = o + range.0 * d
      let side = Vector(point.x, point.y, square * (height / 2 - point.z))
      normal = dot(side, side) > 0 ? normalised(side) : Vector(0, 0, 1)
    }
    guard clip.interval(range.0, range.1, normal) else { return nil }
    return clip.crossing
  }
}
