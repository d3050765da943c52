internal import Kernels
internal import Tensors

extension FastEpipolar {
  /// Goes back from the blended pictures, of a network with a colour path, before ``backward(_:examples:to:)``.
  ///
  /// - Parameters:
  ///   - blendedGradients: of the pictures, `[n, H, W, 4]`.
  ///   - n: how many examples.
  ///   - paintingGradients: of what is painted, `[n, H, W, painted]`; those of the depths' logits are written.
  func blendBackward(
    _ blendedGradients: UnsafePointer<Float>, examples n: Int,
    paintingGradients: UnsafeMutablePointer<Float>
  ) {
    let hasLogits = sizes.depthLogitChannels > 0
    pool.parallelFor(count: n) { example, worker in
      let first = example * sizes.imageHeight * sizes.imageWidth * sizes.paintedChannels
      unsafe blendBackward(
        example, blendedGradients + example * blendedCount,
        depthLogits: hasLogits ? paintingGradients + first + sizes.firstDepthLogit : nil,
        ScratchParts(self, scratch.base(worker)))
    }
  }

  /// Goes back to the variables.
  ///
  /// - Parameters:
  ///   - rayGradients: of what lies along the rays, laid out as it is.
  ///   - n: how many examples.
  ///   - gradients: of the variables; are added to.
  func backward(_ rayGradients: BlockedMatrix, examples n: Int, to gradients: WeightGradients) {
    // The colour path's sums come last, and are there already.
    let ownCount = features.gradientCount + RaySums(E, colours: sizes.hasColourPath).colours
    pool.parallelFor(count: n) { example, worker in
      let sums = unsafe sums.base + example * sumCount
      unsafe sums.update(repeating: 0, count: ownCount)
      let ofRays = unsafe sums + features.gradientCount
      let memory = unsafe ScratchParts(self, scratch.base(worker))
      unsafe raysBackward(example, rayGradients, memory, ofRays)
      let pictures = example * views..<(example + 1) * views
      let maps = features.clearedMapGradients(pictures)
      unsafe pointsBackward(example, memory, ofRays, into: maps)
      for picture in pictures {
        unsafe features.backward(picture: picture, into: sums)
      }
    }
    addSums(n, to: gradients)
  }

  /// A thread's memory on the way back.
  @safe
  private struct ScratchParts {
    let taps, rays, depths, points, hidden, outputs: UnsafeMutablePointer<Float>
    let spread, row, colours: UnsafeMutablePointer<Float>

    init(_ encoder: FastEpipolar, _ base: UnsafeMutablePointer<Float>) {
      let (E, fast) = (encoder.E, encoder.fast)
      let (rayCount, part) = (fast.grid.count, fast.partPoints)
      unsafe taps = base
      unsafe rays = taps + encoder.bundles[0].tapCount
      unsafe depths = rays + rayCount * E.rayChannels
      unsafe points = depths + rayCount * E.rayInputChannels
      unsafe hidden = points + part * E.statisticsChannels
      unsafe outputs = hidden + part * E.pointChannels
      unsafe spread = outputs + part * E.pointOutputChannels
      unsafe row = spread + fast.spreadCount
      unsafe colours = row + fast.blendScratchCount(views: encoder.views)
    }
  }

  /// The gradient of an example's coarse scores by the blended picture.
  private func scoreGradient(_ example: Int) -> UnsafeMutablePointer<Float> {
    unsafe scoreGradients.base + example * fast.grid.count * E.depthSamples
  }

  /// By the blended picture to the colour path's weights, to the scores of the coarse rays, and to the depths' logits, of
  /// which the first pixel's are given.
  private func blendBackward(
    _ example: Int, _ gradient: UnsafePointer<Float>, depthLogits: UnsafeMutablePointer<Float>?,
    _ memory: ScratchParts
  ) {
    let ofRow = sizes.imageWidth * sizes.paintedChannels
    let count = RayKernels.colourWeightCount(hidden: E.colourChannels)
    let width = sizes.imageWidth * EpipolarSizes.blendedChannels
    unsafe memory.spread.update(repeating: 0, count: fast.spreadCount)
    unsafe memory.colours.update(repeating: 0, count: count * 16)
    for row in 0..<sizes.imageHeight {
      let place = example * sizes.imageHeight + row
      unsafe RayKernels.blendBackward(
        pixelBundles[example], fast.colours(weights),
        kept: kept.base + place * keptRowCount, blended: blended.base + place * width,
        gradient: gradient + row * width, row: row, scratch: memory.row,
        weights: memory.colours, spread: memory.spread,
        depthLogits: depthLogits.map { unsafe $0 + row * ofRow },
        logitStride: sizes.paintedChannels)
    }
    let place = features.gradientCount + RaySums(E, colours: true).colours
    let target = unsafe sums.base + example * sumCount + place
    for weight in 0..<count {
      var sum: Float = 0
      for part in 0..<16 {
        unsafe sum += memory.colours[weight * 16 + part]
      }
      unsafe target[weight] = sum
    }
    unsafe RayKernels.spreadBackward(
      rows: fast.grid.rows, columns: fast.grid.columns, depths: E.depthSamples,
      side: fast.grid.side, paddedColumns: fast.paddedColumns, spread: memory.spread,
      into: scoreGradient(example))
  }

