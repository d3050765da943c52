import Kernels
import TestSupport
import Tensors
import Testing

/// Winograd's method for training, forward and back, against the plain convolution and its gradients.
struct BlockedKernelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var side = 5
    var size = (8, 8)
    var channels = (16, 16)
    var pictures = 1
    var testDescription: String {
      "\(side)x\(side) \(channels.0)->\(channels.1), \(pictures) of \(size)"
    }
    var grid: LatentGrid { LatentGrid(height: size.0, width: size.1) }
    var convolution: Convolution { Convolution(kernel: side, from: channels.0, to: channels.1) }
    var kernel: BlockedKernel {
      BlockedKernel(
        side: side, inputs: BlockedKernel.blocks(of: channels.0),
        outputs: BlockedKernel.blocks(of: channels.1), inputChannels: channels.0,
        outputChannels: channels.1)
    }
    /// Rows of a product: tiles, or positions of a 1×1 kernel.
    var rowsPerPicture: Int { side == 1 ? grid.positions : grid.tiles }
  }

  static let cases = [
    Case(), Case(size: (1, 1), channels: (1, 1)),
    Case(size: (5, 7), channels: (17, 33), pictures: 3),
    Case(size: (4, 4), channels: (3, 100), pictures: 5),
    Case(size: (9, 3), channels: (100, 20), pictures: 2),
    Case(side: 3, size: (6, 5), channels: (20, 18), pictures: 2), Case(side: 3, size: (2, 1)),
    Case(side: 1, size: (3, 7), channels: (33, 70), pictures: 2), Case(side: 1, channels: (70, 5)),
  ]

  /// Channels last to blocks.
  private func blocked(_ values: [Float], channels: Int) -> BlockedMatrix {
    let rows = values.count / channels
    let matrix = BlockedMatrix(blocks: (channels + 15) / 16, rows: rows)
    for (index, value) in values.enumerated() {
      let (row, channel) = (index / channels, index % channels)
      unsafe matrix.address(block: channel / 16, row: row)[channel % 16] = value
    }
    return matrix
  }

  /// Blocks to channels last; what lies behind the last channel must be 0.
  private func natural(_ matrix: BlockedMatrix, channels: Int) -> [Float] {
    var values: [Float] = []
    for row in 0..<matrix.rows {
      for channel in 0..<16 * matrix.blocks {
        let value = unsafe matrix.address(block: channel / 16, row: row)[channel % 16]
        if channel < channels { values.append(value) } else { #expect(value == 0) }
      }
    }
    return values
  }

  /// Of each picture and block: transforms, or hands on what a 1×1 kernel needs.
  private func transformed(
    _ matrix: BlockedMatrix, _ test: Case,
    _ transform: (UnsafeMutablePointer<Float>, BlockedMatrix, Int, Int) -> Void
  ) -> BlockedMatrix {
    guard test.side != 1 else { return matrix }
    let result = BlockedMatrix(
      points: WinogradKernels.points, blocks: matrix.blocks, rows: test.pictures * test.grid.tiles)
    for picture in 0..<test.pictures {
      for block in 0..<matrix.blocks {
        let row = picture * test.grid.positions
        unsafe transform(
          matrix.address(block: block, row: row), result, block, picture * test.grid.tiles)
      }
    }
    return result
  }

  @Test(arguments: cases, WinogradFunctionTests.instructionSets)
  func `outputs and gradients are the convolution's`(test: Case, set: String) {
    let (positions, grid, pictures) = (test.grid.positions, test.grid, test.pictures)
    let (inputs, outputs) = test.channels
    let convolution = test.convolution
    let (h, w) = (grid.height, grid.width)
    let input = uniformNumbers(pictures * positions * inputs, seed: 1)
    let weights = uniformNumbers(convolution.kernelShape.count, seed: 2)
    let bias = uniformNumbers(outputs, seed: 3)
    let gradient = uniformNumbers(pictures * positions * outputs, seed: 4)
    let base = uniformNumbers(input.count, seed: 5)
    let before = uniformNumbers(weights.count, seed: 6)
    // The plain form.
    var expectedOutput = Tensor([gradient.count])
    var target = expectedOutput.mutableSpan
    convolution.reference(
      input.span, batch: pictures, height: h, width: w, kernel: weights.span, bias: bias.span,
      into: &target)
    var expectedInput = Tensor([input.count], base)
    target = expectedInput.mutableSpan
    convolution.backwardToInput(
      gradient.span, batch: pictures, height: h, width: w, kernel: weights.span, into: &target)
    var expectedKernel = Tensor([weights.count], before)
    target = expectedKernel.mutableSpan
    convolution.backwardToKernel(
      input.span, gradient.span, batch: pictures, height: h, width: w, into: &target)
    WinogradKernels.withInstructionSet(limitedTo: set) {
      let kernel = test.kernel
      for block in kernel.inputs.indices { unsafe kernel.transform(weights, input: block) }
      let V = unsafe transformed(blocked(input, channels: inputs), test) {
        unsafe TrainingKernels.transformInput(grid, $0, into: $1, block: $2, row: $3)
      }
      let dM = unsafe transformed(blocked(gradient, channels: outputs), test) {
        unsafe TrainingKernels.outputAdjoint(grid, $0, into: $1, block: $2, row: $3)
      }
      expectClose(
        natural(forward(kernel, V, bias, test), channels: outputs), expectedOutput.array(),
        within: 6e-4, "output")
      expectClose(
        natural(back(kernel, dM, blocked(base, channels: inputs), test), channels: inputs),
        expectedInput.array(), within: 6e-4, "input's gradient")
      var kernelGradient = before
      var scratch = [Float](repeating: .nan, count: kernel.gradientScratchCount)
      for task in 0..<kernel.gradientTasks {
        unsafe kernel.addGradient(
          V, row: 0, dM, row: 0, count: pictures * test.rowsPerPicture, task: task,
          scratch: &scratch, into: &kernelGradient)
      }
      expectClose(kernelGradient, expectedKernel.array(), within: 6e-4, "kernel's gradient")
    }
  }

  /// Outputs of all pictures, in groups as in training.
  private func forward(
    _ kernel: BlockedKernel, _ V: BlockedMatrix, _ bias: [Float], _ test: Case
  ) -> BlockedMatrix {
    let (grid, rows) = (test.grid, test.pictures * test.rowsPerPicture)
    let result = BlockedMatrix(
      blocks: kernel.outputs.count, rows: test.pictures * grid.positions)
    let padded = bias + [Float](repeating: 0, count: 16 * kernel.outputs.count - bias.count)
    for panel in 0..<kernel.outputPanels {
      var products = [Float](repeating: .nan, count: kernel.points * rows * 64)
      unsafe kernel.multiply(V, rows: 0..<rows, panel: panel, into: &products)
      if test.side == 1 {
        kernel.multiply(V, rows: 0..<rows, panel: panel, into: result, row: 0)
      }
      for (index, block) in kernel.outputBlocks(panel).enumerated() {
        unsafe padded.withUnsafeBufferPointer { padded in
          guard let bias = padded.baseAddress else { return }
          if test.side == 1 {
            unsafe TrainingKernels.addBias(
              count: rows, bias + 16 * block, to: result.address(block: block))
          }
          for picture in 0..<test.pictures where test.side != 1 {
            unsafe products.withUnsafeBufferPointer { products in
              guard let base = products.baseAddress else { return }
              unsafe TrainingKernels.output(
                grid, products: base + picture * grid.tiles * 64 + 16 * index,
                pointStride: rows * 64, bias: bias + 16 * block,
                into: result.address(block: block, row: picture * grid.positions))
            }
          }
        }
      }
    }
    return result
  }

  /// Gradients of the inputs of all pictures, added to a base.
  private func back(
    _ kernel: BlockedKernel, _ dM: BlockedMatrix, _ base: BlockedMatrix, _ test: Case
  ) -> BlockedMatrix {
    let (grid, rows) = (test.grid, test.pictures * test.rowsPerPicture)
    for panel in 0..<kernel.inputPanels {
      if test.side == 1 {
        kernel.multiplyTransposed(
          dM, rows: 0..<rows, panel: panel, accumulate: true, into: base, row: 0)
        continue
      }
      var products = [Float](repeating: .nan, count: kernel.points * rows * 64)
      unsafe kernel.multiplyTransposed(dM, rows: 0..<rows, panel: panel, into: &products)
      for (index, block) in kernel.inputBlocks(panel).enumerated() {
        for picture in 0..<test.pictures {
          let target = unsafe base.address(block: block, row: picture * grid.positions)
          unsafe products.withUnsafeBufferPointer { products in
            guard let start = products.baseAddress else { return }
            unsafe TrainingKernels.inputAdjoint(
              grid, products: start + picture * grid.tiles * 64 + 16 * index,
              pointStride: rows * 64, base: target, into: target)
          }
        }
      }
    }
    return base
  }
}
