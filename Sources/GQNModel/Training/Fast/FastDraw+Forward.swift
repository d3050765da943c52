internal import Kernels
internal import Tensors

extension FastDraw {
  /// Runs all steps; the constants are there.
  ///
  /// - Parameters:
  ///   - n: how many examples.
  ///   - targetFrames: the target pictures, `[n, H, W, 3]`.
  ///   - noise: ε.
  ///   - objective: which prior.
  func forward(
    examples n: Int, targetFrames: Span<Float>, noise: TrainingNetwork.Noise, objective: Objective
  ) {
    arrangeTargets(targetFrames, n)
    draw(noise, n)
    let groups = PictureGroups.of(n, tiles: grid.tiles)
    look(n)
    for step in 0..<steps {
      view(step, n, groups)
      infer(step, n, groups)
      if objective == .paper && step > 0 {
        describePrior(step, n, groups, objective)
      }
      drawLatent(step, n, groups)
      generate(step, n, groups, objective)
      if objective == .tfGQN {
        describePrior(step, n, groups, objective)
      }
    }
  }

  /// The 48 numbers of the 4×4 pixels of each position, by blocks.
  private func arrangeTargets(_ frames: Span<Float>, _ n: Int) {
    pool.parallelFor(count: n) { example, _ in
      forEachPictureNumber(channels: CanvasAlgebra.colours) { position, column, pixel in
        let number = frames[example * sizes.imageHeight * sizes.imageWidth * 3 + pixel]
        let row = example * grid.positions + position
        unsafe targets.address(block: column / 16, row: row)[column % 16] = number
      }
    }
  }

  /// Calls a function with each position, number of its square, and number of the picture.
  ///
  /// The picture has so many channels a pixel; all numbers of the squares are meant where nothing else is said.
  func forEachPictureNumber(
    channels colours: Int, columns: Range<Int>? = nil,
    _ body: (_ position: Int, _ column: Int, _ number: Int) -> Void
  ) {
    let side = Hyperparameters.canvasStride
    // Where a number of a square lies from the square's first one on.
    let places = (columns ?? 0..<CanvasAlgebra.pixels * colours).map { column in
      let (pixel, colour) = (column / colours, column % colours)
      return (column, (pixel / side * sizes.imageWidth + pixel % side) * colours + colour)
    }
    for position in 0..<grid.positions {
      let (top, left) = (position / grid.width * side, position % grid.width * side)
      let first = (top * sizes.imageWidth + left) * colours
      for (column, place) in places {
        body(position, column, first + place)
      }
    }
  }

  /// ε of all steps, by blocks.
  private func draw(_ source: TrainingNetwork.Noise, _ n: Int) {
    let Z = sizes.latentChannels
    pool.parallelFor(count: steps * n) { task, _ in
      var epsilon = Tensor([grid.positions, Z])
      var writable = epsilon.mutableSpan
      source(task % n, task / n, &writable)
      let values = epsilon.span
      let row = row(task / n, task % n, n)
      for block in 0..<latent {
        let target = unsafe noise.address(block: block, row: row)
        let count = min(16, Z - 16 * block)
        for position in 0..<grid.positions {
          for lane in 0..<count {
            unsafe target[position * 16 + lane] = values[position * Z + 16 * block + lane]
          }
        }
      }
    }
  }

  /// What the inference core sees of the targets.
  private func look(_ n: Int) {
    pool.parallelFor(count: canvas.looking.outputPanels * n) { task, _ in
      let row = task % n * grid.positions
      canvas.looking.multiply(
        targets, rows: row..<row + grid.positions, panel: task / n, into: looks, row: row)
    }
  }

  /// x: the inference core's hidden state, plus what it sees of target and canvas; transformed.
  private func view(_ step: Int, _ n: Int, _ groups: [Range<Int>]) {
    let positions = grid.positions
    unsafe forEach(canvas.painting.outputPanels, groups) { panel, group, bias in
      let blocks = canvas.painting.outputBlocks(panel)
      for example in group {
        let row = example * positions
        for block in blocks {
          let x = unsafe views.address(block: block, row: row)
          guard step > 0 else {
            unsafe x.update(from: looks.address(block: block, row: row), count: positions * 16)
            continue
          }
          unsafe TrainingKernels.add(
            count: positions, looks.address(block: block, row: row),
            inferred.address(block: block, row: row), into: x)
          for lane in 0..<16 {
            unsafe bias[lane] = Float(step) * canvas.seenBias.base[16 * block + lane]
          }
          unsafe TrainingKernels.addBias(count: positions, bias, to: x)
        }
        if step > 0 {
          let before = self.row(step - 1, example, n)
          canvas.painting.multiply(
            sums, rows: before..<before + positions, panel: panel, accumulate: true, into: views,
            row: row)
        }
        for block in blocks {
          unsafe TrainingKernels.transformInput(
            grid, views.address(block: block, row: row), into: inputV, block: block,
            row: tiles(step, example..<example + 1, n).lowerBound)
        }
      }
    }
  }

