internal import Glibc

/// Standard normal numbers ε that are a function of (seed, frame, sample, step, position).
///
/// A frame's noise therefore never depends on how frames were grouped, on the number of threads, or
/// on whether a run was resumed.
public struct GaussianNoise: Sendable {
  private let philox: Philox

  /// Creates the noise of one request.
  public init(seed: UInt64) {
    philox = Philox(seed: seed)
  }

  /// Writes the noise of one generation step, `[h, w, Z]` in row-major order.
  ///
  /// Four numbers come from each 128-bit block: two pairs by the transform of Box and Muller,
  /// computed in double precision and rounded once.
  ///
  /// - Parameters:
  ///   - frame: which frame; 0 for all of them where they share their noise.
  ///   - sample: which of the samples of a frame.
  ///   - step: which generation step.
  ///   - noise: receives the numbers, all of it.
  public func write(frame: Int, sample: Int, step: Int, into noise: inout MutableSpan<Float>) {
    for start in stride(from: 0, to: noise.count, by: 4) {
      let words = philox.words(
        at: SIMD4(
          UInt32(truncatingIfNeeded: start / 4), UInt32(truncatingIfNeeded: step),
          UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: frame)))
      let first = Self.normalPair(words.x, words.y)
      let second = Self.normalPair(words.z, words.w)
      let four = SIMD4(first.x, first.y, second.x, second.y)
      for index in start..<min(start + 4, noise.count) {
        noise[index] = Float(four[index - start])
      }
    }
  }

  /// Two independent standard normal numbers from 64 uniform bits.
  private static func normalPair(_ a: UInt32, _ b: UInt32) -> SIMD2<Double> {
    let scale = 1 / 4_294_967_296.0
    // The centre of one of 2^32 cells of (0, 1): the logarithm is always finite.
    let radius = (-2 * log((Double(a) + 0.5) * scale)).squareRoot()
    let angle = 2 * Double.pi * (Double(b) + 0.5) * scale
    return SIMD2(radius * cos(angle), radius * sin(angle))
  }
}
