internal import Glibc

/// How much each view counts at each depth of a ray, and how much is left to none of them.
///
///     share = w eˢ / (1 + Σ w eˢ)    none = 1 / (1 + Σ w eˢ)
///
/// A softmax over all views at all depths by the weights with which they see the points, and one score of 0 for nothing at
/// all. So nothing jumps where a view loses a point, and a ray that no view sees has all its share in nothing.
enum ViewShares {
  /// Computes the shares of each ray.
  ///
  /// - Parameters:
  ///   - scores: `[rays, count]`, s.
  ///   - weights: of the views there, `[rays, count]`, w in 0...1.
  ///   - count: depths times views.
  /// - Returns: the shares, `[rays, count]`; what they lack of 1 is that of nothing.
  static func forward(_ scores: [Float], weights: [Float], count: Int) -> [Float] {
    var shares: [Float] = []
    shares.reserveCapacity(scores.count)
    for start in stride(from: 0, to: scores.count, by: count) {
      let ray = start..<start + count
      let largest = ray.reduce(Float(0)) { weights[$1] > 0 ? max($0, scores[$1]) : $0 }
      let powers = ray.map { weights[$0] > 0 ? weights[$0] * expf(scores[$0] - largest) : 0 }
      let sum = powers.reduce(expf(-largest), +)
      shares += powers.map { $0 / sum }
    }
    return shares
  }

  /// The gradient of the scores: `p (∂p − Σ p ∂p)`.
  ///
  /// - Parameters:
  ///   - shares: what ``forward(_:weights:count:)`` gave.
  ///   - gradient: of the shares, `[rays, count]`.
  ///   - count: depths times views.
  /// - Returns: that of the scores, `[rays, count]`.
  static func backward(_ shares: [Float], gradient: [Float], count: Int) -> [Float] {
    // The share of nothing has no gradient, so that it adds nothing to the mean.
    DepthSoftmax.backward(shares, gradient: gradient, depths: count)
  }
}
