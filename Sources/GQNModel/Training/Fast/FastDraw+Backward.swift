internal import Kernels
internal import Tensors

extension FastDraw {
  /// Goes back through all steps.
  ///
  /// - Parameters:
  ///   - n: how many examples.
  ///   - imageGradients: of what is painted, `[n, H, W, 3]`, or more channels with a colour path.
  ///   - klWeight: the loss's derivative by an example's KL(q ‖ π).
  ///   - objective: which prior.
  ///   - gradients: of the variables; biases are added here.
  ///   - later: is given what the gradients of kernels are products of.
  func backward(
    examples n: Int, imageGradients: UnsafePointer<Float>, klWeight: Float, objective: Objective,
    to gradients: WeightGradients, later: (KernelGradient) -> Void
  ) {
    let groups = PictureGroups.of(n, tiles: grid.tiles)
    unsafe pictureBackward(imageGradients, n)
    divergenceBackward(klWeight, objective, n)
    if objective == .tfGQN {
      hiddenBackward(after: steps - 1, n, groups, objective)
    }
    for step in (0..<steps).reversed() {
      generatorBackward(step, n, groups, objective)
      latentBackward(step, n, groups)
      posteriorBackward(step, n, groups)
      inferenceBackward(step, n, groups)
      inputBackward(step, n, groups)
      guard step > 0 else { break }
      sumBackward(step, n)
      hiddenBackward(after: step - 1, n, groups, objective)
    }
    collect(n, objective, gradients, later)
  }

  /// By the picture to s of the last step.
  private func pictureBackward(_ images: UnsafePointer<Float>, _ n: Int) {
    let numbers = sizes.imageHeight * sizes.imageWidth * sizes.paintedChannels
    pool.parallelFor(count: n) { example, _ in
      let image = unsafe images + example * numbers
      let row = example * grid.positions
      forEachPictureNumber(channels: sizes.paintedChannels) { position, column, number in
        unsafe pictureGradients.address(block: column / 16, row: row + position)[column % 16] =
          image[number]
      }
      for panel in 0..<canvas.picture.inputPanels {
        canvas.picture.multiplyTransposed(
          pictureGradients, rows: row..<row + grid.positions, panel: panel, into: sumGradient,
          row: row)
      }
    }
  }

  /// By the divergence to eta of posterior and prior, of all steps.
  private func divergenceBackward(_ weight: Float, _ objective: Objective, _ n: Int) {
    pool.parallelFor(count: steps * n) { task, _ in
      let (step, example) = (task / n, task % n)
      let row = row(step, example, n)
      for block in 0..<latent {
        unsafe TrainingKernels.divergenceBackward(
          count: grid.positions,
          posterior: (
            UnsafePointer(etaQ.address(block: 2 * block, row: row)),
            UnsafePointer(etaQ.address(block: 2 * block + 1, row: row))
          ), prior: priorEta(block, step, example, n, objective),
          priorIsConstant: priorIsBias(step, objective), weight: weight,
          intoPosterior: (
            etaQGradients.address(block: 2 * block, row: row),
            etaQGradients.address(block: 2 * block + 1, row: row)
          ),
          intoPrior: (
            etaPGradients.address(block: 2 * block, row: row),
            etaPGradients.address(block: 2 * block + 1, row: row)
          ))
        for part in 2 * block..<2 * block + 2 {
          unsafe TrainingKernels.outputAdjoint(
            grid, etaPGradients.address(block: part, row: row), into: priorGradients, block: part,
            row: tiles(step, example..<example + 1, n).lowerBound)
        }
      }
    }
  }

  /// The generator's gates.
  private func generatorBackward(
    _ step: Int, _ n: Int, _ groups: [Range<Int>], _ objective: Objective
  ) {
    let isLast = step + 1 == steps
    let hasHidden = !isLast || objective == .tfGQN
    gatesBackward(
      GateConstants.generator, step, n, groups, hasHidden: hasHidden, sumGradient: sumGradient)
  }

