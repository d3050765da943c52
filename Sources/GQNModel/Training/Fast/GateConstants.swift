internal import Kernels
internal import Tensors

/// A representation of each example, or its gradient, as the cores take it: channels that vary over the grid, and behind
/// them channels that do not.
struct Representations {
  /// What varies over the grid: blocks of channels, rows are the positions of one example after the other.
  var grids: BlockedMatrix?
  /// What is the same everywhere: `[N, C]`.
  var vectors: SharedBlock?
}

/// What the gates of both cores get in every step: the convolutions of representation and pose, and all biases.
///
/// They are computed once for an example; their gradient is that of the gates, summed over the steps. Of an input that
/// is the same everywhere there are only 25 different results of a 5×5 SAME convolution, one for each pair of
/// ``LatentGrid/BorderClasses``: sums of taps.
final class GateConstants {
  private let sizes: Hyperparameters
  private let grid: LatentGrid
  private let capacity: Int
  private let pool: ThreadPool
  private let scratch: Scratch

  /// The variables that feed one core's gates.
  private struct Core {
    let representation, pose: VariableNames.Layer
    /// All whose biases are added.
    let layers: [VariableNames.Layer]
  }
  private static let cores = [
    Core(
      representation: VariableNames.representation, pose: VariableNames.queryPose,
      layers: [
        VariableNames.representation, VariableNames.queryPose, VariableNames.latent,
        VariableNames.hidden,
      ]),
    Core(
      representation: VariableNames.inferenceRepresentation,
      pose: VariableNames.inferenceQueryPose,
      layers: [
        VariableNames.inferenceRepresentation, VariableNames.inferenceQueryPose,
        VariableNames.inferenceGenerated, VariableNames.inferenceHidden,
      ]),
  ]
  /// Indices of the two cores.
  static let generator = 0
  static let inference = 1

  /// Of the generator and of the inference core `[hidden block, example · h · w, 64]`.
  private let values: [SharedBlock]
  /// Their gradients.
  private let gradients: [SharedBlock]
  /// Of each core the 25 taps' products `[25, N, 4C]`, and their gradients.
  private let taps: [SharedBlock]
  private let poses: SharedBlock
  private let hiddenBlocks: Int

  /// Where a representation varies over the grid: its kernels, transformed, and its gradient's.
  private let kernels: [BlockedKernel]
  private let transformed: BlockedMatrix?
  private let transformedGradients: [BlockedMatrix]
  private let gridGradient: BlockedMatrix?
  private let vectorGradient: SharedBlock

  private var gateCount: Int { sizes.gateChannels }
  /// Channels of a representation that vary over the grid; the others come behind them.
  private var gridChannels: Int { sizes.gridChannels }
  private var vectorChannels: Int { sizes.representationChannels - sizes.gridChannels }

  /// Where the kernel of a tap's channels that are the same everywhere begins.
  private func vectorKernel(_ tap: Int) -> Int {
    (tap * sizes.representationChannels + gridChannels) * gateCount
  }

  private var classes: (rows: LatentGrid.BorderClasses, columns: LatentGrid.BorderClasses) {
    (grid.rowClasses, grid.columnClasses)
  }

  init(_ sizes: Hyperparameters, examples: Int, pool: ThreadPool, scratch: Scratch) {
    self.sizes = sizes
    capacity = examples
    self.pool = pool
    self.scratch = scratch
    let grid = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
    self.grid = grid
    let hidden = BlockedKernel.blocks(of: sizes.hiddenChannels).count
    hiddenBlocks = hidden
    let count = hidden * examples * grid.positions * WinogradKernels.panel
    values = Self.cores.map { _ in SharedBlock(count: count) }
    gradients = Self.cores.map { _ in SharedBlock(count: count) }
    taps = Self.cores.map { _ in SharedBlock(count: 25 * examples * sizes.gateChannels) }
    poses = SharedBlock(count: examples * Hyperparameters.poseChannels)
    vectorGradient = SharedBlock(
      count: examples * (sizes.representationChannels - sizes.gridChannels))
    guard sizes.gridChannels > 0 else {
      kernels = []
      transformed = nil
      transformedGradients = []
      gridGradient = nil
      return
    }
    let channels = BlockedKernel.blocks(of: sizes.gridChannels)
    kernels = Self.cores.map { _ in
      BlockedKernel(
        side: 5, inputs: channels, outputs: sizes.gateBlocks,
        inputChannels: sizes.representationChannels, outputChannels: sizes.gateChannels)
    }
    let rows = examples * grid.tiles
    transformed = BlockedMatrix(
      points: WinogradKernels.points, blocks: channels.count, rows: rows)
    transformedGradients = Self.cores.map { _ in
      BlockedMatrix(points: WinogradKernels.points, blocks: 4 * hidden, rows: rows)
    }
    gridGradient = BlockedMatrix(blocks: channels.count, rows: examples * grid.positions)
  }