  /// By what lies along the rays to what was made of all depths.
  private func raysBackward(
    _ example: Int, _ gradients: BlockedMatrix, _ memory: ScratchParts,
    _ sums: UnsafeMutablePointer<Float>
  ) {
    let (R, block, count) = (E.rayChannels, WinogradKernels.block, fast.grid.count)
    for index in 0..<gradients.blocks {
      let source = unsafe gradients.address(block: index, row: example * count)
      for ray in 0..<count {
        for lane in 0..<min(block, R - index * block) {
          unsafe memory.rays[ray * R + index * block + lane] = source[ray * block + lane]
        }
      }
    }
    let places = RaySums(E, colours: sizes.hasColourPath)
    unsafe RayKernels.layerBackwardToVariables(
      rows: count, inputs: E.rayInputChannels, outputs: R, self.memory(example).depths,
      gradient: memory.rays, kernel: sums + places.rays, bias: sums + places.raysBias)
    unsafe RayKernels.layerBackwardToInput(
      rows: count, inputs: E.rayInputChannels, outputs: R, gradient: memory.rays,
      kernel: self.weights.rays.base, into: memory.depths)
  }

  /// By what was made of all depths to the maps of the views, some rows of rays at a time.
  private func pointsBackward(
    _ example: Int, _ memory: ScratchParts, _ sums: UnsafeMutablePointer<Float>,
    into maps: RayKernels.MapGradients
  ) {
    let places = RaySums(E, colours: sizes.hasColourPath)
    let own = self.maps(example)
    for part in fast.parts {
      let first = part.lowerBound * fast.grid.columns
      let rays = part.count * fast.grid.columns
      let points = rays * E.depthSamples
      let kept = self.memory(example).from(ray: first, E)
      unsafe RayKernels.attentionBackward(
        rays: rays, fast.pointSizes, outputs: kept.outputs, shares: kept.shares,
        gradients: memory.depths + first * E.rayInputChannels,
        scoreGradients: sizes.hasColourPath
          ? UnsafePointer(scoreGradient(example) + first * E.depthSamples) : nil,
        into: memory.outputs)
      unsafe RayKernels.layerBackwardToVariables(
        rows: points, inputs: E.pointChannels, outputs: E.pointOutputChannels, kept.hidden,
        gradient: memory.outputs, kernel: sums + places.points, bias: sums + places.pointsBias)
      unsafe RayKernels.layerBackwardToInput(
        rows: points, inputs: E.pointChannels, outputs: E.pointOutputChannels,
        gradient: memory.outputs, kernel: self.weights.points.base, into: memory.hidden)
      unsafe RayKernels.rectifyGradient(
        count: points * E.pointChannels, rectified: kept.hidden, memory.hidden)
      unsafe RayKernels.layerBackwardToVariables(
        rows: points, inputs: E.pointInputChannels, outputs: E.pointChannels, kept.points,
        gradient: memory.hidden, kernel: sums + places.hidden, bias: sums + places.hiddenBias)
      // The other inputs are given.
      unsafe RayKernels.layerBackwardToInput(
        rows: points, inputs: E.statisticsChannels, outputs: E.pointChannels,
        gradient: memory.hidden, kernel: self.weights.hidden.base, into: memory.points)
      unsafe RayKernels.statisticsBackward(
        bundles[example], own, points: kept.points, gradients: memory.points, rows: part,
        channels: E.featureChannels, scratch: memory.taps, into: maps)
    }
  }

  /// Adds the examples' sums in their order, and these to the variables' gradients.
  private func addSums(_ n: Int, to gradients: WeightGradients) {
    let count = sumCount
    let total = unsafe sums.base
    for example in 1..<max(n, 1) {
      let other = unsafe sums.base + example * count
      for index in 0..<count {
        unsafe total[index] += other[index]
      }
    }
    unsafe features.addGradients(total, to: gradients)
    let ofRays = unsafe total + features.gradientCount
    let places = RaySums(E, colours: sizes.hasColourPath)
    func add(_ name: String, _ place: Int, _ count: Int) {
      let target = unsafe gradients[name]
      for index in 0..<count {
        unsafe target[index] += ofRays[place + index]
      }
    }
    add(
      VariableNames.pointHidden.kernel, places.hidden, E.pointInputChannels * E.pointChannels)
    add(VariableNames.pointHidden.bias, places.hiddenBias, E.pointChannels)
    add(VariableNames.points.kernel, places.points, E.pointChannels * E.pointOutputChannels)
    add(VariableNames.points.bias, places.pointsBias, E.pointOutputChannels)
    add(VariableNames.rays.kernel, places.rays, E.rayInputChannels * E.rayChannels)
    add(VariableNames.rays.bias, places.raysBias, E.rayChannels)
    guard sizes.hasColourPath else { return }
    forEachColourWeight(sizes) { name, index, place in
      unsafe gradients[name][index] += ofRays[places.colours + place]
    }
  }
}
