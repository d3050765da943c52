import Testing

@testable import RayTracing

/// Forms against what geometry says of them.
struct FormTests {
  static let forms: [Form] = [
    .box(width: 0.6, depth: 1, height: 1.4), .sphere(radius: 0.7),
    .cylinder(radius: 0.5, height: 1.2), .capsule(radius: 0.4, height: 1.5),
    .cone(radius: 0.6, height: 1.1), .icosahedron(radius: 0.8),
    .prism(width: 1.1, depth: 0.7, height: 0.9),
  ]

  /// Whether a point is inside, straight from the definition of each form; within `margin` of the
  /// surface the answer is nil.
  private func inside(_ form: Form, _ p: Vector, margin: Double) -> Bool? {
    let across = (p.x * p.x + p.y * p.y).squareRoot()
    let depth: Double
    switch form {
    case .box(let width, let length, let height):
      depth = min(width / 2 - abs(p.x), length / 2 - abs(p.y), height / 2 - abs(p.z))
    case .sphere(let radius): depth = radius - dot(p, p).squareRoot()
    case .cylinder(let radius, let height):
      depth = min(radius - across, height / 2 - abs(p.z))
    case .capsule(let radius, let height):
      let axis = height / 2 - radius
      let nearest = Vector(0, 0, min(max(p.z, -axis), axis))
      depth = radius - dot(p - nearest, p - nearest).squareRoot()
    case .cone(let radius, let height):
      let wall = radius * (height / 2 - p.z) / height - across
      depth = min(wall, height / 2 + p.z)
    case .icosahedron(let radius):
      // Inside all 20 faces, whose corners are the icosahedron's twelve.
      depth = Self.faces.map { radius * Icosahedron.inradius - dot($0, p) }.min() ?? 0
    case .prism(let width, let length, let height):
      let roof = width / 2 * (height / 2 - p.z) / height - abs(p.x)
      depth = min(roof, length / 2 - abs(p.y), p.z + height / 2)
    }
    return abs(depth) < margin ? nil : depth > 0
  }

  /// The faces' normals from the corners: turned like the form, one face downwards.
  private static let faces: [Vector] = {
    let ratio = (1 + 5.0.squareRoot()) / 2
    var corners: [Vector] = []
    for a in [-1.0, 1] {
      for b in [-ratio, ratio] {
        corners += [Vector(0, b, a), Vector(b, a, 0), Vector(a, 0, b)]
      }
    }
    var normals: [Vector] = []
    for i in corners.indices {
      for j in corners.indices where j > i {
        for k in corners.indices where k > j {
          let sides = [corners[i] - corners[j], corners[j] - corners[k], corners[k] - corners[i]]
          // Three corners that are neighbours of one another, at the edge's length 2, are a face.
          if sides.allSatisfy({ abs(dot($0, $0) - 4) < 1e-9 }) {
            normals.append(normalised(corners[i] + corners[j] + corners[k]))
          }
        }
      }
    }
    // The turn about x that brings (0, 1/φ, φ) / √3 up.
    let (cosine, sine) = (ratio / 3.0.squareRoot(), 1 / (ratio * 3.0.squareRoot()))
    return normals.map {
      Vector($0.x, cosine * $0.y - sine * $0.z, sine * $0.y + cosine * $0.z)
    }
  }()

  @Test func `an icosahedron has twenty faces in ten pairs`() {
    #expect(Self.faces.count == 20)
    for face in Self.faces {
      #expect(Icosahedron.normals.contains { abs(abs(dot($0, face)) - 1) < 1e-12 })
    }
    #expect(abs(Icosahedron.inradius - 0.7946544722917661) < 1e-15)
    #expect(Icosahedron.normals.contains { abs($0.z - 1) < 1e-12 })
  }

