internal import Glibc

/// Standard normal numbers from uniform bits, by the transform of Box and Muller, in double precision.
///
/// Four pairs are made at a time by the four operations and square roots alone, which are the same on
/// every processor: no noise depends on a C library's logarithm.
/// - Source: Box, Muller, "A note on the generation of random normal deviates", 1958.
enum BoxMuller {
  typealias Vector = SIMD4<Double>

  /// Four pairs of independent numbers.
  ///
  /// - Parameters:
  ///   - a: 32 uniform bits a pair, for the radius √(−2 ln u).
  ///   - b: 32 uniform bits a pair, for the angle 2πv.
  /// - Returns: the first and second numbers, within 1e-12 of ``referencePair(_:_:)``.
  static func pairs(_ a: SIMD4<UInt32>, _ b: SIMD4<UInt32>) -> (first: Vector, second: Vector) {
    let radius = (-2 * logarithm(centred(a))).squareRoot()
    let (cosine, sine) = circle(centred(b))
    return (radius * cosine, radius * sine)
  }

  /// The same for one pair as one would write it down.
  static func referencePair(_ a: UInt32, _ b: UInt32) -> (first: Double, second: Double) {
    let scale = 1 / 4_294_967_296.0
    let radius = (-2 * log((Double(a) + 0.5) * scale)).squareRoot()
    let angle = 2 * Double.pi * (Double(b) + 0.5) * scale
    return (radius * cos(angle), radius * sin(angle))
  }

  /// The centre of one of 2³² cells of (0, 1): its logarithm is always finite.
  private static func centred(_ bits: SIMD4<UInt32>) -> Vector {
    (Vector(bits) + 0.5) * (1 / 4_294_967_296.0)
  }

  /// ln x of positive, normal numbers.
  ///
  /// x = 2ⁿ m with m in [√½, √2); ln m = 2 artanh s, s = (m − 1) / (m + 1), |s| < 0.172. The series
  /// ends where the next term is below 1e-15.
  private static func logarithm(_ x: Vector) -> Vector {
    var exponent = Vector()
    var mantissa = Vector()
    for lane in x.indices {
      // As many halves as bring the fraction to at least √½ carry into the exponent.
      let bits = x[lane].bitPattern &- (0.5.squareRoot()).bitPattern
      exponent[lane] = Double(Int64(bitPattern: bits) >> 52)
      mantissa[lane] = Double(
        bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ (0.5.squareRoot()).bitPattern)
    }
    let s = (mantissa - 1) / (mantissa + 1)
    let q = s * s
    var sum = Vector(repeating: 1 / 17.0)
    sum = sum * q + 1 / 15.0
    sum = sum * q + 1 / 13.0
    sum = sum * q + 1 / 11.0
    sum = sum * q + 1 / 9.0
    sum = sum * q + 1 / 7.0
    sum = sum * q + 1 / 5.0
    sum = sum * q + 1 / 3.0
    sum = sum * q + 1
    return exponent * 0.693_147_180_559_945_3 + 2 * s * sum
  }

  /// cos 2πt and sin 2πt for t in (0, 1).
  ///
  /// t lies within 1/8 of a quarter n/4; there the series of Taylor end below 1e-14.
  private static func circle(_ t: Vector) -> (cosine: Vector, sine: Vector) {
    let quarter = (4 * t).rounded(.toNearestOrEven)
    let x = (t - 0.25 * quarter) * (2 * Double.pi)
    let q = x * x
    var sine = Vector(repeating: 1 / 6_227_020_800.0)
    sine = sine * q - 1 / 39_916_800.0
    sine = sine * q + 1 / 362_880.0
    sine = sine * q - 1 / 5_040.0
    sine = sine * q + 1 / 120.0
    sine = sine * q - 1 / 6.0
    sine = (sine * q + 1) * x
    var cosine = Vector(repeating: -1 / 87_178_291_200.0)
    cosine = cosine * q + 1 / 479_001_600.0
    cosine = cosine * q - 1 / 3_628_800.0
    cosine = cosine * q + 1 / 40_320.0
    cosine = cosine * q - 1 / 720.0
    cosine = cosine * q + 1 / 24.0
    cosine = cosine * q - 0.5
    cosine = cosine * q + 1
    // A quarter turn on, (cos, sin) becomes (−sin, cos).
    let isOdd = (quarter .== 1) .| (quarter .== 3)
    let first = cosine.replacing(with: sine, where: isOdd)
    let second = sine.replacing(with: cosine, where: isOdd)
    return (
      first.replacing(with: -first, where: (quarter .== 1) .| (quarter .== 2)),
      second.replacing(with: -second, where: (quarter .== 2) .| (quarter .== 3))
    )
  }
}