  /// The inference core's gates.
  private func inferenceBackward(_ step: Int, _ n: Int, _ groups: [Range<Int>]) {
    gatesBackward(
      GateConstants.inference, step, n, groups, hasHidden: true, sumGradient: nil)
  }

  private func gatesBackward(
    _ core: Int, _ step: Int, _ n: Int, _ groups: [Range<Int>], hasHidden: Bool,
    sumGradient: BlockedMatrix?
  ) {
    unsafe forEach(hidden, groups) { block, group, _ in
      for example in group {
        let row = example * grid.positions
        var kept = gateStep(core, step, block, example, n)
        unsafe kept.constants = constants.gradient(core, block: block, example: example)
        unsafe TrainingKernels.gatesBackward(
          grid, kept,
          hiddenGradient: hasHidden
            ? UnsafePointer(hiddenGradients[core].address(block: block, row: row)) : nil,
          sumGradient: sumGradient.map { unsafe UnsafePointer($0.address(block: block, row: row)) },
          cellGradient: cellGradients[core].address(block: block, row: row),
          isFirst: step + 1 == steps, into: gateGradients[core], block: 4 * block,
          row: tiles(step, example..<example + 1, n).lowerBound)
      }
    }
  }

  /// Ends the gradient of a convolution's input for a group.
  private func endInput(
    _ kernel: BlockedKernel, panel: Int, _ products: UnsafeMutablePointer<Float>,
    _ group: Range<Int>, base: (Int, Int) -> UnsafePointer<Float>?,
    into target: (Int, Int) -> UnsafeMutablePointer<Float>
  ) {
    let rows = group.count * grid.tiles
    for example in group {
      let tile = (example - group.lowerBound) * grid.tiles
      for (index, block) in kernel.inputBlocks(panel).enumerated() {
        unsafe TrainingKernels.inputAdjoint(
          grid, products: products + tile * WinogradKernels.panel + index * 16,
          pointStride: rows * WinogradKernels.panel, base: base(block, example),
          into: target(block, example))
      }
    }
  }

  /// z, and with it the posterior's eta; transformed.
  private func latentBackward(_ step: Int, _ n: Int, _ groups: [Range<Int>]) {
    unsafe forEach(latentToGenerator.inputPanels, groups) { panel, group, products in
      let rows = tiles(step, group, n)
      unsafe latentToGenerator.multiplyTransposed(
        gateGradients[GateConstants.generator], rows: rows, panel: panel, into: products)
      let z = unsafe blocks(behind: products, of: group)
      for example in group {
        let tile = (example - group.lowerBound) * grid.tiles
        let row = row(step, example, n)
        for (index, block) in latentToGenerator.inputBlocks(panel).enumerated() {
          unsafe TrainingKernels.inputAdjoint(
            grid, products: products + tile * WinogradKernels.panel + index * 16,
            pointStride: rows.count * WinogradKernels.panel, base: nil, into: z)
          unsafe TrainingKernels.latentBackward(
            count: grid.positions, deviation: etaQ.address(block: 2 * block + 1, row: row),
            noise: noise.address(block: block, row: row), gradient: z,
            intoMean: etaQGradients.address(block: 2 * block, row: row),
            intoDeviation: etaQGradients.address(block: 2 * block + 1, row: row))
          for part in 2 * block..<2 * block + 2 {
            unsafe TrainingKernels.outputAdjoint(
              grid, etaQGradients.address(block: part, row: row), into: posteriorGradients,
              block: part, row: rows.lowerBound + tile)
          }
        }
      }
    }
  }