  /// The inference core's gates and next state.
  private func infer(_ step: Int, _ n: Int, _ groups: [Range<Int>]) {
    let core = GateConstants.inference
    unsafe forEach(hidden, groups) { block, group, products in
      let rows = tiles(step, group, n)
      unsafe inputToInference.multiply(inputV, rows: rows, panel: block, into: products)
      if step > 0 {
        unsafe generatedToInference.multiply(
          generatedV, rows: tiles(step - 1, group, n), panel: block, accumulate: true,
          into: products)
      }
      for example in group {
        let tile = (example - group.lowerBound) * grid.tiles
        let state = unsafe inferred.address(block: block, row: example * grid.positions)
        unsafe TrainingKernels.gates(
          grid, products: products + tile * WinogradKernels.panel,
          pointStride: rows.count * WinogradKernels.panel,
          gateStep(core, step, block, example, n), hidden: state, sumBefore: nil, sum: nil)
        unsafe TrainingKernels.transformInput(
          grid, state, into: inferredV, block: block, row: rows.lowerBound + tile)
      }
    }
  }

  /// Where a core's step of a block of channels of an example is kept.
  func gateStep(
    _ core: Int, _ step: Int, _ block: Int, _ example: Int, _ n: Int
  ) -> TrainingKernels.GateStep {
    let row = row(step, example, n)
    return unsafe TrainingKernels.GateStep(
      constants: constants.values(core, block: block, example: example),
      gates: gates(core, block: block, row: row), cell: cells[core].address(block: block, row: row),
      cellBefore: step == 0
        ? nil
        : UnsafePointer(
          cells[core].address(block: block, row: self.row(step - 1, example, n))))
  }

  /// eta of a panel of latent channels for a group.
  private func describe(
    _ kernel: BlockedKernel, _ bias: SharedBlock, _ matrix: BlockedMatrix, rows: Range<Int>,
    panel: Int, _ products: UnsafeMutablePointer<Float>, step: Int, _ group: Range<Int>, _ n: Int,
    into eta: BlockedMatrix
  ) {
    unsafe kernel.multiply(matrix, rows: rows, panel: panel, into: products)
    for example in group {
      let tile = (example - group.lowerBound) * grid.tiles
      for (index, block) in kernel.outputBlocks(panel).enumerated() {
        unsafe TrainingKernels.output(
          grid, products: products + tile * WinogradKernels.panel + index * 16,
          pointStride: rows.count * WinogradKernels.panel, bias: bias.base + block * 16,
          into: eta.address(block: block, row: row(step, example, n)))
      }
    }
  }

  /// The prior that the posterior of a step is compared with.
  private func describePrior(
    _ step: Int, _ n: Int, _ groups: [Range<Int>], _ objective: Objective
  ) {
    unsafe forEach(prior.outputPanels, groups) { panel, group, products in
      unsafe describe(
        prior, priorBias, generatedV,
        rows: tiles(priorState(step, objective), group, n), panel: panel, products, step: step,
        group, n, into: etaP)
    }
  }

  /// The posterior, and z drawn from it; transformed.
  private func drawLatent(_ step: Int, _ n: Int, _ groups: [Range<Int>]) {
    unsafe forEach(posterior.outputPanels, groups) { panel, group, products in
      let rows = tiles(step, group, n)
      unsafe describe(
        posterior, posteriorBias, inferredV, rows: rows, panel: panel, products, step: step,
        group, n, into: etaQ)
      let z = unsafe blocks(behind: products, of: group)
      for block in 2 * panel..<min(2 * panel + 2, latent) {
        for example in group {
          let row = row(step, example, n)
          unsafe TrainingKernels.latent(
            count: grid.positions, mean: etaQ.address(block: 2 * block, row: row),
            deviation: etaQ.address(block: 2 * block + 1, row: row),
            noise: noise.address(block: block, row: row), into: z)
          unsafe TrainingKernels.transformInput(
            grid, z, into: latentV, block: block,
            row: rows.lowerBound + (example - group.lowerBound) * grid.tiles)
        }
      }
    }
  }

