import GQNModel
import Glibc
import TestSupport
import Tensors
import Testing

/// The terms of the objective against the same formulas in double precision, and their central differences.
struct ObjectiveTests {
  static let positions = 3
  static let Z = 5

  private func eta(seed: UInt64) -> [Float] {
    uniformNumbers(Self.positions * 2 * Self.Z, seed: seed).map { 2 * $0 }
  }

  private func deviation(_ s: Double) -> Double { log1p(exp(s + 0.5)) + 1e-8 }

  /// KL of two normal distributions, by σ as in most textbooks.
  private func divergence(_ q: [Double], _ p: [Double]) -> Double {
    (0..<q.count / 2).reduce(0) { sum, index in
      let start = index / Self.Z * 2 * Self.Z + index % Self.Z
      let (a, b) = (deviation(q[start + Self.Z]), deviation(p[start + Self.Z]))
      let difference = q[start] - p[start]
      return sum + log(b / a) + (a * a + difference * difference) / (2 * b * b) - 0.5
    }
  }

  @Test func `the divergence of normal distributions and its gradients`() {
    let (q, p) = (eta(seed: 1), eta(seed: 2))
    let (x, y) = (q.map(Double.init), p.map(Double.init))
    let value = LatentGaussian.divergence(of: q.span, from: p.span, channels: Self.Z)
    #expect(abs(value - divergence(x, y)) <= 2e-6 * value)
    #expect(LatentGaussian.divergence(of: q.span, from: q.span, channels: Self.Z) == 0)
    var dq = Tensor([q.count])
    var dp = Tensor([p.count])
    var a = dq.mutableSpan
    var b = dp.mutableSpan
    LatentGaussian.backwardOfDivergence(
      of: q.span, from: p.span, channels: Self.Z, weight: 0.5, into: &a, &b)
    expectGradient(dq.array(), at: q, "posterior") { 0.5 * divergence($0, y) }
    expectGradient(dp.array(), at: p, "prior") { 0.5 * divergence(x, $0) }
  }

  @Test func `a sample and its gradient`() {
    let eta = eta(seed: 3)
    let noise = uniformNumbers(Self.positions * Self.Z, seed: 4)
    let weights = uniformNumbers(noise.count, seed: 5)
    func sample(_ eta: [Double]) -> [Double] {
      noise.indices.map { index in
        let start = index / Self.Z * 2 * Self.Z + index % Self.Z
        return eta[start] + deviation(eta[start + Self.Z]) * Double(noise[index])
      }
    }
    var z = Tensor([noise.count])
    var target = z.mutableSpan
    LatentGaussian.sample(eta.span, noise: noise.span, channels: Self.Z, into: &target)
    expectClose(z.array(), sample(eta.map(Double.init)).map { Float($0) }, within: 1e-6)
    var gradient = Tensor([eta.count])
    target = gradient.mutableSpan
    LatentGaussian.backwardOfSample(
      eta.span, noise: noise.span, channels: Self.Z, sampleGradient: weights.span, into: &target)
    expectGradient(gradient.array(), at: eta) { point in
      zip(sample(point), weights).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
  }

  @Test(arguments: [0.1, 0.7, 2])
  func `the likelihood of pixels and its gradient`(sigma: Double) {
    let (mean, target) = (uniformNumbers(20, seed: 6), uniformNumbers(20, seed: 7))
    func negativeLogarithm(_ mean: [Double]) -> Double {
      zip(mean, target).reduce(0) { sum, pair in
        let z = (Double(pair.1) - pair.0) / sigma
        return sum - log(exp(-z * z / 2) / (sigma * (2 * Double.pi).squareRoot()))
      }
    }
    let value = PixelLikelihood.negativeLogarithm(
      mean: mean.span, target: target.span, sigma: sigma)
    #expect(abs(value - negativeLogarithm(mean.map(Double.init))) <= 1e-5 * max(1, abs(value)))
    var gradient = Tensor([20])
    var span = gradient.mutableSpan
    PixelLikelihood.backward(
      mean: mean.span, target: target.span, sigma: sigma, weight: 0.25, into: &span)
    expectGradient(gradient.array(), at: mean, within: 1e-5) { 0.25 * negativeLogarithm($0) }
  }

  @Test func `the floor at tf-gqn's last deviation is what its users see`() {
    #expect(abs(Losses.floor(Hyperparameters(), pixelSigma: 0.7) - 6909.1) < 0.1)
  }

  @Test func `deviation and learning rate fall in straight lines and stay`() {
    let sizes = Hyperparameters()
    #expect(sizes.pixelSigma(step: 0) == 2)
    #expect(abs(sizes.pixelSigma(step: 100_000) - 1.35) < 1e-12)
    #expect(sizes.pixelSigma(step: 200_000) == 0.7)
    #expect(sizes.pixelSigma(step: 5_000_000) == 0.7)
    #expect(abs(sizes.learningRate(step: 0) - 5e-4) < 1e-18)
    #expect(abs(sizes.learningRate(step: 800_000) - 2.75e-4) < 1e-12)
    #expect(sizes.learningRate(step: 1_600_000) == 5e-5)
    var constant = sizes
    constant.pixelSigmaSteps = 0
    #expect(constant.pixelSigma(step: 0) == 0.7)
  }

  @Test func `training has tf-gqn's variables`() {
    let layout = ParameterLayout(Hyperparameters().trainingVariables)
    #expect(layout.variables.count == 41)
    #expect(layout.parameterCount == 39_682_563)
    let scope = "GQN/GQN_RNN/LSTM_inf"
    #expect(layout.contains("\(scope)/DownsampleInferenceInputCanvasAndImage/kernel"))
    #expect(!layout.contains("\(scope)/DownsampleInferenceInputCanvasAndImage/bias"))
    #expect(layout.contains("\(scope)/GQNCell/h_e_LSTMConv/bias"))
    #expect(layout.contains("GQN/GQN_RNN/Sample_eta_q/eta/conv2d/kernel"))
  }

  @Test func `initial weights are glorot's, and depend on the seed`() {
    let layout = ParameterLayout([
      .init("a/kernel", [3, 3, 10, 20]), .init("a/bias", [20]), .init("b/kernel", [3, 3, 10, 20]),
    ])
    func weights(_ seed: UInt64, _ name: String) -> [Float] {
      var store = ParameterStore(layout)
      InitialWeights.fill(&store, seed: seed)
      let values = store.values(name)
      return values.indices.map { values[$0] }
    }
    let kernel = weights(1, "a/kernel")
    let limit = (6 / Float(9 * 30)).squareRoot()
    #expect(kernel.allSatisfy { abs($0) <= limit })
    let variance = kernel.reduce(0) { $0 + Double($1 * $1) } / Double(kernel.count)
    #expect(abs(variance - Double(limit * limit) / 3) < 0.1 * Double(limit * limit) / 3)
    #expect(weights(1, "a/bias").allSatisfy { $0 == 0 })
    #expect(weights(1, "a/kernel") == kernel)
    #expect(weights(2, "a/kernel") != kernel)
    #expect(weights(1, "b/kernel") != kernel)
  }
}