  /// The inference core's hidden state after a step: by the posterior, and by x of the step after it.
  private func posteriorBackward(_ step: Int, _ n: Int, _ groups: [Range<Int>]) {
    unsafe forEach(posterior.inputPanels, groups) { panel, group, products in
      unsafe posterior.multiplyTransposed(
        posteriorGradients, rows: tiles(step, group, n), panel: panel, into: products)
      unsafe endInput(
        posterior, panel: panel, products, group,
        base: { block, example in
          step + 1 == steps
            ? nil
            : unsafe UnsafePointer(
              inputGradients.address(block: block, row: row(step + 1, example, n)))
        },
        into: { block, example in
          unsafe hiddenGradients[GateConstants.inference].address(
            block: block, row: example * grid.positions)
        })
    }
  }

  /// x of a step.
  private func inputBackward(_ step: Int, _ n: Int, _ groups: [Range<Int>]) {
    unsafe forEach(inputToInference.inputPanels, groups) { panel, group, products in
      unsafe inputToInference.multiplyTransposed(
        gateGradients[GateConstants.inference], rows: tiles(step, group, n), panel: panel,
        into: products)
      unsafe endInput(
        inputToInference, panel: panel, products, group, base: { _, _ in nil },
        into: { block, example in
          unsafe inputGradients.address(block: block, row: row(step, example, n))
        })
    }
  }

  /// s before a step, by what the inference core saw.
  private func sumBackward(_ step: Int, _ n: Int) {
    pool.parallelFor(count: canvas.painting.inputPanels * n) { task, _ in
      let (panel, example) = (task / n, task % n)
      let row = row(step, example, n)
      canvas.painting.multiplyTransposed(
        inputGradients, rows: row..<row + grid.positions, panel: panel, accumulate: true,
        into: sumGradient, row: example * grid.positions)
    }
  }

  /// The generator's hidden state after a step: by the gates of both cores in the next one, and by the prior.
  private func hiddenBackward(
    after step: Int, _ n: Int, _ groups: [Range<Int>], _ objective: Objective
  ) {
    let next = step + 1
    // The step whose prior is taken from this state.
    let priorStep = objective == .paper ? next : step
    unsafe forEach(prior.inputPanels, groups) { panel, group, products in
      unsafe prior.multiplyTransposed(
        priorGradients, rows: tiles(priorStep, group, n), panel: panel, into: products)
      if next < steps {
        let rows = tiles(next, group, n)
        unsafe hiddenToGenerator.multiplyTransposed(
          gateGradients[GateConstants.generator], rows: rows, panel: panel, accumulate: true,
          into: products)
        unsafe generatedToInference.multiplyTransposed(
          gateGradients[GateConstants.inference], rows: rows, panel: panel, accumulate: true,
          into: products)
      }
      unsafe endInput(
        prior, panel: panel, products, group, base: { _, _ in nil },
        into: { block, example in
          unsafe hiddenGradients[GateConstants.generator].address(
            block: block, row: example * grid.positions)
        })
    }
  }
}

// MARK: - Gradients of variables

extension FastDraw {
  /// Adds the gradients of biases, and hands on what those of kernels are products of.
  private func collect(
    _ n: Int, _ objective: Objective, _ gradients: WeightGradients,
    _ later: (KernelGradient) -> Void
  ) {
    addEtaBias(etaQGradients, VariableNames.posterior.bias, n, gradients)
    addEtaBias(etaPGradients, VariableNames.prior.bias, n, gradients)
    collectSeenBias(n)
    collectColours(n)
    let (all, positions) = (steps * n, grid.positions)
    func kernel(
      _ kernel: BlockedKernel, _ inputs: BlockedMatrix, _ gradients: BlockedMatrix, _ name: String,
      shifted: Bool = false
    ) {
      // Where the input is the state before the step, the first step has none.
      let count = shifted ? (steps - 1) * n : all
      later(
        KernelGradient(
          kernel: kernel, inputs: inputs, firstRow: 0, gradients: gradients,
          firstGradientRow: (all - count) * grid.tiles, count: count * grid.tiles, name: name))
    }
    let (generator, inference) = (gateGradients[0], gateGradients[1])
    kernel(inputToInference, inputV, inference, VariableNames.inferenceHidden.kernel)
    kernel(
      generatedToInference, generatedV, inference, VariableNames.inferenceGenerated.kernel,
      shifted: true)
    kernel(
      hiddenToGenerator, generatedV, generator, VariableNames.hidden.kernel, shifted: true)
    kernel(latentToGenerator, latentV, generator, VariableNames.latent.kernel)
    kernel(posterior, inferredV, posteriorGradients, VariableNames.posterior.kernel)
    kernel(
      prior, generatedV, priorGradients, VariableNames.prior.kernel,
      shifted: objective == .paper)
    canvasGradients(n, positions)
  }

