@testable import RayTracing

/// Numbers for tests: a linear congruence, so that a failure can be repeated.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func number(_ low: Double, _ high: Double) -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return low + Double(state >> 11) * 0x1p-53 * (high - low)
  }

  /// A vector of the cube ±`size`.
  mutating func vector(_ size: Double) -> Vector {
    Vector(number(-size, size), number(-size, size), number(-size, size))
  }
}