  /// Bytes an example.
  static func byteCount(_ sizes: Hyperparameters) -> Int {
    let grid = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
    let hidden = BlockedKernel.blocks(of: sizes.hiddenChannels).count
    var count = 4 * hidden * grid.positions * WinogradKernels.panel + 50 * sizes.gateChannels
    if sizes.gridChannels > 0 {
      let channels = BlockedKernel.blocks(of: sizes.gridChannels).count
      count += BlockedMatrix.count(
        points: WinogradKernels.points, blocks: channels + 8 * hidden, rows: grid.tiles)
      count += BlockedMatrix.count(blocks: channels, rows: grid.positions)
    }
    return 4 * count
  }

  /// A core's constants of a block of hidden channels of an example, `[h · w, 64]`.
  func values(_ core: Int, block: Int, example: Int) -> UnsafeMutablePointer<Float> {
    unsafe values[core].base + place(block, example)
  }

  /// Where their gradient is summed.
  func gradient(_ core: Int, block: Int, example: Int) -> UnsafeMutablePointer<Float> {
    unsafe gradients[core].base + place(block, example)
  }

  private func place(_ block: Int, _ example: Int) -> Int {
    (block * capacity + example) * grid.positions * WinogradKernels.panel
  }

  /// The kernels that are transformed for every batch, by the names of their variables.
  var transformedKernels: [(BlockedKernel, String)] {
    kernels.enumerated().map { ($1, Self.cores[$0].representation.kernel) }
  }

  /// Computes the constants.
  ///
  /// - Parameters:
  ///   - representations: of n examples.
  ///   - queries: their encoded poses, `[n, 7]`.
  ///   - n: how many examples.
  ///   - weights: the network's variables.
  func forward(
    _ representations: Representations, queries: Span<Float>, examples n: Int, _ weights: Weights
  ) {
    for index in queries.indices {
      unsafe poses.base[index] = queries[index]
    }
    multiplyTaps(representations, n, weights)
    pool.parallelFor(count: 2 * n) { task, _ in
      expand(core: task / n, example: task % n, n, weights)
    }
    if let matrix = representations.grids { addGrids(matrix, n) }
  }

  /// The taps' products with everything that is the same everywhere.
  private func multiplyTaps(_ representations: Representations, _ n: Int, _ weights: Weights) {
    let (E, width) = (vectorChannels, gateCount)
    let poseCount = Hyperparameters.poseChannels
    pool.parallelFor(count: 50) { task, _ in
      let (core, tap) = (Self.cores[task / 25], task % 25)
      let target = unsafe taps[task / 25].base + tap * n * width
      unsafe MatrixProduct.multiply(
        poses.base, weights[core.pose.kernel] + tap * poseCount * width, rows: n,
        inner: poseCount, columns: width, into: target)
      if let vectors = representations.vectors {
        unsafe MatrixProduct.multiply(
          vectors.base, weights[core.representation.kernel] + vectorKernel(tap), rows: n,
          inner: E, columns: width, accumulate: true, into: target)
      }
    }
  }

  /// The sums of taps of each class, with the biases, laid out over the grid.
  private func expand(core index: Int, example: Int, _ n: Int, _ weights: Weights) {
    let width = gateCount
    let (rows, columns) = classes
    var sums = [Float](repeating: 0, count: rows.taps.count * columns.taps.count * width)
    for name in Self.cores[index].layers.map(\.bias) {
      let bias = unsafe weights[name]
      for element in sums.indices {
        unsafe sums[element] += bias[element % width]
      }
    }
    for (row, tapRows) in rows.taps.enumerated() {
      for (column, tapColumns) in columns.taps.enumerated() {
        let place = (row * columns.taps.count + column) * width
        for y in tapRows {
          for x in tapColumns {
            let source = unsafe taps[index].base + ((5 * y + x) * n + example) * width
            for element in 0..<width {
              unsafe sums[place + element] += source[element]
            }
          }
        }
      }
    }
    let C = sizes.hiddenChannels
    unsafe sums.withUnsafeBufferPointer { sums in
      for block in 0..<hiddenBlocks {
        let target = unsafe values(index, block: block, example: example)
        let count = min(16, C - 16 * block)
        for position in 0..<grid.positions {
          let place =
            Int(rows.ofRow[position / grid.width]) * columns.taps.count
            + Int(columns.ofRow[position % grid.width])
          for gate in 0..<4 {
            let source = place * width + gate * C + 16 * block
            let destination = unsafe target + position * WinogradKernels.panel + gate * 16
            for channel in 0..<count {
              unsafe destination[channel] = sums[source + channel]
            }
          }
        }
      }
    }
  }