  /// The bias of an eta layer: the sum over all steps, examples and positions.
  private func addEtaBias(
    _ eta: BlockedMatrix, _ name: String, _ n: Int, _ gradients: WeightGradients
  ) {
    let target = unsafe gradients[name]
    for (index, block) in sizes.etaBlocks.enumerated() {
      var sums = [Double](repeating: 0, count: 16)
      unsafe TrainingKernels.sum(
        count: steps * n * grid.positions, eta.address(block: index), into: &sums)
      for (lane, channel) in block.enumerated() {
        unsafe target[channel] += Float(sums[lane])
      }
    }
  }

  /// m's gradient: x of step t has it t times.
  private func collectSeenBias(_ n: Int) {
    pool.parallelFor(count: hidden) { block, _ in
      var total = [Double](repeating: 0, count: 16)
      for step in 1..<max(steps, 1) {
        var sums = [Double](repeating: 0, count: 16)
        unsafe TrainingKernels.sum(
          count: n * grid.positions, inputGradients.address(block: block, row: row(step, 0, n)),
          into: &sums)
        for lane in 0..<16 {
          total[lane] += Double(step) * sums[lane]
        }
      }
      for lane in 0..<16 {
        unsafe canvas.seenBiasGradient.base[16 * block + lane] += Float(total[lane])
      }
    }
  }

  /// The gradient of each colour's constant.
  private func collectColours(_ n: Int) {
    for block in 0..<pictureGradients.blocks {
      var sums = [Double](repeating: 0, count: 16)
      unsafe TrainingKernels.sum(
        count: n * grid.positions, pictureGradients.address(block: block), into: &sums)
      for lane in 0..<16 {
        let colour = (16 * block + lane) % sizes.paintedChannels
        unsafe canvas.colourGradient.base[colour] += Float(sums[lane])
      }
    }
  }

  /// The gradients of the three matrices by which pictures and states are multiplied.
  private func canvasGradients(_ n: Int, _ positions: Int) {
    // What the targets are multiplied by is the same in every step.
    pool.parallelFor(count: hidden) { block, _ in
      let total = unsafe looks.address(block: block)
      unsafe total.update(from: inputGradients.address(block: block), count: n * positions * 16)
      for step in 1..<max(steps, 1) {
        unsafe TrainingKernels.add(
          count: n * positions, total, inputGradients.address(block: block, row: row(step, 0, n)),
          into: total)
      }
    }
    let tasks = [
      (canvas.looking, targets, 0, looks, 0, n * positions),
      (canvas.picture, sums, row(steps - 1, 0, n), pictureGradients, 0, n * positions),
      (canvas.painting, sums, 0, inputGradients, row(1, 0, n), (steps - 1) * n * positions),
    ]
    let targets = unsafe [
      canvas.lookingGradient, canvas.pictureGradient, canvas.paintingGradient,
    ]
    let parts = tasks.enumerated().flatMap { index, task in
      (0..<task.0.gradientTasks).map { (index, $0) }
    }
    pool.parallelFor(count: parts.count) { index, worker in
      let (which, part) = parts[index]
      let (kernel, inputs, first, gradients, gradientFirst, count) = tasks[which]
      guard count > 0 else { return }
      unsafe kernel.addGradient(
        inputs, row: first, gradients, row: gradientFirst, count: count, task: part,
        scratch: scratch.base(worker), into: targets[which])
    }
  }
}
