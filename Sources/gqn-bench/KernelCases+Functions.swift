internal import Glibc
internal import Kernels
internal import Tensors

extension KernelCases {
  /// The element-wise functions, and the noise of a step.
  static func functions() -> [KernelCase] {
    WinogradKernels.Function.allCases.flatMap { function in
      perInstructionSet { self.function(function) }
    } + [noise()]
  }

  private static func function(_ function: WinogradKernels.Function) -> KernelCase {
    let x = numbers(4096, seed: 1).map { $0 * 20 }
    return KernelCase(
      name: "\(function)", work: .bytes(8 * x.count), tolerance: 4e-7,
      difference: {
        zip(x, WinogradKernels.apply(function, x)).reduce(0) { largest, pair in
          let exact = exact(function, Double(pair.0))
          return max(largest, abs(Double(pair.1) - exact) / max(1, abs(exact)))
        }
      }, run: { _ = WinogradKernels.apply(function, x) })
  }

  private static func exact(_ function: WinogradKernels.Function, _ x: Double) -> Double {
    switch function {
    case .exp: exp(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: tanh(x)
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    }
  }

  private static func noise() -> KernelCase {
    let count = 16 * 16 * 64
    let block = SharedBlock(count: count)
    let run = {
      var span = unsafe MutableSpan(_unsafeStart: block.base, count: count)
      GaussianNoise(seed: 1).write(frame: 1, sample: 0, step: 2, into: &span)
    }
    return KernelCase(
      name: "noise", work: .bytes(4 * count), tolerance: 1e-6,
      difference: {
        run()
        let philox = Philox(seed: 1)
        var expected: [Float] = []
        for start in 0..<UInt32(count / 4) {
          let words = philox.words(at: SIMD4(start, 2, 0, 1))
          for (a, b) in [(words.x, words.y), (words.z, words.w)] {
            let radius = (-2 * log((Double(a) + 0.5) / 4_294_967_296)).squareRoot()
            let angle = 2 * Double.pi * (Double(b) + 0.5) / 4_294_967_296
            expected += [Float(radius * cos(angle)), Float(radius * sin(angle))]
          }
        }
        return KernelCase.difference((0..<count).map { unsafe block.base[$0] }, expected)
      }, run: run)
  }
}
