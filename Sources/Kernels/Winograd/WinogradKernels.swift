internal import CKernels
internal import Synchronization

/// Convolutions 5×5 by Winograd's minimal filtering F(4×4, 5×5), and the steps that are joined with them.
///
/// Each 4×4 tile of outputs needs 64 products a pair of channels instead of 400. The points are 0, ±1,
/// ±2, ±1/2 and ∞. Transformed inputs `V` and transformed kernels `U` are multiplied point by point: 64
/// matrix products.
/// - Source: Lavin, Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
package enum WinogradKernels {
  /// Products a tile and pair of channels.
  package static let points = gqn_points
  /// Channels that are worked on together: memory is laid out in blocks of so many.
  package static let block = gqn_block
  /// Columns of a packed panel of transformed kernels: four blocks.
  package static let panel = gqn_panel

  /// The instruction set in use: `AVX-512`, `AVX2` or `baseline`.
  package static var instructionSet: String {
    switch gqn_instruction_set() {
    case gqn_avx512: "AVX-512"
    case gqn_avx2: "AVX2"
    default: "baseline"
    }
  }

  /// Uses at most the named instruction set from now on; for tests and measurements.
  package static func limitInstructionSet(to name: String) {
    switch name {
    case "AVX2": gqn_set_instruction_set(gqn_avx2)
    case "baseline": gqn_set_instruction_set(gqn_baseline)
    default: gqn_set_instruction_set(gqn_avx512)
    }
  }

  private static let limited = Mutex(())

  /// Calls a function with at most the named instruction set in use, and the best one afterwards.
  ///
  /// The choice is the process's, so one caller at a time: who expects the same bits of two
  /// computations must not run beside somebody who changes it.
  package static func withInstructionSet(
    limitedTo name: String, _ body: () throws -> Void
  ) rethrows {
    try limited.withLock { _ in
      limitInstructionSet(to: name)
      defer { limitInstructionSet(to: "best") }
      try body()
    }
  }

  /// The kernel transform's matrix G, 8×5: row p holds the powers of a point, scaled.
  private static let kernelTransform: [[Float]] = {
    let scaled: [(Double, Double)] = [
      (0, 1), (1, -2.0 / 9), (-1, -2.0 / 9), (2, 1.0 / 90), (-2, 1.0 / 90), (0.5, 32.0 / 45),
      (-0.5, 32.0 / 45),
    ]
    let rows = scaled.map { point, scale in
      var power = scale
      return (0..<5).map { _ in
        defer { power *= point }
        return Float(power)
      }
    }
    return rows + [[0, 0, 0, 0, 1]]
  }()

  /// Transforms some columns of a kernel, `G w Gᵀ`, and packs them as a panel.
  ///
  /// - Parameters:
  ///   - kernel: `[5, 5, in, out]`.
  ///   - inputChannels: in.
  ///   - outputChannels: out.
  ///   - columns: for each of the panel's 64 columns the output channel, or nil for zeros.
  ///   - firstRow: where in the panel's rows the kernel's input channels begin.
  ///   - depth: how many rows the panel has at each point; rows not written keep their value.
  ///   - panel: `[64 points, 4 blocks of columns, depth, 16]`.
  package static func pack(
    kernel: Span<Float>, inputChannels: Int, outputChannels: Int, columns: [Int?], firstRow: Int,
    depth: Int, into panel: UnsafeMutablePointer<Float>
  ) {
    precondition(
      kernel.count == 25 * inputChannels * outputChannels && columns.count == Self.panel
        && firstRow + inputChannels <= depth)
    let G = kernelTransform
    // One vector holds 16 of the panel's columns; a kernel's 5×5 taps become 8×8 points.
    var taps = [SIMD16<Float>](repeating: .zero, count: 25)
    var half = [SIMD16<Float>](repeating: .zero, count: 40)
    for channel in 0..<inputChannels {
      for columnBlock in 0..<Self.panel / block {
        for tap in 0..<25 {
          let row = (tap * inputChannels + channel) * outputChannels
          var vector = SIMD16<Float>.zero
          for lane in 0..<16 {
            if let column = columns[columnBlock * block + lane] {
              vector[lane] = kernel[row + column]
            }
          }
          taps[tap] = vector
        }
        for point in 0..<8 {
          for x in 0..<5 {
            var sum = SIMD16<Float>.zero
            for y in 0..<5 {
              sum += G[point][y] * taps[5 * y + x]
            }
            half[5 * point + x] = sum
          }
        }
        for pointY in 0..<8 {
          for pointX in 0..<8 {
            var sum = SIMD16<Float>.zero
            for x in 0..<5 {
              sum += G[pointX][x] * half[5 * pointY + x]
            }
            let point = 8 * pointY + pointX
            let row = (point * Self.panel / block + columnBlock) * depth + firstRow + channel
            unsafe UnsafeMutableRawPointer(panel + row * block)
              .storeBytes(of: sum, as: SIMD16<Float>.self)
          }
        }
      }
    }
  }

  /// `c = a · b` for one point of a panel: `[rows, depth] · [depth, 64]`; see `gqn_panel_product`.
  ///
  /// - Parameters:
  ///   - rows: of `a` and `c`.
  ///   - depth: how many rows of the panel are used.
  ///   - a: `[rows, stride]`, the first `depth` columns used.
  ///   - stride: from one row of `a` to the next.
  ///   - panel: the first row used, of the first block of columns.
  ///   - panelDepth: how many rows the panel has.
  ///   - c: `[rows, 64]`.
  package static func product(
    rows: Int, depth: Int, _ a: UnsafePointer<Float>, stride: Int, _ panel: UnsafePointer<Float>,
    panelDepth: Int, into c: UnsafeMutablePointer<Float>
  ) {
    unsafe gqn_panel_product(rows, depth, a, stride, panel, panelDepth, c)
  }

  /// `V = Bᵀ d B` for one block of channels; see `gqn_winograd_input`.
  package static func transformInput(
    _ grid: LatentGrid, _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>,
    pointStride: Int, tileStride: Int
  ) {
    unsafe gqn_winograd_input(grid.height, grid.width, input, output, pointStride, tileStride)
  }

  /// Ends a step for one block of hidden channels; see `gqn_gate_update`.
  package static func updateState(
    _ grid: LatentGrid, products: UnsafePointer<Float>, pointStride: Int,
    scene: UnsafePointer<Float>, pose: UnsafePointer<Float>, rows: LatentGrid.BorderClasses,
    columns: LatentGrid.BorderClasses, cell: UnsafeMutablePointer<Float>,
    sum: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>
  ) {
    unsafe rows.ofRow.withUnsafeBufferPointer { rowClass in
      unsafe columns.ofRow.withUnsafeBufferPointer { columnClass in
        var constants = unsafe gqn_gate_constants(
          scene: scene, pose: pose, row_class: rowClass.baseAddress,
          column_class: columnClass.baseAddress, column_classes: columns.taps.count)
        unsafe gqn_gate_update(
          grid.height, grid.width, products, pointStride, &constants, cell, sum, hidden)
      }
    }
  }

  /// Draws one or two blocks of the latent variable; see `gqn_latent_update`.
  package static func drawLatent(
    _ grid: LatentGrid, products: UnsafePointer<Float>?, pointStride: Int,
    bias: UnsafePointer<Float>, noise: UnsafePointer<Float>,
    into latent: UnsafeMutablePointer<Float>, blockStride: Int, blocks: Int
  ) {
    unsafe gqn_latent_update(
      grid.height, grid.width, products, pointStride, bias, noise, latent, blockStride, blocks)
  }

  /// The element-wise functions that the steps use.
  package enum Function: Sendable, CaseIterable {
    case exp, sigmoid, tanh, softplus
  }

  /// Applies an element-wise function to every number.
  package static func apply(_ function: Function, _ x: [Float]) -> [Float] {
    let code =
      switch function {
      case .exp: gqn_exp
      case .sigmoid: gqn_sigmoid
      case .tanh: gqn_tanh
      case .softplus: gqn_softplus
      }
    return unsafe [Float](unsafeUninitializedCapacity: x.count) { out, count in
      if let base = out.baseAddress {
        unsafe gqn_apply(code, x.count, x, base)
      }
      count = x.count
    }
  }
}
