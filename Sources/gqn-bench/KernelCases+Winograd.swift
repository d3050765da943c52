internal import Kernels
internal import Tensors

extension KernelCases {
  /// The generation core: three frames' products, and one block of channels of one frame.
  static func winograd() -> [KernelCase] {
    perInstructionSet { product(rows: 48, depth: 320, points: WinogradKernels.points) }
      + perInstructionSet { product(rows: 256, depth: 256, points: 1) }
      + perInstructionSet { WinogradBlock().inputTransform }
      + perInstructionSet { WinogradBlock().gateUpdate }
      + perInstructionSet { WinogradBlock().latentUpdate }
  }

  /// `[rows, depth] · [depth, 64]` for some points; the picture's product is one of 256 rows.
  private static func product(rows: Int, depth: Int, points: Int) -> KernelCase {
    let width = WinogradKernels.panel
    let a = SharedBlock(
      Tensor([points, rows, depth], numbers(points * rows * depth, seed: 1)))
    let b = SharedBlock(
      Tensor([points, depth, width], numbers(points * depth * width, seed: 2)))
    let c = SharedBlock(count: points * rows * width)
    let run = {
      for point in 0..<points {
        unsafe WinogradKernels.product(
          rows: rows, depth: depth, a.base + point * rows * depth, stride: depth,
          b.base + point * depth * width, panelDepth: depth, into: c.base + point * rows * width)
      }
    }
    let sgemm = {
      for point in 0..<points {
        var out = unsafe MutableSpan(
          _unsafeStart: c.base + point * rows * width, count: rows * width)
        MatrixProduct.multiply(
          unsafe Span(_unsafeStart: a.base + point * rows * depth, count: rows * depth),
          unsafe Span(_unsafeStart: b.base + point * depth * width, count: depth * width),
          rows: rows, inner: depth, columns: width, into: &out)
      }
    }
    return KernelCase(
      name: points > 1 ? "panel product, 64 points" : "picture product",
      work: .operations(2 * points * rows * depth * width), tolerance: 2e-4,
      difference: {
        run()
        let last = points - 1
        var largest = 0.0
        for row in 0..<rows {
          for column in 0..<width {
            let sum = (0..<depth).reduce(0.0) { sum, k in
              unsafe sum + Double(a.base[(last * rows + row) * depth + k])
                * Double(b.base[(last * width + column / 16 * 16) * depth + k * 16 + column % 16])
            }
            largest = max(
              largest, abs(sum - Double(unsafe c.base[(last * rows + row) * width + column])))
          }
        }
        return largest
      }, run: run, sgemm: sgemm)
  }
}

/// One block of 16 channels on a 16×16 grid, through all kernels: what a step of a tiny network does.
///
/// What the kernels compute one after the other is held to the plain convolution and functions.
private final class WinogradBlock {
  private let grid = LatentGrid(height: 16, width: 16)
  private let channels = WinogradKernels.block
  private let width = WinogradKernels.panel
  private let input, kernel, cell: [Float]
  private let source, transformed, panel, products: SharedBlock
  private let zeros, state, sum, hidden: SharedBlock

  private var rowStride: Int { grid.tiles * width }

  init() {
    let count = grid.positions * channels
    input = KernelCases.numbers(count, seed: 1)
    kernel = KernelCases.numbers(25 * channels * width, seed: 2).map { $0 * 0.1 }
    cell = KernelCases.numbers(count, seed: 3)
    source = SharedBlock(Tensor([count], input))
    transformed = SharedBlock(count: WinogradKernels.points * grid.tiles * channels)
    panel = SharedBlock(count: WinogradKernels.points * channels * width)
    products = SharedBlock(count: WinogradKernels.points * grid.tiles * width)
    zeros = SharedBlock(count: grid.positions * width)
    state = SharedBlock(Tensor([count], cell))
    sum = SharedBlock(count: count)
    hidden = SharedBlock(count: 2 * count)
    let weights = kernel
    unsafe WinogradKernels.pack(
      kernel: weights.span, inputChannels: channels, outputChannels: width,
      columns: Array(0..<width), firstRow: 0, depth: channels, into: panel.base)
  }

