import Kernels
import TestSupport
import Tensors
import Testing

/// The product of rows with a packed panel against a plain loop.
struct PanelProductTests {
  @Test(
    arguments: [1, 3, 4, 5, 6, 7, 13], [1, 15, 16, 33])
  func `rows times a panel is the plain sum`(rows: Int, depth: Int) {
    let stride = depth + 3
    let a = uniformNumbers(rows * stride, seed: 1)
    let panel = uniformNumbers(depth * WinogradKernels.panel, seed: 2)
    var expected: [Float] = []
    for row in 0..<rows {
      for column in 0..<WinogradKernels.panel {
        let sum = (0..<depth).reduce(0.0) {
          $0 + Double(a[row * stride + $1]) * Double(panel[$1 * WinogradKernels.panel + column])
        }
        expected.append(Float(sum))
      }
    }
    for set in WinogradFunctionTests.instructionSets {
      WinogradKernels.withInstructionSet(limitedTo: set) {
        expectClose(
          product(a, panel, rows: rows, depth: depth, stride: stride), expected, within: 5e-6, set)
      }
    }
  }

  @Test(arguments: WinogradFunctionTests.instructionSets)
  func `a row does not depend on the rows beside it`(set: String) {
    let (rows, depth) = (13, 40)
    let a = uniformNumbers(rows * depth, seed: 3)
    let panel = uniformNumbers(depth * WinogradKernels.panel, seed: 4)
    WinogradKernels.withInstructionSet(limitedTo: set) {
      let together = product(a, panel, rows: rows, depth: depth, stride: depth)
      for row in 0..<rows {
        let alone = product(
          Array(a[row * depth..<(row + 1) * depth]), panel, rows: 1, depth: depth, stride: depth)
        let width = WinogradKernels.panel
        #expect(Array(together[row * width..<(row + 1) * width]) == alone)
      }
    }
  }

  /// The product, after making sure that nothing behind it was written.
  private func product(
    _ a: [Float], _ panel: [Float], rows: Int, depth: Int, stride: Int
  ) -> [Float] {
    let count = rows * WinogradKernels.panel
    var c = [Float](repeating: 77, count: count + 64)
    // Blocks of 16 columns one after the other, each with more rows than are used.
    let (width, block, panelDepth) = (WinogradKernels.panel, WinogradKernels.block, depth + 5)
    var packed = [Float](repeating: .nan, count: panelDepth * width)
    for row in 0..<depth {
      for column in 0..<width {
        packed[(column / block * panelDepth + row) * block + column % block] =
          panel[row * width + column]
      }
    }
    unsafe WinogradKernels.product(
      rows: rows, depth: depth, a, stride: stride, packed, panelDepth: panelDepth, into: &c)
    #expect(c[count...].allSatisfy { $0 == 77 })
    return Array(c[..<count])
  }
}
