internal import GQNModel
internal import Kernels
internal import Tensors

extension KernelCases {
  /// The encoder's convolutions over one picture of 64 × 64: im2col and one matrix product.
  static func convolutions() -> [KernelCase] {
    let sides = [64, 32, 32, 32, 16, 16, 16, 16]
    return zip(TowerEncoder.layers(Hyperparameters()), sides).map(convolution)
  }

  private static func convolution(_ layer: Convolution, side: Int) -> KernelCase {
    let input = numbers(side * side * layer.inputChannels, seed: 1)
    let scale = 1 / Float(layer.kernelShape.count / layer.outputChannels).squareRoot()
    let kernel = numbers(layer.kernelShape.count, seed: 2).map { $0 * scale }
    let bias = numbers(layer.outputChannels, seed: 3)
    let (h, w) = layer.outputSize(height: side, width: side)
    let inner = layer.kernelHeight * layer.kernelWidth * layer.inputChannels
    let patches = numbers(h * w * inner, seed: 4)
    let output = SharedBlock(count: h * w * layer.outputChannels)
    let run = {
      var target = unsafe MutableSpan(_unsafeStart: output.base, count: output.count)
      layer.forward(
        input.span, batch: 1, height: side, width: side, kernel: kernel.span, bias: bias.span,
        into: &target)
    }
    return KernelCase(
      name: "encoder \(layer.kernelHeight)x\(layer.kernelWidth)/\(layer.stride) "
        + "\(layer.inputChannels) to \(layer.outputChannels), \(side)x\(side)",
      work: .operations(2 * h * w * inner * layer.outputChannels), tolerance: 2e-5,
      difference: {
        run()
        var expected = Tensor([output.count])
        var target = expected.mutableSpan
        layer.reference(
          input.span, batch: 1, height: side, width: side, kernel: kernel.span, bias: bias.span,
          into: &target)
        return KernelCase.difference(
          (0..<output.count).map { unsafe output.base[$0] }, expected.array())
      }, run: run,
      sgemm: {
        var target = unsafe MutableSpan(_unsafeStart: output.base, count: output.count)
        MatrixProduct.multiply(
          patches.span, kernel.span, rows: h * w, inner: inner, columns: layer.outputChannels,
          into: &target)
      })
  }
}