  private func transform() {
    unsafe WinogradKernels.transformInput(
      grid, source.base, into: transformed.base, pointStride: grid.tiles * channels,
      tileStride: channels)
  }

  private func multiply() {
    for point in 0..<WinogradKernels.points {
      unsafe WinogradKernels.product(
        rows: grid.tiles, depth: channels, transformed.base + point * grid.tiles * channels,
        stride: channels, panel.base + point * channels * width, panelDepth: channels,
        into: products.base + point * rowStride)
    }
  }

  private func update() {
    unsafe WinogradKernels.updateState(
      grid, products: products.base, pointStride: rowStride, scene: zeros.base, pose: zeros.base,
      rows: grid.rowClasses, columns: grid.columnClasses, cell: state.base, sum: sum.base,
      hidden: hidden.base)
  }

  private func draw() {
    unsafe WinogradKernels.drawLatent(
      grid, products: products.base, pointStride: rowStride, bias: zeros.base, noise: state.base,
      into: hidden.base, blockStride: 0, blocks: 1)
  }

  /// The plain convolution's outputs, `[h · w, 64]`.
  private func convolved() -> [Float] {
    let (input, kernel) = (input, kernel)
    var output = Tensor([grid.positions, width])
    var target = output.mutableSpan
    Convolution(kernel: 5, from: channels, to: width).reference(
      input.span, batch: 1, height: grid.height, width: grid.width, kernel: kernel.span, bias: nil,
      into: &target)
    return output.array()
  }

  private func values(_ block: SharedBlock) -> [Float] {
    (0..<grid.positions * channels).map { unsafe block.base[$0] }
  }

  /// Puts the cell state back, transforms and multiplies.
  private func prepare() {
    for index in cell.indices {
      unsafe state.base[index] = cell[index]
    }
    transform()
    multiply()
  }

  private func gateDifference() -> Double {
    prepare()
    update()
    let gates = convolved()
    let expected = input.indices.map { index in
      let gate = { (number: Int) in
        gates[index / self.channels * self.width + number * self.channels + index % self.channels]
      }
      let next =
        Activation.sigmoid(gate(2) + 1) * self.cell[index]
        + Activation.sigmoid(gate(0)) * Activation.tanh(gate(1))
      return Activation.tanh(next) * Activation.sigmoid(gate(3))
    }
    return KernelCase.difference(values(hidden), expected)
  }

  private func latentDifference() -> Double {
    prepare()
    draw()
    let moments = convolved()
    let expected = input.indices.map { index in
      let first = index / self.channels * self.width + index % self.channels
      return moments[first]
        + (Activation.softplus(moments[first + self.channels] + 0.5) + 1e-8) * self.cell[index]
    }
    return KernelCase.difference(values(hidden), expected)
  }

  private func bytes(_ floats: Int) -> KernelCase.Work { .bytes(MemoryLayout<Float>.size * floats) }

  var inputTransform: KernelCase {
    KernelCase(
      name: "input transform",
      work: bytes(grid.positions * channels + WinogradKernels.points * grid.tiles * channels),
      tolerance: 1e-4, difference: gateDifference, run: transform)
  }

  var gateUpdate: KernelCase {
    KernelCase(
      name: "gate update",
      work: bytes(WinogradKernels.points * rowStride + grid.positions * (width + 5 * channels)),
      tolerance: 1e-4, difference: gateDifference, run: update)
  }

  var latentUpdate: KernelCase {
    KernelCase(
      name: "latent update",
      work: bytes(WinogradKernels.points * rowStride / 2 + 2 * grid.positions * channels),
      tolerance: 2e-4, difference: latentDifference, run: draw)
  }
}
