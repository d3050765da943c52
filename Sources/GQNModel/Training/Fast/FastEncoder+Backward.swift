internal import Kernels
internal import Tensors

extension FastEncoder {
  /// Goes back to the variables.
  ///
  /// - Parameters:
  ///   - representations: the gradients of what ``forward(frames:poses:examples:)`` gave.
  ///   - n: how many examples.
  ///   - gradients: of the variables; biases are added here.
  ///   - later: is given what the gradients of kernels are products of.
  func backward(
    _ representations: Representations, examples n: Int, to gradients: WeightGradients,
    later: (KernelGradient) -> Void
  ) {
    let pictures = n * views
    spread(representations, pictures)
    pointwiseBackward(7, towerGradient, quarter.positions, pictures, into: wideGradient)
    mask(widened, wideGradient, quarter, pictures, into: wideGradient, transformed: 2)
    convolveBackward(6, 2, quarter, pictures, base: nil, into: joinedAgainGradient)
    mask(
      secondBranch, joinedAgainGradient, quarter, pictures, into: secondBranchGradient,
      transformed: 1)
    pointwiseBackward(4, joinedAgainGradient, quarter.positions, pictures, into: posedGradient)
    convolveBackward(5, 1, quarter, pictures, base: posedGradient, into: posedGradient)
    // The first blocks of `posed` are layer 3's outputs.
    mask(posed, posedGradient, quarter, pictures, into: quarterGradient, transformed: nil)
    squaresBackward(pictures)
    mask(firstBranch, joinedGradient, half, pictures, into: branchGradient, transformed: 0)
    pointwiseBackward(1, joinedGradient, half.positions, pictures, into: halfGradient)
    convolveBackward(2, 0, half, pictures, base: halfGradient, into: halfGradient)
    mask(halves, halfGradient, half, pictures, into: halfGradient, transformed: nil)
    collect(pictures, gradients, later)
  }

  /// By the representation to the last layer's outputs before their ReLU.
  private func spread(_ representations: Representations, _ pictures: Int) {
    let (positions, E) = (quarter.positions, sizes.encoderChannels)
    pool.parallelFor(count: pictures * wide) { task, _ in
      let (picture, block) = (task / wide, task % wide)
      let row = picture * positions
      let target = unsafe towerGradient.address(block: block, row: row)
      if let vectors = representations.vectors {
        let source = unsafe vectors.base + picture / views * E + 16 * block
        for lane in 0..<16 {
          let share = unsafe 16 * block + lane < E ? source[lane] / Float(positions) : 0
          for position in 0..<positions {
            unsafe target[16 * position + lane] = share
          }
        }
      } else if let grids = representations.grids {
        unsafe target.update(
          from: grids.address(block: block, row: picture / views * positions),
          count: positions * 16)
      }
      unsafe TrainingKernels.rectifyBackward(
        count: positions, rectified: tower.address(block: block, row: row), target, into: target)
    }
  }

  /// The input's gradient of a 1×1 layer, or of one of stride 2 by its squares.
  private func pointwiseBackward(
    _ index: Int, _ outputGradient: BlockedMatrix, _ positions: Int, _ pictures: Int,
    into inputGradient: BlockedMatrix
  ) {
    let kernel = kernels[index]
    pool.parallelFor(count: kernel.inputPanels * pictures) { task, _ in
      let row = task % pictures * positions
      kernel.multiplyTransposed(
        outputGradient, rows: row..<row + positions, panel: task / pictures, into: inputGradient,
        row: row)
    }
  }

  /// The gradient before a ReLU, transformed if a 3×3 layer gave what was rectified.
  private func mask(
    _ rectified: BlockedMatrix, _ gradient: BlockedMatrix, _ grid: LatentGrid, _ pictures: Int,
    into result: BlockedMatrix, transformed: Int?
  ) {
    pool.parallelFor(count: result.blocks * pictures) { task, _ in
      let (block, picture) = (task / pictures, task % pictures)
      let row = picture * grid.positions
      let target = unsafe result.address(block: block, row: row)
      unsafe TrainingKernels.rectifyBackward(
        count: grid.positions, rectified: rectified.address(block: block, row: row),
        gradient.address(block: block, row: row), into: target)
      if let transformed {
        unsafe TrainingKernels.outputAdjoint(
          grid, target, into: outputGradients[transformed], block: block,
          row: picture * grid.tiles)
      }
    }
  }

