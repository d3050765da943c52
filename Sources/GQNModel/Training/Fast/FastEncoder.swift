internal import Kernels
internal import Tensors

/// The representation network of training: the function of ``TowerEncoder`` on all views of some examples, and its gradients.
///
/// The 3×3 convolutions go by Winograd's method as 5×5 ones with zeros around them, which takes 64 products for 16 outputs
/// instead of 144; the 2×2 ones of stride 2 are matrix products of squares of four pixels.
final class FastEncoder {
  let sizes: Hyperparameters
  let views: Int
  let pool: ThreadPool
  let scratch: Scratch
  /// The latent grid, and that of the layers before the second halving.
  let quarter, half: LatentGrid
  /// Blocks of `ENC_CHANNELS`, and of half of it.
  let wide, narrow: Int

  /// The eight layers' kernels, and biases by blocks.
  let kernels: [BlockedKernel]
  let biases: [SharedBlock]

  /// Squares of 2×2 pixels; the activations that ``TowerEncoder/Activations`` describes, by blocks.
  let squares, halves, firstBranch, joined: BlockedMatrix
  let joinedSquares, posed, secondBranch, joinedAgain, widened, tower: BlockedMatrix
  /// V of the inputs of the 3×3 layers 2, 5 and 6, and dM of their outputs.
  let inputV, outputGradients: [BlockedMatrix]
  /// Gradients of the outputs of layers, reused from one layer to the next.
  let halfGradient, joinedGradient, branchGradient: BlockedMatrix
  let joinedSquaresGradient, quarterGradient, posedGradient: BlockedMatrix
  let joinedAgainGradient, secondBranchGradient: BlockedMatrix
  let wideGradient, towerGradient: BlockedMatrix
  /// r of each example.
  let vectors: SharedBlock
  let grids: BlockedMatrix?

  /// Layers whose kernels are 3×3.
  static let wideKernels = [2, 5, 6]

  init(
    _ sizes: Hyperparameters, examples: Int, views: Int, pool: ThreadPool, scratch: Scratch
  ) {
    self.sizes = sizes
    self.views = views
    self.pool = pool
    self.scratch = scratch
    quarter = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
    half = LatentGrid(height: 2 * sizes.latentHeight, width: 2 * sizes.latentWidth)
    let layers = TowerEncoder.layers(sizes)
    let whole = BlockedKernel.blocks(of: sizes.encoderChannels)
    let narrowBlocks = BlockedKernel.blocks(of: sizes.encoderChannels / 2)
    (wide, narrow) = (whole.count, narrowBlocks.count)
    let withPose =
      whole
      + BlockedKernel.blocks(of: Hyperparameters.poseChannels, from: sizes.encoderChannels)
    kernels = layers.enumerated().map { index, layer in
      // A 2×2 kernel of stride 2 is the matrix [4 · in, out].
      let isSquare = layer.kernelHeight == 2
      let inputs: [Range<Int>] =
        switch index {
        case 0: BlockedKernel.blocks(of: 4 * layer.inputChannels)
        case 3:
          (0..<4).flatMap {
            BlockedKernel.blocks(of: layer.inputChannels, from: $0 * layer.inputChannels)
          }
        case 4, 5: withPose
        default: BlockedKernel.blocks(of: layer.inputChannels)
        }
      return BlockedKernel(
        side: isSquare ? 1 : layer.kernelHeight, inputs: inputs,
        outputs: BlockedKernel.blocks(of: layer.outputChannels),
        inputChannels: (isSquare ? 4 : 1) * layer.inputChannels,
        outputChannels: layer.outputChannels)
    }
    biases = kernels.map { SharedBlock(count: 16 * $0.outputs.count) }
    let pictures = examples * views
    let (small, large) = (pictures * quarter.positions, pictures * half.positions)
    func matrix(_ blocks: Int, _ rows: Int) -> BlockedMatrix {
      BlockedMatrix(blocks: blocks, rows: rows)
    }
    squares = matrix(kernels[0].inputs.count, large)
    halves = matrix(wide, large)
    firstBranch = matrix(narrow, large)
    joined = matrix(narrow, large)
    joinedSquares = matrix(4 * narrow, small)
    posed = matrix(withPose.count, small)
    secondBranch = matrix(narrow, small)
    joinedAgain = matrix(narrow, small)
    widened = matrix(wide, small)
    tower = matrix(wide, small)
    let tiles = [half.tiles, quarter.tiles, quarter.tiles].map { pictures * $0 }
    let (kernels, points) = (kernels, WinogradKernels.points)
    inputV = zip(Self.wideKernels, tiles).map {
      BlockedMatrix(points: points, blocks: kernels[$0].inputs.count, rows: $1)
    }
    outputGradients = zip(Self.wideKernels, tiles).map {
      BlockedMatrix(points: points, blocks: kernels[$0].outputs.count, rows: $1)
    }
    halfGradient = matrix(wide, large)
    joinedGradient = matrix(narrow, large)
    branchGradient = matrix(narrow, large)
    joinedSquaresGradient = matrix(4 * narrow, small)
    quarterGradient = matrix(wide, small)
    posedGradient = matrix(withPose.count, small)
    joinedAgainGradient = matrix(narrow, small)
    secondBranchGradient = matrix(narrow, small)
    wideGradient = matrix(wide, small)
    towerGradient = matrix(wide, small)
    vectors = SharedBlock(count: examples * sizes.encoderChannels)
    grids =
      sizes.encoder == .tower ? matrix(wide, examples * quarter.positions) : nil
  }

