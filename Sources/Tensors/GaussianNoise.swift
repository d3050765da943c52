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
  /// computed in double precision and rounded once. Four blocks are computed together.
  ///
  /// - Parameters:
  ///   - frame: which frame; 0 for all of them where they share their noise.
  ///   - sample: which of the samples of a frame.
  ///   - step: which generation step.
  ///   - noise: receives the numbers, all of it.
  public func write(frame: Int, sample: Int, step: Int, into noise: inout MutableSpan<Float>) {
    for start in stride(from: 0, to: noise.count, by: 16) {
      let words = philox.fourWords(
        at: SIMD4(
          UInt32(truncatingIfNeeded: start / 4), UInt32(truncatingIfNeeded: step),
          UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: frame)))
      let left = BoxMuller.pairs(words.0, words.1)
      let right = BoxMuller.pairs(words.2, words.3)
      for block in 0..<4 {
        let four = SIMD4<Float>(
          Float(left.first[block]), Float(left.second[block]), Float(right.first[block]),
          Float(right.second[block]))
        let first = start + 4 * block
        for index in first..<max(first, min(first + 4, noise.count)) {
          noise[index] = four[index - first]
        }
      }
    }
  }
}
