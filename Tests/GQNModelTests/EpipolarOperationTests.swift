import Glibc
import TestSupport
import Testing

@testable import GQNModel

/// The operations of the epipolar representation, and their derivatives against central differences of functions
/// written down again in double precision.
struct EpipolarOperationTests {
  private func weighted(_ values: [Double], _ weights: [Float]) -> Double {
    zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
  }

  private func doubles(_ values: [Float]) -> [Double] { values.map(Double.init) }

  // MARK: - Looking up

  /// A map's value between four elements, by the definition of a bilinear function.
  private func looked(
    _ map: [Double], _ size: (Int, Int), channels: Int, x: Double, y: Double, channel: Int
  ) -> Double {
    var sum = 0.0
    for row in 0..<size.0 {
      for column in 0..<size.1 {
        let px = min(max(x, 0.5), Double(size.1) - 0.5)
        let py = min(max(y, 0.5), Double(size.0) - 0.5)
        let nearness =
          max(0, 1 - abs(px - Double(column) - 0.5)) * max(0, 1 - abs(py - Double(row) - 0.5))
        sum += nearness * map[(row * size.1 + column) * channels + channel]
      }
    }
    return sum
  }

  static let lookups: [(Int, Int, Float, Float)] = [
    (3, 4, 1.3, 1.9), (3, 4, 0.5, 0.5), (3, 4, 0.1, 2.9), (3, 4, 3.99, 0.01), (1, 1, 0.7, 0.2),
    (2, 5, 2.5, 1), (5, 1, 0.3, 4.5), (4, 4, -3, 100),
  ]

  @Test(arguments: lookups)
  func `a lookup is bilinear, and so is its gradient`(h: Int, w: Int, x: Float, y: Float) {
    let channels = 3
    let map = uniformNumbers(h * w * channels, seed: 1)
    let weights = uniformNumbers(channels, seed: 2)
    let taps = BilinearTaps(x: x, y: y, height: h, width: w)
    func loss(_ map: [Double]) -> Double {
      weighted(
        (0..<channels).map {
          looked(map, (h, w), channels: channels, x: Double(x), y: Double(y), channel: $0)
        }, weights)
    }
    let values = (0..<channels).map { taps.sample(map, channels: channels, channel: $0) }
    #expect(abs(weighted(doubles(values), weights) - loss(doubles(map))) < 1e-6)
    var gradient = [Float](repeating: 0.25, count: map.count)
    for channel in 0..<channels {
      taps.backward(weights[channel], channels: channels, channel: channel, into: &gradient)
    }
    expectGradient(gradient.map { $0 - 0.25 }, at: map, "map", of: loss)
  }

  @Test func `the middle of an element is the element itself`() {
    let map = uniformNumbers(12, seed: 1)
    for (index, value) in map.enumerated() {
      let taps = BilinearTaps(
        x: Float(index % 4) + 0.5, y: Float(index / 4) + 0.5, height: 3, width: 4)
      #expect(taps.sample(map, channels: 1, channel: 0) == value)
    }
  }

  // MARK: - Views

  static let weights: [[Float]] = [
    [1], [0.4], [0], [1, 1, 1], [1, 0, 0.3], [0.2, 0.3, 0], [0, 0, 0], [0.5, 0.5],
    [1, 0.7, 1, 0.1],
  ]

