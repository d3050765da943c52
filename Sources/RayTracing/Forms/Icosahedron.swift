/// The regular icosahedron: what lies between ten pairs of parallel faces.
enum Icosahedron {
  private static let goldenRatio = (1 + 5.0.squareRoot()) / 2

  /// The distance of a face from the centre, where corners have the distance 1.
  static let inradius: Double = {
    let ratio = goldenRatio
    // Corners are (0, ±φ, ±1) and their cyclic exchanges; a face has the normal (1, 1, 1) / √3.
    return (1 + ratio) / (3 * (1 + ratio * ratio)).squareRoot()
  }()

  /// One normal of each pair of faces. They are a regular dodecahedron's corners, turned about the x
  /// axis so that one of them points up.
  static let normals: [Vector] = {
    let (long, short) = (goldenRatio, 1 / goldenRatio)
    let corners: [Vector] = [
      Vector(0, short, long), Vector(0, -short, long), Vector(1, 1, 1), Vector(-1, 1, 1),
      Vector(1, -1, 1), Vector(1, 1, -1), Vector(short, long, 0), Vector(-short, long, 0),
      Vector(long, 0, short), Vector(long, 0, -short),
    ]
    let scale = 1 / 3.0.squareRoot()
    let (cosine, sine) = (long * scale, short * scale)
    return corners.map {
      scale * Vector($0.x, cosine * $0.y - sine * $0.z, sine * $0.y + cosine * $0.z)
    }
  }()

  static func crossing(_ ray: Ray, radius: Double) -> Crossing? {
    var clip = Clip()
    let distance = radius * inradius
    for normal in normals {
      guard
        clip.slab(
          dot(ray.origin, normal), dot(ray.direction, normal), distance, axis: normal)
      else { return nil }
    }
    return clip.crossing
  }
}