  /// Adds the convolutions of representations that vary over the grid.
  private func addGrids(_ matrix: BlockedMatrix, _ n: Int) {
    guard let transformed else { return }
    pool.parallelFor(count: matrix.blocks * n) { task, _ in
      let (block, example) = (task / n, task % n)
      unsafe TrainingKernels.transformInput(
        grid, matrix.address(block: block, row: example * grid.positions), into: transformed,
        block: block, row: example * grid.tiles)
    }
    let groups = PictureGroups.of(n, tiles: grid.tiles)
    pool.parallelFor(count: 2 * hiddenBlocks * groups.count) { task, worker in
      let (panel, group) = (task / groups.count, groups[task % groups.count])
      let (core, block) = (panel / hiddenBlocks, panel % hiddenBlocks)
      let rows = group.lowerBound * grid.tiles..<group.upperBound * grid.tiles
      let products = unsafe scratch.base(worker)
      unsafe kernels[core].multiply(transformed, rows: rows, panel: block, into: products)
      for example in group {
        let tile = (example - group.lowerBound) * grid.tiles
        for gate in 0..<4 {
          unsafe TrainingKernels.output(
            grid, products: products + tile * WinogradKernels.panel + gate * 16,
            pointStride: rows.count * WinogradKernels.panel, bias: nil, accumulate: true,
            into: values(core, block: block, example: example) + gate * 16,
            positionStride: WinogradKernels.panel)
        }
      }
    }
  }
}

// MARK: - Backward

extension GateConstants {
  /// Goes back to representations and variables.
  ///
  /// - Parameters:
  ///   - representations: as ``forward(_:queries:examples:_:)`` was given them.
  ///   - n: how many examples.
  ///   - weights: the network's variables.
  ///   - gradients: of the variables; are added to.
  ///   - later: is given what the gradients of kernels are products of.
  /// - Returns: the gradients of the representations; valid until the next call.
  func backward(
    _ representations: Representations, examples n: Int, _ weights: Weights,
    to gradients: WeightGradients, later: (KernelGradient) -> Void
  ) -> Representations {
    let biases = SharedBlock(count: 2 * n * gateCount)
    pool.parallelFor(count: 2 * n) { task, _ in
      unsafe collect(core: task / n, example: task % n, n, biases.base + task * gateCount)
    }
    for (index, core) in Self.cores.enumerated() {
      for name in core.layers.map(\.bias) {
        let target = unsafe gradients[name]
        for example in 0..<n {
          let source = unsafe biases.base + (index * n + example) * gateCount
          for element in 0..<gateCount {
            unsafe target[element] += source[element]
          }
        }
      }
    }
    tapsBackward(representations, n, weights, gradients)
    if let gridGradient { gridsBackward(gridGradient, n, later) }
    return Representations(
      grids: gridGradient, vectors: representations.vectors.map { _ in vectorGradient })
  }

