package import Tensors

/// A matrix whose columns lie in blocks of 16, or 64 of them: one for each point of Winograd's transform.
///
/// `[point, block, row, 16]`: a block's rows follow one another, so that each of a product's operands and its
/// result can be read and written along whole vectors. The last block's columns may be unused; they are 0.
package final class BlockedMatrix: Sendable {
  /// 1, or ``WinogradKernels/points``.
  package let points: Int
  /// Blocks of columns.
  package let blocks: Int
  /// Rows of each.
  package let rows: Int
  /// The numbers.
  package let values: SharedBlock

  /// Creates a matrix of zeros.
  package init(points: Int = 1, blocks: Int, rows: Int) {
    self.points = points
    self.blocks = blocks
    self.rows = rows
    values = SharedBlock(count: points * blocks * rows * WinogradKernels.block)
  }

  /// Floats that a matrix takes.
  package static func count(points: Int = 1, blocks: Int, rows: Int) -> Int {
    points * blocks * rows * WinogradKernels.block
  }

  /// From one block to the next.
  package var blockStride: Int { rows * WinogradKernels.block }
  /// From one point to the next.
  package var pointStride: Int { blocks * blockStride }

  /// Where a row of a block lies.
  package func address(block: Int, row: Int = 0, point: Int = 0) -> UnsafeMutablePointer<Float> {
    unsafe values.base + ((point * blocks + block) * rows + row) * WinogradKernels.block
  }
}
