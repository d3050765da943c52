import Kernels
import TestSupport
import Tensors
import Testing

/// Convolutions without a transform against im2col.
struct DirectConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kernel = 3
    var stride = 1
    var dilation = 1
    var channels = (4, 16)
    /// Of the output.
    var size = (5, 7)
    var testDescription: String {
      "\(kernel)x\(kernel)/\(stride), dilation \(dilation), \(channels), \(size)"
    }
  }

  static let cases = [
    Case(), Case(kernel: 5, stride: 2, channels: (3, 32), size: (4, 6)),
    Case(channels: (16, 48), size: (1, 1)), Case(channels: (1, 16), size: (2, 13)),
    Case(kernel: 1, channels: (7, 16), size: (3, 11)), Case(kernel: 2, channels: (5, 80)),
    Case(dilation: 2, channels: (16, 32), size: (6, 8)),
    Case(kernel: 2, stride: 2, dilation: 3, channels: (7, 48)),
    Case(kernel: 1, dilation: 2), Case(dilation: 2, channels: (32, 16), size: (1, 13)),
  ]

  /// A picture with its border, of which the first row and column lie before the picture where the kernel asks for it.
  private func input(_ test: Case) -> (height: Int, width: Int, values: [Float]) {
    let reach = (test.kernel - 1) * test.dilation + 1
    let height = (test.size.0 - 1) * test.stride + reach
    let width = (test.size.1 - 1) * test.stride + reach
    return (height, width, uniformNumbers(height * width * test.channels.0, seed: 1))
  }

  private func direct(_ test: Case, width: Int) -> DirectConvolution {
    DirectConvolution(
      rows: test.size.0, columns: test.size.1, kernel: test.kernel, stride: test.stride,
      dilation: test.dilation, inputWidth: width, inputChannels: test.channels.0,
      outputChannels: test.channels.1,
      outputRow: test.size.1 * test.channels.1, outputStep: test.channels.1)
  }

  @Test(arguments: cases, ["baseline", "AVX2", "AVX-512"])
  func `outputs and gradients are those of im2col`(test: Case, instructions: String) {
    let (height, width, values) = input(test)
    let plain = Convolution(
      kernel: test.kernel, from: test.channels.0, to: test.channels.1, stride: test.stride,
      dilation: test.dilation, padding: .valid)
    let kernel = uniformNumbers(plain.kernelShape.count, seed: 2)
    let bias = uniformNumbers(test.channels.1, seed: 3)
    let count = test.size.0 * test.size.1 * test.channels.1
    let outputGradient = uniformNumbers(count, seed: 4)
    var expected = Tensor([count])
    var target = expected.mutableSpan
    plain.forward(
      values.span, batch: 1, height: height, width: width, kernel: kernel.span, bias: bias.span,
      into: &target)
    var expectedGradient = Tensor([kernel.count])
    target = expectedGradient.mutableSpan
    plain.backwardToKernel(
      values.span, outputGradient.span, batch: 1, height: height, width: width, into: &target)
    WinogradKernels.withInstructionSet(limitedTo: instructions) {
      let direct = direct(test, width: width)
      #expect(direct.weightCount == kernel.count)
      let endings: [(DirectConvolution.Ending, (Float) -> Float)] = [
        (.replace, { $0 }), (.rectify, { max($0, 0) }), (.add, { $0 + 0.5 }),
      ]
      for (ending, expectation) in endings {
        var actual = [Float](repeating: 0.5, count: count)
        unsafe direct.forward(
          values, weights: kernel, bias: bias, ending: ending, into: &actual)
        expectClose(
          actual, expected.array().map(expectation), within: 1e-5, "output, \(ending)")
      }
      // The gradient is added.
      var gradient = [Float](repeating: 0.5, count: kernel.count)
      unsafe direct.backwardToWeights(values, gradient: outputGradient, into: &gradient)
      expectClose(
        gradient.map { $0 - 0.5 }, expectedGradient.array(), within: 2e-5, "gradient")
    }
  }
}
