import Glibc
import Kernels
import Testing

/// The vectorised functions of the generation core against double precision.
struct WinogradFunctionTests {
  static let instructionSets = ["baseline", "AVX2", "AVX-512"]

  /// From −range to range in steps that are no round binary numbers, with the neighbourhood of 0.
  private func dense(_ range: Float) -> [Float] {
    let count = 20_000
    let spread = (0...count).map { range * (Float($0) / Float(count) * 2 - 1) }
    let small = (1...200).flatMap { exponent -> [Float] in
      let x = 1.17 * exp2f(-Float(exponent) / 2)
      return [x, -x]
    }
    return spread + small + [0, -0.0]
  }

  private func exact(_ function: WinogradKernels.Function, _ x: Double) -> Double {
    switch function {
    case .exp: exp(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: tanh(x)
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    }
  }

  @Test(arguments: [WinogradKernels.Function.sigmoid, .tanh, .softplus], instructionSets)
  func `gates and deviations are right to a millionth`(
    function: WinogradKernels.Function, set: String
  ) {
    WinogradKernels.withInstructionSet(limitedTo: set) {
      let x = dense(30) + dense(110)
      let values = WinogradKernels.apply(function, x)
      var worst = (error: 0.0, x: Float(0))
      for (x, value) in zip(x, values) {
        let expected = exact(function, Double(x))
        // Large softpluses have the spacing of floats; all others lie below 1.
        let error = abs(Double(value) - expected) / max(1, expected)
        if !(error <= worst.error) { worst = (error, x) }
      }
      #expect(worst.error <= 1e-6, "\(function)(\(worst.x)) is off by \(worst.error)")
    }
  }

  @Test(arguments: instructionSets)
  func `the exponential is within two units in the last place`(set: String) {
    WinogradKernels.withInstructionSet(limitedTo: set) {
      let x = dense(87) + [-87, 88, 87.999]
      var worst = (units: 0.0, x: Float(0))
      for (x, value) in zip(x, WinogradKernels.apply(.exp, x)) {
        let expected = exp(Double(x))
        let units = abs(Double(value) - expected) / Double(Float(expected).ulp)
        if !(units <= worst.units) { worst = (units, x) }
      }
      #expect(worst.units <= 2, "exp(\(worst.x)) is off by \(worst.units) units")
    }
  }

  @Test(arguments: instructionSets)
  func `infinities saturate and NaN stays NaN`(set: String) {
    WinogradKernels.withInstructionSet(limitedTo: set) {
      for (function, low, high) in [
        (WinogradKernels.Function.sigmoid, 0, 1), (.tanh, -1, 1), (.softplus, 0, .infinity),
      ] as [(WinogradKernels.Function, Float, Float)] {
        let values = WinogradKernels.apply(function, [-.infinity, .infinity, .nan, -1e38, 1e38])
        #expect(abs(values[0] - low) < 1e-30, "\(function)(-infinity) is \(values[0])")
        #expect(values[1] == high, "\(function)(infinity) is \(values[1])")
        #expect(values[2].isNaN, "\(function)(NaN) is \(values[2])")
        #expect(abs(values[3] - low) < 1e-30, "\(function)(-1e38) is \(values[3])")
        #expect(values[4] == min(high, 1e38), "\(function)(1e38) is \(values[4])")
      }
      let exponentials = WinogradKernels.apply(.exp, [.nan, 1000, -1000, .infinity, -.infinity])
      #expect(exponentials[0].isNaN)
      // Limited to where 2ⁿ is a normal number.
      #expect(exponentials[1] == exponentials[3] && exponentials[1] > 1.6e38)
      #expect(exponentials[2] == exponentials[4] && exponentials[2] < 1.7e-38)
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 33])
  func `every count of numbers has that many results`(count: Int) {
    let x = (0..<count).map { Float($0) / 10 - 1 }
    let values = WinogradKernels.apply(.tanh, x)
    #expect(values.count == count)
    for (x, value) in zip(x, values) {
      #expect(abs(Double(value) - tanh(Double(x))) <= 1e-6)
    }
  }
}