  /// Bytes an example.
  static func byteCount(_ sizes: Hyperparameters, views: Int) -> Int {
    let positions = sizes.latentHeight * sizes.latentWidth
    let wide = BlockedKernel.blocks(of: sizes.encoderChannels).count
    let narrow = BlockedKernel.blocks(of: sizes.encoderChannels / 2).count
    let grid = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
    let half = LatentGrid(height: 2 * sizes.latentHeight, width: 2 * sizes.latentWidth)
    let plain = BlockedMatrix.count(
      blocks: 4 * (2 * wide + 4 * narrow + 1) + 7 * wide + 12 * narrow + 2, rows: positions)
    let transformed =
      BlockedMatrix.count(points: 64, blocks: wide + narrow, rows: half.tiles)
      + BlockedMatrix.count(points: 64, blocks: 2 * wide + 2 * narrow + 1, rows: grid.tiles)
    return 4 * views * (plain + transformed)
  }

  /// The kernels that are transformed for every batch, by the names of their variables.
  var transformedKernels: [(BlockedKernel, String)] {
    kernels.enumerated().map { ($1, VariableNames.encoder(sizes.encoder, $0).kernel) }
  }

  /// Puts the biases into blocks.
  func arrangeBiases(_ weights: Weights) {
    for (index, kernel) in kernels.enumerated() {
      let source = unsafe weights[VariableNames.encoder(sizes.encoder, index).bias]
      for (block, channels) in kernel.outputs.enumerated() {
        for (lane, channel) in channels.enumerated() {
          unsafe biases[index].base[16 * block + lane] = source[channel]
        }
      }
    }
  }

  /// Encodes all views.
  ///
  /// - Parameters:
  ///   - frames: `[n, views, H, W, 3]`.
  ///   - poses: `[n, views, 7]`.
  ///   - n: how many examples.
  /// - Returns: their representations; valid until the next call.
  func forward(frames: Span<Float>, poses: Span<Float>, examples n: Int) -> Representations {
    let pictures = n * views
    gatherPictures(frames, pictures)
    pointwise(0, squares, half.positions, pictures, rectified: true, into: halves) {
      picture, block in
      unsafe TrainingKernels.transformInput(
        half, halves.address(block: block, row: picture * half.positions), into: inputV[0],
        block: block, row: picture * half.tiles)
    }
    skip(1, halves, inputV[0], half, pictures, branch: firstBranch, into: joined) { _, _ in }
    gatherJoined(poses, pictures)
    pointwise(3, joinedSquares, quarter.positions, pictures, rectified: true, into: posed) {
      picture, block in
      unsafe TrainingKernels.transformInput(
        quarter, posed.address(block: block, row: picture * quarter.positions), into: inputV[1],
        block: block, row: picture * quarter.tiles)
    }
    skip(4, posed, inputV[1], quarter, pictures, branch: secondBranch, into: joinedAgain) {
      picture, block in
      unsafe TrainingKernels.transformInput(
        quarter, joinedAgain.address(block: block, row: picture * quarter.positions),
        into: inputV[2], block: block, row: picture * quarter.tiles)
    }
    convolve(6, inputV[2], quarter, pictures, into: widened) { _, _ in }
    pointwise(7, widened, quarter.positions, pictures, rectified: true, into: tower) { _, _ in }
    return represent(n)
  }

  /// Squares of 2×2 pixels as rows of 12 numbers.
  private func gatherPictures(_ frames: Span<Float>, _ pictures: Int) {
    let (W, colours) = (sizes.imageWidth, Hyperparameters.imageChannels)
    pool.parallelFor(count: pictures) { picture, _ in
      let first = picture * sizes.imageHeight * W * colours
      for position in 0..<half.positions {
        let (y, x) = (2 * (position / half.width), 2 * (position % half.width))
        let row = picture * half.positions + position
        for index in 0..<4 * colours {
          let (tap, colour) = (index / colours, index % colours)
          let pixel = (y + tap / 2) * W + x + tap % 2
          unsafe squares.address(block: index / 16, row: row)[index % 16] =
            frames[first + pixel * colours + colour]
        }
      }
    }
  }

  /// Where a tap of a 2×2 square lies, for each position of the smaller grid.
  func joinedRow(_ picture: Int, _ position: Int, tap: Int) -> Int {
    let (y, x) = (2 * (position / quarter.width), 2 * (position % quarter.width))
    return picture * half.positions + (y + tap / 2) * half.width + x + tap % 2
  }