  /// Sums an example's gradient over the positions of each class, then over the classes that see a tap.
  private func collect(
    core index: Int, example: Int, _ n: Int, _ biases: UnsafeMutablePointer<Float>
  ) {
    let (width, C) = (gateCount, sizes.hiddenChannels)
    let (rows, columns) = classes
    var sums = [Float](repeating: 0, count: rows.taps.count * columns.taps.count * width)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      for block in 0..<hiddenBlocks {
        let source = unsafe gradient(index, block: block, example: example)
        let count = min(16, C - 16 * block)
        for position in 0..<grid.positions {
          let place =
            Int(rows.ofRow[position / grid.width]) * columns.taps.count
            + Int(columns.ofRow[position % grid.width])
          for gate in 0..<4 {
            let target = place * width + gate * C + 16 * block
            let gates = unsafe source + position * WinogradKernels.panel + gate * 16
            for channel in 0..<count {
              unsafe sums[target + channel] += gates[channel]
            }
          }
        }
      }
      for tap in 0..<25 {
        unsafe (taps[index].base + (tap * n + example) * width).update(repeating: 0, count: width)
      }
      for (row, tapRows) in rows.taps.enumerated() {
        for (column, tapColumns) in columns.taps.enumerated() {
          let place = (row * columns.taps.count + column) * width
          for element in 0..<width {
            unsafe biases[element] += sums[place + element]
          }
          for y in tapRows {
            for x in tapColumns {
              let target = unsafe taps[index].base + ((5 * y + x) * n + example) * width
              for element in 0..<width {
                unsafe target[element] += sums[place + element]
              }
            }
          }
        }
      }
    }
  }

  /// From the taps' gradients to kernels and vectors.
  private func tapsBackward(
    _ representations: Representations, _ n: Int, _ weights: Weights, _ gradients: WeightGradients
  ) {
    let (E, width) = (vectorChannels, gateCount)
    let poseCount = Hyperparameters.poseChannels
    let partial = SharedBlock(count: 50 * n * E)
    pool.parallelFor(count: 50) { task, _ in
      let (core, tap) = (Self.cores[task / 25], task % 25)
      let source = unsafe taps[task / 25].base + tap * n * width
      unsafe MatrixProduct.multiply(
        poses.base, source, rows: poseCount, inner: n, columns: width, transposing: .left,
        accumulate: true, into: gradients[core.pose.kernel] + tap * poseCount * width)
      guard let vectors = representations.vectors else { return }
      let kernel = vectorKernel(tap)
      unsafe MatrixProduct.multiply(
        vectors.base, source, rows: E, inner: n, columns: width, transposing: .left,
        accumulate: true, into: gradients[core.representation.kernel] + kernel)
      unsafe MatrixProduct.multiply(
        source, weights[core.representation.kernel] + kernel, rows: n, inner: width, columns: E,
        transposing: .right, into: partial.base + task * n * E)
    }
    guard representations.vectors != nil else { return }
    for element in 0..<n * E {
      var sum: Float = 0
      for task in 0..<50 {
        unsafe sum += partial.base[task * n * E + element]
      }
      unsafe vectorGradient.base[element] = sum
    }
  }

  /// To representations that vary over the grid.
  private func gridsBackward(
    _ gridGradient: BlockedMatrix, _ n: Int, _ later: (KernelGradient) -> Void
  ) {
    guard let transformed else { return }
    pool.parallelFor(count: 2 * hiddenBlocks * n) { task, _ in
      let (panel, example) = (task / n, task % n)
      let (core, block) = (panel / hiddenBlocks, panel % hiddenBlocks)
      for gate in 0..<4 {
        unsafe TrainingKernels.outputAdjoint(
          grid, gradient(core, block: block, example: example) + gate * 16,
          positionStride: WinogradKernels.panel, into: transformedGradients[core],
          block: 4 * block + gate, row: example * grid.tiles)
      }
    }
    let groups = PictureGroups.of(n, tiles: grid.tiles)
    pool.parallelFor(count: kernels[0].inputPanels * groups.count) { task, worker in
      let (panel, group) = (task / groups.count, groups[task % groups.count])
      let rows = group.lowerBound * grid.tiles..<group.upperBound * grid.tiles
      let products = unsafe scratch.base(worker)
      for core in 0..<2 {
        unsafe kernels[core].multiplyTransposed(
          transformedGradients[core], rows: rows, panel: panel, accumulate: core > 0,
          into: products)
      }
      for example in group {
        let tile = (example - group.lowerBound) * grid.tiles
        for (index, block) in kernels[0].inputBlocks(panel).enumerated() {
          unsafe TrainingKernels.inputAdjoint(
            grid, products: products + tile * WinogradKernels.panel + index * 16,
            pointStride: rows.count * WinogradKernels.panel, base: nil,
            into: gridGradient.address(block: block, row: example * grid.positions))
        }
      }
    }
    for (index, core) in Self.cores.enumerated() {
      later(
        KernelGradient(
          kernel: kernels[index], inputs: transformed, firstRow: 0,
          gradients: transformedGradients[index], firstGradientRow: 0, count: n * grid.tiles,
          name: core.representation.kernel))
    }
  }
}

extension Hyperparameters {
  /// Channels of a representation that vary over the latent grid; they come before those that do not.
  var gridChannels: Int {
    switch encoder {
    case .tower: encoderChannels
    case .pool: 0
    case .epipolar: epipolar.rayChannels
    }
  }

  /// The blocks of the gates' channels in the order of panels: i, j, f, o of 16 hidden channels.
  var gateBlocks: [Range<Int>] {
    BlockedKernel.blocks(of: hiddenChannels).flatMap { block in
      (0..<4).map { gate in
        gate * hiddenChannels + block.lowerBound..<gate * hiddenChannels + block.upperBound
      }
    }
  }

  /// The blocks of μ and s in the order of panels: both of 16 latent channels.
  var etaBlocks: [Range<Int>] {
    BlockedKernel.blocks(of: latentChannels).flatMap { block in
      [block, latentChannels + block.lowerBound..<latentChannels + block.upperBound]
    }
  }
}

/// The gradient of a kernel, as the product that it is; computed when all of it is there.
struct KernelGradient {
  let kernel: BlockedKernel
  let inputs: BlockedMatrix
  let firstRow: Int
  let gradients: BlockedMatrix
  let firstGradientRow: Int
  let count: Int
  /// Of the variable.
  let name: String
}