  /// Mean and variance of views and, where their weights do not come to 1, of zeros.
  private func statistics(_ values: [Double], _ weights: [Float]) -> (Double, Double) {
    let weights = weights.map(Double.init)
    let total = weights.reduce(0, +)
    let (all, shown) = (weights + [max(0, 1 - total)], values + [0])
    let N = all.reduce(0, +)
    let mean = zip(shown, all).reduce(0) { $0 + $1.0 * $1.1 } / N
    let variance = zip(shown, all).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) } / N
    return (mean, variance)
  }

  @Test(arguments: weights)
  func `mean and variance are those of the views that see the point`(weights: [Float]) {
    let values = uniformNumbers(weights.count, seed: 3)
    let (mean, variance) = ViewStatistics.forward(values, weights: weights)
    let expected = statistics(doubles(values), weights)
    #expect(abs(Double(mean) - expected.0) < 1e-6 && abs(Double(variance) - expected.1) < 1e-6)
    #expect(variance >= 0)
    let gradient = ViewStatistics.backward(
      values, weights: weights, mean: mean, meanGradient: 0.7, varianceGradient: -1.3)
    expectGradient(gradient, at: values, "\(weights)") {
      let (mean, variance) = statistics($0, weights)
      return 0.7 * mean - 1.3 * variance
    }
  }

  @Test func `a view fades out over the last pixel of its picture`() {
    var sizes = Hyperparameters()
    sizes.encoder = .epipolar
    (sizes.imageHeight, sizes.imageWidth) = (8, 16)
    let plane = PicturePlane(sizes)
    let camera = EpipolarCamera(encoded: [1, 2, 3, 0.6, 0.8, -0.28, 0.96])
    func weight(_ x: Double, _ y: Double, depth: Double = 2) -> Float {
      plane.place(of: plane.point(camera, x: x, y: y, depth: depth), in: camera).weight
    }
    #expect(weight(8, 4) == 1 && weight(1.01, 4) == 1 && weight(8, 6.99) == 1)
    #expect(abs(weight(0.25, 4) - 0.25) < 1e-5 && abs(weight(15.5, 7.5) - 0.25) < 1e-5)
    #expect(weight(-0.01, 4) == 0 && weight(8, 8.01) == 0 && weight(8, 4, depth: -1) == 0)
  }

  @Test func `angles off the unit circle count by their direction`() {
    let camera = EpipolarCamera(encoded: [1, 2, 3, 1.2, 1.6, -0.14, 0.48])
    let same = EpipolarCamera(encoded: [1, 2, 3, 0.6, 0.8, -0.28, 0.96])
    #expect(((camera.forward - same.forward) * (camera.forward - same.forward)).sum() < 1e-12)
    #expect(EpipolarCamera(encoded: [0, 0, 0, 0, 0, 0, 0]).forward == SIMD3(1, 0, 0))
  }

  // MARK: - Depths

  @Test(arguments: [(1, 2), (3, 4), (2, 16)])
  func `shares of depths are a softmax`(rays: Int, depths D: Int) {
    let scores = uniformNumbers(rays * D, seed: 4).map { 4 * $0 }
    let weights = uniformNumbers(rays * D, seed: 5)
    func loss(_ scores: [Double]) -> Double {
      var sum = 0.0
      for ray in 0..<rays {
        let powers = scores[ray * D..<(ray + 1) * D].map { exp($0) }
        for (depth, power) in powers.enumerated() {
          sum += power / powers.reduce(0, +) * Double(weights[ray * D + depth])
        }
      }
      return sum
    }
    let shares = DepthSoftmax.forward(scores, depths: D)
    #expect(abs(weighted(doubles(shares), weights) - loss(doubles(scores))) < 1e-6)
    expectGradient(
      DepthSoftmax.backward(shares, gradient: weights, depths: D), at: scores, "scores", of: loss)
    // Large scores do not overflow.
    #expect(DepthSoftmax.forward([1000, 1000], depths: 2) == [0.5, 0.5])
  }

  @Test func `depths are uniform in inverse depth from near to far`() {
    var sizes = EpipolarSizes()
    (sizes.near, sizes.far, sizes.depthSamples) = (0.5, 8, 5)
    let inverse = sizes.depths.map { 1 / $0 }
    for (index, value) in inverse.enumerated() {
      #expect(abs(value - (2 - Double(index) * (2 - 0.125) / 4)) < 1e-12)
    }
    #expect(sizes.shares == [0, 0.25, 0.5, 0.75, 1])
  }

  // MARK: - Pictures

  @Test(arguments: [4, 5, 20])
  func `a picture is mixed as its fourth channel and the coverage say`(painted: Int) {
    let pixels = 5
    let painting = uniformNumbers(painted * pixels, seed: 1).map { 2 * $0 }
    let blended = uniformNumbers(4 * pixels, seed: 2)
    let weights = uniformNumbers(3 * pixels, seed: 3)
    func loss(_ painting: [Double], _ blended: [Double]) -> Double {
      weighted(
        (0..<3 * pixels).map { index in
          let (pixel, first, colour) = (index / 3 * 4, index / 3 * painted, index % 3)
          let share = 1 / (1 + exp(-painting[first + 3]))
          return share * blended[pixel + colour]
            + (1 - share * blended[pixel + 3]) * painting[first + colour]
        }, weights)
    }
    let mixed = ColourBlend.forward(painting: painting, blended: blended)
    let (p, b) = (doubles(painting), doubles(blended))
    #expect(abs(weighted(doubles(mixed), weights) - loss(p, b)) < 1e-6)
    let gradients = ColourBlend.backward(painting: painting, blended: blended, gradient: weights)
    expectGradient(gradients.painting, at: painting, "painting") { loss($0, b) }
    expectGradient(gradients.blended, at: blended, "blended") { loss(p, $0) }
  }

  static let seen: [[Float]] = [
    [1], [0.3], [0], [1, 0, 0.5, 1], [0, 0, 0, 0], [1e-3, 1, 0, 0.9, 1, 0.2],
  ]

  @Test(arguments: seen)
  func `shares of views are a softmax with nothing beside them`(weights: [Float]) {
    let (rays, count) = (2, weights.count)
    let scores = uniformNumbers(rays * count, seed: 4).map { 4 * $0 }
    let factors = uniformNumbers(rays * count, seed: 5)
    let all = (weights + weights.reversed())
    func loss(_ scores: [Double]) -> Double {
      var sum = 0.0
      for ray in 0..<rays {
        let powers = (ray * count..<(ray + 1) * count).map { Double(all[$0]) * exp(scores[$0]) }
        for (index, power) in powers.enumerated() {
          sum += power / (1 + powers.reduce(0, +)) * Double(factors[ray * count + index])
        }
      }
      return sum
    }
    let shares = ViewShares.forward(scores, weights: all, count: count)
    #expect(abs(weighted(doubles(shares), factors) - loss(doubles(scores))) < 1e-6)
    expectGradient(
      ViewShares.backward(shares, gradient: factors, count: count), at: scores, "scores", of: loss)
  }

  @Test func `no score of a view overflows or drowns the others`() {
    #expect(ViewShares.forward([1000, 1000], weights: [1, 1], count: 2) == [0.5, 0.5])
    #expect(ViewShares.forward([-1000, -1000], weights: [1, 1], count: 2) == [0, 0])
    // What no view sees does not count, whatever its score.
    let shares = ViewShares.forward([1000, 0], weights: [0, 1], count: 2)
    #expect(shares == [0, 0.5])
  }

  @Test(arguments: [(2, 3, 2), (1, 1, 1), (3, 2, 4)])
  func `coarse scores are spread over the pixels`(h: Int, w: Int, depths D: Int) {
    let upsampling = ScoreUpsampling(
      latent: RayGrid(rows: h, columns: w, side: 4),
      pixels: RayGrid(rows: 4 * h, columns: 4 * w, side: 1), depths: D)
    let scores = uniformNumbers(h * w * D, seed: 1)
    let weights = uniformNumbers(16 * h * w * D, seed: 2)
    func loss(_ scores: [Double]) -> Double {
      weighted(
        (0..<16 * h * w * D).map { index in
          let pixel = index / D
          return looked(
            scores, (h, w), channels: D, x: (Double(pixel % (4 * w)) + 0.5) / 4,
            y: (Double(pixel / (4 * w)) + 0.5) / 4, channel: index % D)
        }, weights)
    }
    let spread = upsampling.forward(scores)
    #expect(abs(weighted(doubles(spread), weights) - loss(doubles(scores))) < 1e-5)
    var gradient = [Float](repeating: 0, count: scores.count)
    upsampling.backward(weights, into: &gradient)
    expectGradient(gradient, at: scores, within: 5e-6, "scores", of: loss)
  }
}
