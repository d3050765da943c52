import Kernels
import TestSupport
import Tensors
import Testing

struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kernel = 5
    var stride = 1
    var dilation = 1
    var padding = Convolution.Padding.same
    var channels = (3, 2)
    var size = (8, 8)
    var batch = 1
    var testDescription: String {
      "\(kernel)x\(kernel)/\(stride) \(padding) \(channels.0)->\(channels.1), \(batch) of \(size)"
        + (dilation > 1 ? ", dilation \(dilation)" : "")
    }
  }

  static let cases = [
    Case(), Case(channels: (17, 33), size: (5, 7)), Case(size: (1, 1)),
    Case(size: (2, 3), batch: 3),
    Case(kernel: 1, channels: (15, 16), size: (4, 9)), Case(kernel: 3, channels: (16, 1)),
    Case(kernel: 2, stride: 2, padding: .valid),
    Case(kernel: 2, stride: 2, padding: .valid, size: (9, 7)),
    Case(kernel: 4, stride: 4, size: (16, 12), batch: 2),
    Case(kernel: 5, stride: 2, size: (15, 16)),
    Case(kernel: 3, padding: .valid, size: (3, 4)),
    Case(kernel: 3, dilation: 2, batch: 2), Case(kernel: 3, dilation: 2, size: (2, 1)),
    Case(kernel: 3, stride: 2, dilation: 3, padding: .valid, size: (9, 8)),
  ]

  @Test(arguments: cases, [false, true])
  func `the matrix product of patches equals the plain definition`(
    test: Case, accumulate: Bool
  ) {
    let convolution = Convolution(
      kernel: test.kernel, from: test.channels.0, to: test.channels.1, stride: test.stride,
      dilation: test.dilation, padding: test.padding)
    let (height, width) = test.size
    let input = uniformNumbers(test.batch * height * width * test.channels.0, seed: 1)
    let kernel = uniformNumbers(convolution.kernelShape.count, seed: 2)
    let bias = uniformNumbers(test.channels.1, seed: 3)
    let (h, w) = convolution.outputSize(height: height, width: width)
    let before = uniformNumbers(test.batch * h * w * test.channels.1, seed: 4)
    var expected = Tensor([before.count], before)
    var target = expected.mutableSpan
    convolution.reference(
      input.span, batch: test.batch, height: height, width: width, kernel: kernel.span,
      bias: bias.span, accumulate: accumulate, into: &target)
    var actual = Tensor([before.count], before)
    target = actual.mutableSpan
    convolution.forward(
      input.span, batch: test.batch, height: height, width: width, kernel: kernel.span,
      bias: bias.span, accumulate: accumulate, into: &target)
    expectClose(actual.array(), expected.array(), within: 2e-5)
  }

  /// Values worked out by hand, so that both forms cannot be wrong in the same way.
  @Test func `SAME padding puts the odd zero behind`() {
    let convolution = Convolution(kernel: 2, from: 1, to: 1)
    let input: [Float] = [1, 2, 3, 4]
    let kernel: [Float] = [1, 10, 100, 1000]
    var output = Tensor([4])
    var target = output.mutableSpan
    convolution.reference(
      input.span, batch: 1, height: 2, width: 2, kernel: kernel.span, bias: nil, into: &target)
    #expect(output.array() == [4321, 402, 43, 4])
  }

  @Test func `taps of a dilated kernel are apart`() {
    let convolution = Convolution(kernel: 3, from: 1, to: 1, dilation: 2)
    let input: [Float] = [1, 2, 3, 4, 5, 6]
    let kernel: [Float] = [0, 7, 0, 1, 10, 100, 0, 1000, 0]
    func outputs(height: Int, width: Int) -> [Float] {
      var output = Tensor([6])
      var target = output.mutableSpan
      convolution.reference(
        input.span, batch: 1, height: height, width: width, kernel: kernel.span, bias: nil,
        into: &target)
      return output.array()
    }
    #expect(outputs(height: 1, width: 6) == [310, 420, 531, 642, 53, 64])
    #expect(outputs(height: 6, width: 1) == [3010, 4020, 5037, 6054, 71, 88])
  }

  @Test func `a transposed convolution paints squares that do not overlap`() {
    let upsample = TransposedConvolution(kernel: 2, from: 2, to: 1)
    let input: [Float] = [1, 10, 2, 20]  // [1, 2, 2]
    let weights: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]  // [2, 2, out 1, in 2]
    let bias: [Float] = [0.5]
    var output = Tensor([2, 4], [Float](repeating: 100, count: 8))
    var target = output.mutableSpan
    upsample.accumulate(
      input.span, batch: 1, height: 1, width: 2, weights: weights.span, bias: bias.span,
      into: &target)
    #expect(
      output.array() == [121.5, 143.5, 142.5, 186.5, 165.5, 187.5, 230.5, 274.5])
  }
}