  /// The generator's gates, next state, and its sum; transformed.
  private func generate(
    _ step: Int, _ n: Int, _ groups: [Range<Int>], _ objective: Objective
  ) {
    let core = GateConstants.generator
    let isUsed = step + 1 < steps || objective == .tfGQN
    unsafe forEach(hidden, groups) { block, group, products in
      let rows = tiles(step, group, n)
      unsafe latentToGenerator.multiply(latentV, rows: rows, panel: block, into: products)
      if step > 0 {
        unsafe hiddenToGenerator.multiply(
          generatedV, rows: tiles(step - 1, group, n), panel: block, accumulate: true,
          into: products)
      }
      let state = unsafe blocks(behind: products, of: group)
      for example in group {
        let tile = (example - group.lowerBound) * grid.tiles
        let row = row(step, example, n)
        unsafe TrainingKernels.gates(
          grid, products: products + tile * WinogradKernels.panel,
          pointStride: rows.count * WinogradKernels.panel,
          gateStep(core, step, block, example, n), hidden: state,
          sumBefore: step == 0
            ? nil
            : UnsafePointer(sums.address(block: block, row: self.row(step - 1, example, n))),
          sum: sums.address(block: block, row: row))
        if isUsed {
          unsafe TrainingKernels.transformInput(
            grid, state, into: generatedV, block: block, row: rows.lowerBound + tile)
        }
      }
    }
  }

  /// KL(q ‖ π) of each step, summed over the examples.
  func divergences(examples n: Int, objective: Objective) -> [Double] {
    var values = [Double](repeating: 0, count: steps * n)
    unsafe values.withUnsafeMutableBufferPointer { values in
      pool.parallelFor(count: steps * n) { task, _ in
        let (step, example) = (task / n, task % n)
        for block in 0..<latent {
          let prior = unsafe priorEta(block, step, example, n, objective)
          let row = row(step, example, n)
          unsafe values[task] += TrainingKernels.divergence(
            count: grid.positions,
            posterior: (
              UnsafePointer(etaQ.address(block: 2 * block, row: row)),
              UnsafePointer(etaQ.address(block: 2 * block + 1, row: row))
            ), prior: prior, priorIsConstant: priorIsBias(step, objective))
        }
      }
    }
    return (0..<steps).map { step in (0..<n).reduce(0) { $0 + values[step * n + $1] } }
  }

  /// μ and s of the prior of a step.
  func priorEta(
    _ block: Int, _ step: Int, _ example: Int, _ n: Int, _ objective: Objective
  ) -> (mean: UnsafePointer<Float>, deviation: UnsafePointer<Float>) {
    if priorIsBias(step, objective) {
      let bias = unsafe priorBias.base + 2 * block * WinogradKernels.block
      return unsafe (UnsafePointer(bias), UnsafePointer(bias + WinogradKernels.block))
    }
    let row = row(step, example, n)
    return unsafe (
      UnsafePointer(etaP.address(block: 2 * block, row: row)),
      UnsafePointer(etaP.address(block: 2 * block + 1, row: row))
    )
  }

  /// What is painted after a step, `[n, H, W, 3]`, or more channels with a colour path.
  func paint(
    after step: Int, examples n: Int, into images: UnsafeMutablePointer<Float>
  ) {
    let painted = sizes.paintedChannels
    let numbers = sizes.imageHeight * sizes.imageWidth * painted
    // The constant holds the canvas's bias of all steps; a preview has those of the first ones.
    let isLast = step + 1 == steps
    let correction = canvas.biasPicture.map { isLast ? 0 : Float(step + 1 - steps) * $0 }
    pool.parallelFor(count: n) { example, worker in
      let squares = unsafe scratch.base(worker)
      let row = row(step, example, n)
      let image = unsafe images + example * numbers
      for panel in 0..<canvas.picture.outputPanels {
        unsafe canvas.picture.multiply(
          sums, rows: row..<row + grid.positions, panel: panel, into: squares)
        let first = panel * WinogradKernels.panel
        let last = min(first + WinogradKernels.panel, CanvasAlgebra.pixels * painted)
        forEachPictureNumber(channels: painted, columns: first..<last) { position, column, number in
          unsafe image[number] =
            squares[position * WinogradKernels.panel + column - first]
            + canvas.pictureConstant.base[column] + correction[column % painted]
        }
      }
    }
  }
}