  /// The input's gradient of a 3×3 layer, plus what came another way.
  private func convolveBackward(
    _ index: Int, _ place: Int, _ grid: LatentGrid, _ pictures: Int, base: BlockedMatrix?,
    into inputGradient: BlockedMatrix
  ) {
    let kernel = kernels[index]
    let groups = PictureGroups.of(pictures, tiles: grid.tiles)
    pool.parallelFor(count: kernel.inputPanels * groups.count) { task, worker in
      let (panel, group) = (task / groups.count, groups[task % groups.count])
      let rows = group.lowerBound * grid.tiles..<group.upperBound * grid.tiles
      let products = unsafe scratch.base(worker)
      unsafe kernel.multiplyTransposed(
        outputGradients[place], rows: rows, panel: panel, into: products)
      for picture in group {
        let tile = (picture - group.lowerBound) * grid.tiles
        let row = picture * grid.positions
        for (position, block) in kernel.inputBlocks(panel).enumerated() {
          unsafe TrainingKernels.inputAdjoint(
            grid, products: products + tile * WinogradKernels.panel + position * 16,
            pointStride: rows.count * WinogradKernels.panel,
            base: base.map { unsafe UnsafePointer($0.address(block: block, row: row)) },
            into: inputGradient.address(block: block, row: row))
        }
      }
    }
  }

  /// Layer 3, and its squares back to where they were gathered.
  private func squaresBackward(_ pictures: Int) {
    let kernel = kernels[3]
    pool.parallelFor(count: pictures) { picture, _ in
      let row = picture * quarter.positions
      for panel in 0..<kernel.inputPanels {
        kernel.multiplyTransposed(
          quarterGradient, rows: row..<row + quarter.positions, panel: panel,
          into: joinedSquaresGradient, row: row)
      }
      for position in 0..<quarter.positions {
        for tap in 0..<4 {
          let target = joinedRow(picture, position, tap: tap)
          for block in 0..<narrow {
            unsafe joinedGradient.address(block: block, row: target).update(
              from: joinedSquaresGradient.address(
                block: tap * narrow + block, row: row + position), count: 16)
          }
        }
      }
    }
  }

  /// Adds the gradients of biases, and hands on what those of kernels are products of.
  private func collect(
    _ pictures: Int, _ gradients: WeightGradients, _ later: (KernelGradient) -> Void
  ) {
    let (small, large) = (pictures * quarter.positions, pictures * half.positions)
    let inputs = [
      squares, halves, inputV[0], joinedSquares, posed, inputV[1], inputV[2], widened,
    ]
    let outputs = [
      halfGradient, joinedGradient, outputGradients[0], quarterGradient, joinedAgainGradient,
      outputGradients[1], outputGradients[2], towerGradient,
    ]
    let plain = [
      halfGradient, joinedGradient, branchGradient, quarterGradient, joinedAgainGradient,
      secondBranchGradient, wideGradient, towerGradient,
    ]
    let rows = [large, large, large, small, small, small, small, small]
    let tiles = [
      2: pictures * half.tiles, 5: pictures * quarter.tiles, 6: pictures * quarter.tiles,
    ]
    for index in kernels.indices {
      let names = VariableNames.encoder(sizes.encoder, index)
      later(
        KernelGradient(
          kernel: kernels[index], inputs: inputs[index], firstRow: 0, gradients: outputs[index],
          firstGradientRow: 0, count: tiles[index] ?? rows[index], name: names.kernel))
    }
    let parts = kernels.indices.flatMap { index in
      kernels[index].outputs.indices.map { (index, $0) }
    }
    pool.parallelFor(count: parts.count) { part, _ in
      let (index, block) = parts[part]
      let target = unsafe gradients[VariableNames.encoder(sizes.encoder, index).bias]
      var sums = [Double](repeating: 0, count: 16)
      unsafe TrainingKernels.sum(
        count: rows[index], plain[index].address(block: block), into: &sums)
      for (lane, channel) in kernels[index].outputs[block].enumerated() {
        unsafe target[channel] += Float(sums[lane])
      }
    }
  }
}
