import Glibc
import Kernels
import TestSupport
import Tensors
import Testing

/// Derivatives against central differences of functions written down again in double precision.
struct BackwardTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var kernel = 3
    var stride = 1
    var dilation = 1
    var padding = Convolution.Padding.same
    var channels = (2, 3)
    var size = (4, 5)
    var batch = 2
    var testDescription: String {
      "\(kernel)x\(kernel)/\(stride) \(padding) \(channels.0)->\(channels.1), \(batch) of \(size)"
        + (dilation > 1 ? ", dilation \(dilation)" : "")
    }
    var convolution: Convolution {
      Convolution(
        kernel: kernel, from: channels.0, to: channels.1, stride: stride, dilation: dilation,
        padding: padding)
    }
    var inputCount: Int { batch * size.0 * size.1 * channels.0 }
    var outputSize: (height: Int, width: Int) {
      convolution.outputSize(height: size.0, width: size.1)
    }
    var outputCount: Int { batch * outputSize.height * outputSize.width * channels.1 }

    /// The convolution in double precision, by its definition.
    func outputs(_ input: [Double], _ kernelValues: [Double], _ bias: [Double]) -> [Double] {
      let (h, w) = outputSize
      let before =
        padding == .valid
        ? (0, 0)
        : (
          max(0, (h - 1) * stride + (kernel - 1) * dilation + 1 - size.0) / 2,
          max(0, (w - 1) * stride + (kernel - 1) * dilation + 1 - size.1) / 2
        )
      var outputs: [Double] = []
      for b in 0..<batch {
        for y in 0..<h {
          for x in 0..<w {
            for o in 0..<channels.1 {
              var sum = bias[o]
              for ky in 0..<kernel {
                for kx in 0..<kernel {
                  let row = y * stride + ky * dilation - before.0
                  let column = x * stride + kx * dilation - before.1
                  guard (0..<size.0).contains(row), (0..<size.1).contains(column) else { continue }
                  for i in 0..<channels.0 {
                    sum +=
                      input[((b * size.0 + row) * size.1 + column) * channels.0 + i]
                      * kernelValues[((ky * kernel + kx) * channels.0 + i) * channels.1 + o]
                  }
                }
              }
              outputs.append(sum)
            }
          }
        }
      }
      return outputs
    }
  }

  static let cases = [
    Case(), Case(kernel: 5, channels: (1, 2), size: (3, 6), batch: 1), Case(kernel: 1),
    Case(kernel: 5, size: (1, 1), batch: 1), Case(kernel: 5, stride: 2, size: (5, 4), batch: 1),
    Case(kernel: 2, stride: 2, padding: .valid, size: (4, 6)),
    Case(kernel: 2, stride: 2, padding: .valid, size: (5, 3)),
    Case(kernel: 4, stride: 4, padding: .valid, size: (8, 4)), Case(kernel: 2),
    Case(dilation: 2, size: (6, 5)), Case(dilation: 2, size: (1, 2)),
  ]

  private func weighted(_ values: [Double], _ weights: [Float]) -> Double {
    zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
  }

  @Test(arguments: cases)
  func `a convolution's gradients are its derivatives, and are added`(test: Case) {
    let convolution = test.convolution
    let input = uniformNumbers(test.inputCount, seed: 1)
    let kernel = uniformNumbers(convolution.kernelShape.count, seed: 2)
    let bias = uniformNumbers(test.channels.1, seed: 3)
    let weights = uniformNumbers(test.outputCount, seed: 4)
    let (before, doubles) = (Float(0.25), { (values: [Float]) in values.map(Double.init) })
    var inputGradient = Tensor([input.count])
    inputGradient.fill(before)
    var target = inputGradient.mutableSpan
    convolution.backwardToInput(
      weights.span, batch: test.batch, height: test.size.0, width: test.size.1,
      kernel: kernel.span, into: &target)
    expectGradient(inputGradient.array().map { $0 - before }, at: input, "input") {
      weighted(test.outputs($0, doubles(kernel), doubles(bias)), weights)
    }
    var kernelGradient = Tensor([kernel.count])
    kernelGradient.fill(before)
    target = kernelGradient.mutableSpan
    convolution.backwardToKernel(
      input.span, weights.span, batch: test.batch, height: test.size.0, width: test.size.1,
      into: &target)
    expectGradient(kernelGradient.array().map { $0 - before }, at: kernel, "kernel") {
      weighted(test.outputs(doubles(input), $0, doubles(bias)), weights)
    }
    var biasGradient = Tensor([bias.count])
    biasGradient.fill(before)
    target = biasGradient.mutableSpan
    Convolution.backwardToBias(weights.span, into: &target)
    expectGradient(biasGradient.array().map { $0 - before }, at: bias, "bias") {
      weighted(test.outputs(doubles(input), doubles(kernel), $0), weights)
    }
  }

  @Test(arguments: [(1, 2, 3, 4, 2), (2, 1, 2, 1, 3), (2, 3, 1, 5, 4)])
  func `a transposed convolution's gradients are its derivatives`(
    batch: Int, h: Int, w: Int, channels: Int, side: Int
  ) {
    let out = 2
    let upsample = TransposedConvolution(kernel: side, from: channels, to: out)
    let input = uniformNumbers(batch * h * w * channels, seed: 1)
    let kernel = uniformNumbers(side * side * out * channels, seed: 2)
    let bias = uniformNumbers(out, seed: 3)
    let weights = uniformNumbers(batch * h * w * side * side * out, seed: 4)
    func loss(_ input: [Double], _ kernel: [Double], _ bias: [Double]) -> Double {
      var sum = 0.0
      for (index, weight) in weights.enumerated() {
        let (pixel, o) = (index / out, index % out)
        let (row, x) = (pixel / (side * w), pixel % (side * w))
        let (b, y) = (row / (side * h), row % (side * h))
        var value = bias[o]
        for i in 0..<channels {
          value +=
            input[((b * h + y / side) * w + x / side) * channels + i]
            * kernel[((y % side * side + x % side) * out + o) * channels + i]
        }
        sum += value * Double(weight)
      }
      return sum
    }
    var dInput = Tensor([input.count])
    var dKernel = Tensor([kernel.count])
    var target = dInput.mutableSpan
    upsample.backwardToInput(
      weights.span, batch: batch, height: h, width: w, weights: kernel.span, into: &target)
    target = dKernel.mutableSpan
    upsample.backwardToWeights(
      input.span, weights.span, batch: batch, height: h, width: w, into: &target)
    var dBias = Tensor([out])
    target = dBias.mutableSpan
    Convolution.backwardToBias(weights.span, into: &target)
    let (x, k, o) = (input.map(Double.init), kernel.map(Double.init), bias.map(Double.init))
    expectGradient(dInput.array(), at: input, "input") { loss($0, k, o) }
    expectGradient(dKernel.array(), at: kernel, "weights") { loss(x, $0, o) }
    expectGradient(dBias.array(), at: bias, "bias") { loss(x, k, $0) }
  }

  @Test(arguments: [1, 3, 16])
  func `the gates' gradients are their derivatives`(channels C: Int) {
    let positions = 4
    let gates = uniformNumbers(positions * 4 * C, seed: 1).map { 3 * $0 }
    let cell = uniformNumbers(positions * C, seed: 2)
    let cellWeights = uniformNumbers(positions * C, seed: 3)
    let hiddenWeights = uniformNumbers(positions * C, seed: 4)
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    func loss(_ gates: [Double], _ cell: [Double]) -> Double {
      cell.indices.reduce(0) { sum, index in
        let start = index / C * 4 * C + index % C
        let next =
          sigmoid(gates[start + 2 * C] + 1) * cell[index]
          + sigmoid(gates[start]) * tanh(gates[start + C])
        let hidden = tanh(next) * sigmoid(gates[start + 3 * C])
        return sum + next * Double(cellWeights[index]) + hidden * Double(hiddenWeights[index])
      }
    }
    var cellGradient = Tensor([cell.count], cellWeights)
    var gatesGradient = Tensor([gates.count])
    var c = cellGradient.mutableSpan
    var g = gatesGradient.mutableSpan
    LSTMGates.backward(
      gates: gates.span, channels: C, cellBefore: cell.span, hiddenGradient: hiddenWeights.span,
      cellGradient: &c, gatesGradient: &g)
    let (x, y) = (gates.map(Double.init), cell.map(Double.init))
    expectGradient(gatesGradient.array(), at: gates, "gates") { loss($0, y) }
    expectGradient(cellGradient.array(), at: cell, "cell") { loss(x, $0) }
  }

  @Test func `a rectified number's gradient passes where it is positive`() {
    let rectified = Tensor([4], [0, 2, 0, 3])
    var gradient = Tensor([4], [1, 2, 3, 4])
    var target = gradient.mutableSpan
    Activation.rectifyBackward(rectified.span, gradient: &target)
    #expect(gradient.array() == [0, 2, 0, 4])
  }
}
