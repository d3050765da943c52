internal import Glibc

/// How much each depth of a ray counts: a softmax of the scores.
enum DepthSoftmax {
  /// Computes the shares of each ray.
  ///
  /// - Parameters:
  ///   - scores: `[rays, D]`.
  ///   - D: how many depths.
  /// - Returns: the shares, `[rays, D]`; those of a ray add up to 1.
  static func forward(_ scores: [Float], depths D: Int) -> [Float] {
    var shares: [Float] = []
    shares.reserveCapacity(scores.count)
    for start in stride(from: 0, to: scores.count, by: D) {
      let ray = scores[start..<start + D]
      let largest = ray.reduce(-.infinity) { max($0, $1) }
      let powers = ray.map { expf($0 - largest) }
      let sum = powers.reduce(0, +)
      shares += powers.map { $0 / sum }
    }
    return shares
  }

  /// The gradient of the scores: `p (∂p − Σ p ∂p)`.
  ///
  /// - Parameters:
  ///   - shares: what ``forward(_:depths:)`` gave.
  ///   - gradient: of the shares, `[rays, D]`.
  ///   - D: how many depths.
  /// - Returns: that of the scores, `[rays, D]`.
  static func backward(_ shares: [Float], gradient: [Float], depths D: Int) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(shares.count)
    for start in stride(from: 0, to: shares.count, by: D) {
      let mean = (start..<start + D).reduce(0) { $0 + shares[$1] * gradient[$1] }
      result += (start..<start + D).map { shares[$0] * (gradient[$0] - mean) }
    }
    return result
  }
}