  /// Squares of 2×2 positions of the first skip block, and the poses behind the channels of the second.
  private func gatherJoined(_ poses: Span<Float>, _ pictures: Int) {
    let poseCount = Hyperparameters.poseChannels
    pool.parallelFor(count: pictures) { picture, _ in
      for position in 0..<quarter.positions {
        let row = picture * quarter.positions + position
        for tap in 0..<4 {
          let source = joinedRow(picture, position, tap: tap)
          for block in 0..<narrow {
            unsafe joinedSquares.address(block: tap * narrow + block, row: row).update(
              from: joined.address(block: block, row: source), count: 16)
          }
        }
        let pose = unsafe posed.address(block: wide, row: row)
        for index in 0..<poseCount {
          unsafe pose[index] = poses[picture * poseCount + index]
        }
      }
      unsafe TrainingKernels.transformInput(
        quarter, posed.address(block: wide, row: picture * quarter.positions), into: inputV[1],
        block: wide, row: picture * quarter.tiles)
    }
  }

  /// A 1×1 layer, or one of stride 2 on its squares.
  private func pointwise(
    _ index: Int, _ input: BlockedMatrix, _ positions: Int, _ pictures: Int, rectified: Bool,
    into output: BlockedMatrix, then finish: (_ picture: Int, _ block: Int) -> Void
  ) {
    let kernel = kernels[index]
    pool.parallelFor(count: kernel.outputPanels * pictures) { task, _ in
      let (panel, picture) = (task / pictures, task % pictures)
      let row = picture * positions
      kernel.multiply(
        input, rows: row..<row + positions, panel: panel, into: output, row: row)
      for block in kernel.outputBlocks(panel) {
        unsafe TrainingKernels.addBias(
          count: positions, biases[index].base + 16 * block, rectify: rectified,
          to: output.address(block: block, row: row))
        finish(picture, block)
      }
    }
  }

  /// A 3×3 layer with a ReLU.
  private func convolve(
    _ index: Int, _ input: BlockedMatrix, _ grid: LatentGrid, _ pictures: Int,
    into output: BlockedMatrix, then finish: (_ picture: Int, _ panel: Int) -> Void
  ) {
    let kernel = kernels[index]
    let groups = PictureGroups.of(pictures, tiles: grid.tiles)
    pool.parallelFor(count: kernel.outputPanels * groups.count) { task, worker in
      let (panel, group) = (task / groups.count, groups[task % groups.count])
      let rows = group.lowerBound * grid.tiles..<group.upperBound * grid.tiles
      let products = unsafe scratch.base(worker)
      unsafe kernel.multiply(input, rows: rows, panel: panel, into: products)
      for picture in group {
        let tile = (picture - group.lowerBound) * grid.tiles
        for (position, block) in kernel.outputBlocks(panel).enumerated() {
          unsafe TrainingKernels.output(
            grid, products: products + tile * WinogradKernels.panel + position * 16,
            pointStride: rows.count * WinogradKernels.panel, bias: biases[index].base + 16 * block,
            rectify: true, into: output.address(block: block, row: picture * grid.positions))
        }
        finish(picture, panel)
      }
    }
  }

  /// Layers `index` (1×1) and `index + 1` (3×3, rectified), and their sum.
  private func skip(
    _ index: Int, _ input: BlockedMatrix, _ transformed: BlockedMatrix, _ grid: LatentGrid,
    _ pictures: Int, branch: BlockedMatrix, into sum: BlockedMatrix,
    then finish: (_ picture: Int, _ block: Int) -> Void
  ) {
    let kernel = kernels[index]
    convolve(index + 1, transformed, grid, pictures, into: branch) { picture, panel in
      let row = picture * grid.positions
      kernel.multiply(
        input, rows: row..<row + grid.positions, panel: panel, into: sum, row: row)
      for block in kernel.outputBlocks(panel) {
        let target = unsafe sum.address(block: block, row: row)
        unsafe TrainingKernels.addBias(
          count: grid.positions, biases[index].base + 16 * block, to: target)
        unsafe TrainingKernels.add(
          count: grid.positions, target, branch.address(block: block, row: row), into: target)
        finish(picture, block)
      }
    }
  }

  /// The sum over the views, or of their means over positions.
  private func represent(_ n: Int) -> Representations {
    let (positions, E) = (quarter.positions, sizes.encoderChannels)
    if let grids {
      pool.parallelFor(count: n * wide) { task, _ in
        let (example, block) = (task / wide, task % wide)
        let target = unsafe grids.address(block: block, row: example * positions)
        unsafe target.update(repeating: 0, count: positions * 16)
        for view in 0..<views {
          let row = (example * views + view) * positions
          unsafe TrainingKernels.add(
            count: positions, target, tower.address(block: block, row: row), into: target)
        }
      }
      return Representations(grids: grids)
    }
    pool.parallelFor(count: n) { example, _ in
      for block in 0..<wide {
        var sums = [Double](repeating: 0, count: 16)
        unsafe TrainingKernels.sum(
          count: views * positions,
          tower.address(block: block, row: example * views * positions), into: &sums)
        for lane in 0..<min(16, E - 16 * block) {
          unsafe vectors.base[example * E + 16 * block + lane] = Float(
            sums[lane] / Double(positions))
        }
      }
    }
    return Representations(vectors: vectors)
  }
}
