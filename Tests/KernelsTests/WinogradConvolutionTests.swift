import Kernels
import TestSupport
import Tensors
import Testing

/// One 5×5 layer by Winograd's method, from packing the kernel to the end of a step, against the plain
/// convolution and the plain functions.
struct WinogradConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var size: (Int, Int)
    var inputs = 5
    var testDescription: String { "\(size), \(inputs) inputs" }
    var grid: LatentGrid { LatentGrid(height: size.0, width: size.1) }
  }

  static let cases =
    (1...9).map { Case(size: ($0, $0)) }
    + [(1, 9), (9, 1), (3, 8), (5, 2), (4, 7)].map { Case(size: $0) }
    + [
      Case(size: (6, 5), inputs: 1), Case(size: (5, 6), inputs: 16), Case(size: (2, 5), inputs: 33),
    ]

  @Test(arguments: cases, WinogradFunctionTests.instructionSets)
  func `a latent is drawn from the convolution's mean and deviation`(test: Case, set: String) {
    let grid = test.grid
    let channels = 20  // 16 in the first block, 4 in the second
    let input = uniformNumbers(grid.positions * test.inputs, seed: 1)
    let kernel = uniformNumbers(25 * test.inputs * 2 * channels, seed: 2)
    let bias = uniformNumbers(WinogradKernels.panel, seed: 3)
    let noise = uniformNumbers(2 * grid.positions * 16, seed: 4)
    let columns = (0..<WinogradKernels.panel).map { column -> Int? in
      let channel = column / 32 * 16 + column % 16
      guard channel < channels else { return nil }
      return column / 16 % 2 == 0 ? channel : channels + channel
    }
    let plain = plainConvolution(input, kernel, test, outputs: 2 * channels)
    let blockStride = grid.positions * 16
    var expected = [Float](repeating: 0, count: 2 * blockStride)
    for position in 0..<grid.positions {
      for channel in 0..<32 {
        let (block, lane) = (channel / 16, channel % 16)
        var (mu, sigma) = (bias[block * 32 + lane], bias[block * 32 + 16 + lane])
        if channel < channels {
          mu += plain[position * 2 * channels + channel]
          sigma += plain[position * 2 * channels + channels + channel]
        }
        let place = block * blockStride + position * 16 + lane
        expected[place] = mu + (Activation.softplus(sigma + 0.5) + 1e-8) * noise[place]
      }
    }
    WinogradKernels.withInstructionSet(limitedTo: set) {
      let products = winogradProducts(input, kernel, columns, test, outputs: 2 * channels)
      var latent = [Float](repeating: 77, count: 2 * blockStride + 16)
      unsafe WinogradKernels.drawLatent(
        grid, products: products, pointStride: grid.tiles * WinogradKernels.panel, bias: bias,
        noise: noise, into: &latent, blockStride: blockStride, blocks: 2)
      expectClose(Array(latent[..<(2 * blockStride)]), expected, within: 2e-4)
      #expect(latent[(2 * blockStride)...].allSatisfy { $0 == 77 })
    }
  }

  @Test(arguments: cases, WinogradFunctionTests.instructionSets)
  func `a state is what the gates make of it`(test: Case, set: String) {
    let grid = test.grid
    let channels = 16
    let input = uniformNumbers(grid.positions * test.inputs, seed: 5)
    let kernel = uniformNumbers(25 * test.inputs * 4 * channels, seed: 6)
    let scene = uniformNumbers(grid.positions * 64, seed: 7)
    let (rows, columns) = (grid.rowClasses, grid.columnClasses)
    let pose = uniformNumbers(rows.taps.count * columns.taps.count * 64, seed: 8)
    let before = uniformNumbers(grid.positions * 16, seed: 9)
    let sumBefore = uniformNumbers(grid.positions * 16, seed: 10)
    let plain = plainConvolution(input, kernel, test, outputs: 4 * channels)
    var (cell, hidden, sum) = (before, before, sumBefore)
    for position in 0..<grid.positions {
      let row = Int(rows.ofRow[position / grid.width])
      let column = Int(columns.ofRow[position % grid.width])
      for channel in 0..<16 {
        let gates = (0..<4).map { gate in
          plain[position * 64 + gate * 16 + channel] + scene[position * 64 + gate * 16 + channel]
            + pose[(row * columns.taps.count + column) * 64 + gate * 16 + channel]
        }
        let index = position * 16 + channel
        cell[index] =
          Activation.sigmoid(gates[2] + 1) * before[index]
          + Activation.sigmoid(gates[0]) * Activation.tanh(gates[1])
        hidden[index] = Activation.tanh(cell[index]) * Activation.sigmoid(gates[3])
        sum[index] += hidden[index]
      }
    }
    WinogradKernels.withInstructionSet(limitedTo: set) {
      let products = winogradProducts(
        input, kernel, Array(0..<64), test, outputs: 4 * channels)
      var (newCell, newSum) = (before, sumBefore)
      var newHidden = [Float](repeating: 0, count: before.count)
      unsafe WinogradKernels.updateState(
        grid, products: products, pointStride: grid.tiles * WinogradKernels.panel, scene: scene,
        pose: pose, rows: rows, columns: columns, cell: &newCell, sum: &newSum, hidden: &newHidden)
      expectClose(newCell, cell, within: 1e-4, "cell")
      expectClose(newHidden, hidden, within: 1e-4, "hidden")
      expectClose(newSum, sum, within: 1e-4, "sum")
    }
  }

  private func plainConvolution(
    _ input: [Float], _ kernel: [Float], _ test: Case, outputs: Int
  ) -> [Float] {
    var output = Tensor([test.grid.positions, outputs])
    var target = output.mutableSpan
    Convolution(kernel: 5, from: test.inputs, to: outputs).reference(
      input.span, batch: 1, height: test.grid.height, width: test.grid.width, kernel: kernel.span,
      bias: nil, into: &target)
    return output.array()
  }

  /// Packs the kernel, transforms the input, and multiplies: `[64 points, tiles, 64]`.
  private func winogradProducts(
    _ input: [Float], _ kernel: [Float], _ columns: [Int?], _ test: Case, outputs: Int
  ) -> [Float] {
    let grid = test.grid
    let (block, points) = (WinogradKernels.block, WinogradKernels.points)
    let blocks = (test.inputs + block - 1) / block
    let depth = blocks * block
    var panel = [Float](repeating: 0, count: points * depth * WinogradKernels.panel)
    unsafe WinogradKernels.pack(
      kernel: kernel.span, inputChannels: test.inputs, outputChannels: outputs, columns: columns,
      firstRow: 0, depth: depth, into: &panel)
    var transformed = [Float](repeating: 0, count: points * grid.tiles * depth)
    for index in 0..<blocks {
      var channels = [Float](repeating: 0, count: grid.positions * block)
      for position in 0..<grid.positions {
        for lane in 0..<min(block, test.inputs - index * block) {
          channels[position * block + lane] =
            input[position * test.inputs + index * block + lane]
        }
      }
      unsafe transformed.withUnsafeMutableBufferPointer { target in
        guard let base = target.baseAddress else { return }
        unsafe WinogradKernels.transformInput(
          grid, channels, into: base + index * block, pointStride: grid.tiles * depth,
          tileStride: depth)
      }
    }
    var products = [Float](repeating: 0, count: points * grid.tiles * WinogradKernels.panel)
    let (rowCount, panelCount) = (grid.tiles * depth, depth * WinogradKernels.panel)
    for point in 0..<points {
      let a = Array(transformed[point * rowCount..<(point + 1) * rowCount])
      let b = Array(panel[point * panelCount..<(point + 1) * panelCount])
      var c = [Float](repeating: 0, count: grid.tiles * WinogradKernels.panel)
      unsafe WinogradKernels.product(
        rows: grid.tiles, depth: depth, a, stride: depth, b, panelDepth: depth, into: &c)
      products.replaceSubrange(point * c.count..<(point + 1) * c.count, with: c)
    }
    return products
  }
}