  @Test(arguments: forms) func `a crossing ends on the surface and runs inside`(form: Form) {
    var random = TestRandom(seed: 1)
    var hits = 0
    for _ in 0..<4000 {
      let ray = Ray(
        origin: random.vector(2), direction: random.vector(1) * random.number(0.3, 3))
      guard let crossing = form.crossing(ray) else {
        // A line that misses has no point inside.
        for step in -40...40 {
          let t = Double(step) / 8
          #expect(inside(form, ray.point(at: t), margin: 1e-9) != true, "\(ray)")
        }
        continue
      }
      hits += 1
      #expect(crossing.enter < crossing.exit)
      let long = dot(ray.direction, ray.direction).squareRoot()
      for t in [crossing.enter, crossing.exit] {
        #expect(inside(form, ray.point(at: t), margin: 1e-7) == nil, "\(ray) \(crossing)")
      }
      let size = crossing.exit - crossing.enter
      guard size * long > 1e-3 else { continue }
      #expect(inside(form, ray.point(at: crossing.enter + 0.5 * size), margin: 0) == true)
      #expect(
        inside(form, ray.point(at: crossing.enter - 1e-3 / long), margin: 1e-12) != true)
      #expect(
        inside(form, ray.point(at: crossing.exit + 1e-3 / long), margin: 1e-12) != true)
    }
    #expect(hits > 250)
  }

  @Test(arguments: forms) func `a normal stands on the surface and points outwards`(form: Form) {
    var random = TestRandom(seed: 2)
    for _ in 0..<2000 {
      let ray = Ray(origin: random.vector(2), direction: random.vector(1))
      guard let crossing = form.crossing(ray) else { continue }
      let point = ray.point(at: crossing.enter)
      #expect(abs(dot(crossing.normal, crossing.normal) - 1) < 1e-9)
      #expect(dot(crossing.normal, ray.direction) <= 1e-9)
      // Convex: all of the body lies behind the plane through the point.
      for _ in 0..<20 {
        let other = random.vector(1)
        if inside(form, other, margin: 1e-9) == true {
          #expect(dot(other - point, crossing.normal) < 1e-6, "\(ray) \(crossing)")
        }
      }
    }
  }

  @Test(arguments: forms) func `bounds hold the form and touch it`(form: Form) {
    var random = TestRandom(seed: 3)
    var (highest, widest) = (0.0, 0.0)
    for _ in 0..<40_000 {
      let p = random.vector(1)
      guard inside(form, p, margin: 0) == true else { continue }
      highest = max(highest, abs(p.z))
      widest = max(widest, (p.x * p.x + p.y * p.y).squareRoot())
      #expect(dot(p, p).squareRoot() <= form.boundingRadius + 1e-12)
    }
    #expect(highest <= form.halfHeight + 1e-12)
    #expect(widest <= form.horizontalRadius + 1e-12)
    #expect(highest > 0.85 * form.halfHeight)
    #expect(widest > 0.85 * form.horizontalRadius)
  }

  @Test(arguments: [
    (Form.sphere(radius: 2), Vector(0, 0, 1), -2.0, 2.0),
    (.box(width: 1, depth: 2, height: 3), Vector(0, 0, 1), -1.5, 1.5),
    (.box(width: 1, depth: 2, height: 3), Vector(0, 2, 0), -0.5, 0.5),
    (.cylinder(radius: 0.5, height: 3), Vector(1, 0, 0), -0.5, 0.5),
    (.cylinder(radius: 0.5, height: 3), Vector(0, 0, -1), -1.5, 1.5),
    (.capsule(radius: 0.5, height: 3), Vector(0, 0, 1), -1.5, 1.5),
    (.capsule(radius: 0.5, height: 3), Vector(0, 1, 0), -0.5, 0.5),
    (.cone(radius: 1, height: 2), Vector(1, 0, 0), -0.5, 0.5),
    (.cone(radius: 1, height: 2), Vector(0, 0, 1), -1, 1),
    (.cone(radius: 1, height: 2), Vector(0, 0, -1), -1, 1),
    (.prism(width: 2, depth: 1, height: 2), Vector(1, 0, 0), -0.5, 0.5),
    (.prism(width: 2, depth: 1, height: 2), Vector(0, 0, 1), -1, 1),
    (.icosahedron(radius: 1), Vector(0, 0, 1), -0.7946544722917661, 0.7946544722917661),
  ])
  func `lines through the middle have known crossings`(
    form: Form, direction: Vector, enter: Double, exit: Double
  ) throws {
    let crossing = try #require(
      form.crossing(Ray(origin: Vector(), direction: direction)), "\(form)")
    #expect(abs(crossing.enter - enter) < 1e-12)
    #expect(abs(crossing.exit - exit) < 1e-12)
  }

  /// Along the side of a cone the quadratic is a line.
  @Test func `a line along the side of a cone crosses it once`() throws {
    let cone = Form.cone(radius: 1, height: 1)
    let crossing = try #require(
      cone.crossing(Ray(origin: Vector(0.25, 0, 0), direction: Vector(1, 0, 1))))
    // It leaves by the side where x = ½ − z.
    #expect(abs(crossing.exit - 0.125) < 1e-12)
    #expect(abs(crossing.enter + 0.5) < 1e-12)
  }

  @Test func `a solid is turned counter-clockwise seen from above`() {
    let box = Solid(
      .box(width: 2, depth: 0.2, height: 1), centre: Vector(1, 2, 0.5), turn: .pi / 2,
      colour: Colour())
    #expect(box.contains(Vector(1, 2.9, 0.5)))
    #expect(!box.contains(Vector(1.9, 2, 0.5)))
    let prism = Solid(
      .prism(width: 1, depth: 3, height: 1), centre: Vector(), turn: .pi / 6, colour: Colour())
    // The ridge runs along y, turned by 30°.
    let ridge = Vector(-0.5, 3.0.squareRoot() / 2, 0)
    #expect(prism.contains(1.4 * ridge + Vector(0, 0, 0.4)))
    #expect(!prism.contains(Vector(-1.4 * ridge.x, 1.4 * ridge.y, 0.4)))
  }
}
