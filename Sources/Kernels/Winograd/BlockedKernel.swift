internal import CKernels
internal import Tensors

/// A kernel in the two orders in which training multiplies by it, and the product that its gradient is.
///
/// A 5×5 kernel (or a 3×3 one, with zeros around it) is transformed for 64 points of Winograd's method,
/// `U = G w Gᵀ`; a 1×1 kernel is an ordinary matrix. Input and output channels lie in blocks of at most 16, which need
/// not follow one another: the gates' four parts, for example, are separate blocks.
///
///     V: transformed input    M = V · U     forward
///     dM: transformed output gradient, A dY Aᵀ
///     dV = dM · Uᵀ            the input's gradient, before B · Bᵀ
///     dU = Vᵀ · dM            the kernel's, before Gᵀ · G
package final class BlockedKernel: Sendable {
  /// 5, 3 or 1.
  package let side: Int
  /// The channels of each block.
  package let inputs, outputs: [Range<Int>]
  /// All channels, by which the kernel `[side, side, in, out]` is addressed.
  package let inputChannels, outputChannels: Int
  /// `[panel, point, 4 blocks, inputs · 16, 16]`, and its transpose `[panel, point, 4 blocks, outputs · 16, 16]`.
  private let forward, transposed: SharedBlock

  private static let width = WinogradKernels.panel / WinogradKernels.block

  /// Describes a kernel.
  package init(
    side: Int, inputs: [Range<Int>], outputs: [Range<Int>], inputChannels: Int, outputChannels: Int
  ) {
    self.side = side
    self.inputs = inputs
    self.outputs = outputs
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    let count = Self.weightCount(side: side, inputs: inputs.count, outputs: outputs.count)
    forward = SharedBlock(count: count.forward)
    transposed = SharedBlock(count: count.transposed)
  }

  /// Floats that the two orders of a kernel take.
  package static func weightCount(
    side: Int, inputs: Int, outputs: Int
  ) -> (forward: Int, transposed: Int) {
    let points = side == 1 ? 1 : WinogradKernels.points
    let area = WinogradKernels.block * WinogradKernels.block
    return (
      (outputs + width - 1) / width * width * points * inputs * area,
      (inputs + width - 1) / width * width * points * outputs * area
    )
  }

  /// Blocks of 16 channels, the last possibly shorter.
  package static func blocks(of channels: Int, from first: Int = 0) -> [Range<Int>] {
    stride(from: 0, to: channels, by: WinogradKernels.block).map {
      first + $0..<first + min($0 + WinogradKernels.block, channels)
    }
  }

  /// 64, or 1 of a 1×1 kernel.
  package var points: Int { side == 1 ? 1 : WinogradKernels.points }
  /// Panels of four blocks of outputs, and of inputs.
  package var outputPanels: Int { Self.panels(outputs.count) }
  /// Panels of four blocks of inputs.
  package var inputPanels: Int { Self.panels(inputs.count) }

  private static func panels(_ blocks: Int) -> Int { (blocks + width - 1) / width }

  /// The blocks of a panel of outputs.
  package func outputBlocks(_ panel: Int) -> Range<Int> {
    Self.width * panel..<min(Self.width * (panel + 1), outputs.count)
  }

  /// The blocks of a panel of inputs.
  package func inputBlocks(_ panel: Int) -> Range<Int> {
    Self.width * panel..<min(Self.width * (panel + 1), inputs.count)
  }

  /// Transforms the rows of one block of inputs; the whole kernel is done when all have been.
  ///
  /// - Parameters:
  ///   - kernel: `[side, side, in, out]`.
  ///   - input: which block.
  package func transform(_ kernel: UnsafePointer<Float>, input: Int) {
    let area = WinogradKernels.block * WinogradKernels.block
    let (inputRows, outputRows) = (inputs.count * area, outputs.count * area)
    let (inPanel, inBlock) = input.quotientAndRemainder(dividingBy: Self.width)
    for output in outputs.indices {
      let (outPanel, outBlock) = output.quotientAndRemainder(dividingBy: Self.width)
      let first = inputs[input].lowerBound * outputChannels + outputs[output].lowerBound
      unsafe gqn_kernel_forward(
        side, inputs[input].count, outputs[output].count, kernel + first, outputChannels,
        inputChannels * outputChannels,
        forward.base + (outPanel * points * Self.width + outBlock) * inputRows + input * area,
        Self.width * inputRows,
        transposed.base + (inPanel * points * Self.width + inBlock) * outputRows + output * area,
        Self.width * outputRows)
    }
  }

  /// Multiplies some rows by a panel of the kernel: of each point, a product.
  ///
  /// - Parameters:
  ///   - matrix: V, whose blocks are the inputs.
  ///   - rows: which rows.
  ///   - panel: which panel of outputs.
  ///   - accumulate: whether the products are added to what is there.
  ///   - products: `[points, rows, 64]`.
  package func multiply(
    _ matrix: BlockedMatrix, rows: Range<Int>, panel: Int, accumulate: Bool = false,
    into products: UnsafeMutablePointer<Float>
  ) {
    let width = WinogradKernels.panel
    unsafe multiply(
      forward, depth: inputs.count, blocks: outputBlocks(panel).count, matrix, rows: rows,
      panel: panel, accumulate: accumulate, into: products, rowStride: width,
      blockStride: WinogradKernels.block, pointStride: rows.count * width)
  }

  /// Multiplies some rows by a panel of the transposed kernel.
  ///
  /// - Parameters:
  ///   - matrix: dM, whose blocks are the outputs.
  ///   - rows: which rows.
  ///   - panel: which panel of inputs.
  ///   - accumulate: whether the products are added to what is there.
  ///   - products: `[points, rows, 64]`.
  package func multiplyTransposed(
    _ matrix: BlockedMatrix, rows: Range<Int>, panel: Int, accumulate: Bool = false,
    into products: UnsafeMutablePointer<Float>
  ) {
    let width = WinogradKernels.panel
    unsafe multiply(
      transposed, depth: outputs.count, blocks: inputBlocks(panel).count, matrix, rows: rows,
      panel: panel, accumulate: accumulate, into: products, rowStride: width,
      blockStride: WinogradKernels.block, pointStride: rows.count * width)
  }

  /// Multiplies some rows by a panel of a 1×1 kernel, into a blocked matrix whose blocks are the outputs.
  package func multiply(
    _ matrix: BlockedMatrix, rows: Range<Int>, panel: Int, accumulate: Bool = false,
    into result: BlockedMatrix, row: Int
  ) {
    unsafe multiply(
      forward, depth: inputs.count, blocks: outputBlocks(panel).count, matrix, rows: rows,
      panel: panel, accumulate: accumulate,
      into: result.address(block: outputBlocks(panel).lowerBound, row: row),
      rowStride: WinogradKernels.block, blockStride: result.blockStride, pointStride: 0)
  }

  /// Multiplies some rows by a panel of a transposed 1×1 kernel, into a blocked matrix whose blocks are the inputs.
  package func multiplyTransposed(
    _ matrix: BlockedMatrix, rows: Range<Int>, panel: Int, accumulate: Bool = false,
    into result: BlockedMatrix, row: Int
  ) {
    unsafe multiply(
      transposed, depth: outputs.count, blocks: inputBlocks(panel).count, matrix, rows: rows,
      panel: panel, accumulate: accumulate,
      into: result.address(block: inputBlocks(panel).lowerBound, row: row),
      rowStride: WinogradKernels.block, blockStride: result.blockStride, pointStride: 0)
  }

  private func multiply(
    _ weights: SharedBlock, depth: Int, blocks: Int, _ matrix: BlockedMatrix, rows: Range<Int>,
    panel: Int, accumulate: Bool, into products: UnsafeMutablePointer<Float>, rowStride: Int,
    blockStride: Int, pointStride: Int
  ) {
    precondition(
      matrix.blocks == depth && matrix.points == points && rows.upperBound <= matrix.rows)
    let block = depth * WinogradKernels.block * WinogradKernels.block
    for point in 0..<points {
      unsafe gqn_blocked_product(
        rows.count, depth, blocks, matrix.address(block: 0, row: rows.lowerBound, point: point),
        matrix.blockStride, weights.base + (panel * points + point) * Self.width * block, block,
        products + point * pointStride, rowStride, blockStride, accumulate ? 1 : 0)
    }
  }

  /// Floats that ``addGradient(_:rows:_:gradientRows:task:scratch:into:)`` works in.
  package var gradientScratchCount: Int {
    points * WinogradKernels.panel * WinogradKernels.panel
  }

  /// How many tasks the gradient is divided into: a panel of inputs by a panel of outputs each.
  package var gradientTasks: Int { inputPanels * outputPanels }

  /// Rows of a gradient's product that are worked on together: 5 blocks of them, 20 KiB, stay in the first cache.
  private static let rowsAtATime = 64

  /// Adds a part of the kernel's gradient, `Gᵀ (Vᵀ · dM) G`, summed over all rows before it is transformed.
  ///
  /// - Parameters:
  ///   - matrix: V, whose blocks are the inputs.
  ///   - first: its first row.
  ///   - gradients: dM, whose blocks are the outputs.
  ///   - gradientFirst: its first row.
  ///   - count: how many rows.
  ///   - task: below ``gradientTasks``.
  ///   - scratch: ``gradientScratchCount`` floats.
  ///   - gradient: `[side, side, in, out]`; a part of it is added to.
  package func addGradient(
    _ matrix: BlockedMatrix, row first: Int, _ gradients: BlockedMatrix, row gradientFirst: Int,
    count: Int, task: Int, scratch: UnsafeMutablePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    precondition(
      matrix.blocks == inputs.count && gradients.blocks == outputs.count
        && matrix.points == points && gradients.points == points
        && first + count <= matrix.rows && gradientFirst + count <= gradients.rows)
    let (block, panelWidth) = (WinogradKernels.block, WinogradKernels.panel)
    let ins = inputBlocks(task % inputPanels)
    let outs = outputBlocks(task / inputPanels)
    let area = panelWidth * panelWidth
    for point in 0..<points {
      let sums = unsafe scratch + point * area
      unsafe sums.update(repeating: 0, count: ins.count * block * panelWidth)
      for start in stride(from: 0, to: count, by: Self.rowsAtATime) {
        let part = min(Self.rowsAtATime, count - start)
        for (index, input) in ins.enumerated() {
          unsafe gqn_blocked_outer(
            part, outs.count, matrix.address(block: input, row: first + start, point: point),
            gradients.address(block: outs.lowerBound, row: gradientFirst + start, point: point),
            gradients.blockStride, sums + index * block * panelWidth, panelWidth)
        }
      }
    }
    for (inIndex, input) in ins.enumerated() {
      for (outIndex, output) in outs.enumerated() {
        let place = inputs[input].lowerBound * outputChannels + outputs[output].lowerBound
        unsafe gqn_kernel_backward(
          side, inputs[input].count, outputs[output].count,
          scratch + inIndex * block * panelWidth + outIndex * block, area, panelWidth,
          gradient + place, outputChannels, inputChannels * outputChannels)
      }
    }
  }
}
