package import Kernels
package import Tensors

extension FastGenerator {
  /// One frame to imagine.
  package struct Frame: Sendable {
    let pose: [Float]
    let noise: LatentNoise

    /// Describes a frame by the query's encoded pose, 7 numbers, and its noise.
    package init(pose: [Float], noise: LatentNoise) {
      precondition(pose.count == Hyperparameters.poseChannels, "a pose of \(pose.count) numbers")
      self.pose = pose
      self.noise = noise
    }
  }

  /// How much memory a batch needs.
  package struct WorkspaceSize: Sendable {
    /// How many frames fit.
    package let frames: Int
    let threads: Int
    /// How many frames' products are held at a time, so that they stay in the cache.
    let group: Int
    /// Floats of V of one step, of a block of states, of all states, of the pose's part of the gates.
    let transformedCount, blockCount, stateCount, poseCount: Int
    /// Floats of a thread's products, and of all its memory.
    let productCount, threadCount: Int
    /// What lies outside the workspace and grows with the batch: noise, and the pictures three times.
    private let companionCount: Int
    /// The memory of the rays, of an epipolar network.
    let rays: RayMemorySize?

    /// Plans the memory for batches of up to so many frames.
    package init(_ generator: FastGenerator, frames: Int, threads: Int) {
      let (grid, blocks, sizes) = (generator.grid, generator.blocks, generator.hyperparameters)
      self.frames = frames
      self.threads = threads
      group = min(frames, max(1, FastGenerator.groupTiles / grid.tiles))
      transformedCount = WinogradKernels.points * frames * grid.tiles * blocks.depth
      blockCount = grid.positions * WinogradKernels.block
      stateCount = frames * blocks.hidden * blockCount
      poseCount =
        blocks.hidden * grid.rowClasses.taps.count * grid.columnClasses.taps.count
        * WinogradKernels.panel
      productCount = max(
        WinogradKernels.points * group * grid.tiles * WinogradKernels.panel,
        grid.positions * (WinogradKernels.panel + blocks.hiddenDepth))
      threadCount = productCount + 2 * blockCount
      companionCount =
        frames
        * (sizes.generationSteps * blocks.latent * blockCount
          + 3 * sizes.imageHeight * sizes.imageWidth * Hyperparameters.imageChannels)
      rays = generator.rays.map { RayMemorySize(generator, $0, frames: frames) }
    }

    /// Bytes of the workspace, and of the noise and pictures of its frames.
    package var byteCount: Int {
      let ofRays =
        rays.map { frames * $0.perFrame + $0.transformed + threads * $0.perThread } ?? 0
      return MemoryLayout<Float>.size
        * (2 * transformedCount + 2 * stateCount + frames * poseCount + threads * threadCount
          + companionCount + ofRays)
    }
  }

  /// The memory of a batch, planned once and used for every batch of a run.
  package final class Workspace {
    let size: WorkspaceSize
    /// V of this step and of the next, each `[64 points, frames · tiles, depth]`.
    let transformed: SharedBlock
    /// Cell, and the sum of the hidden states: `[frame, hidden block, h · w, 16]`.
    let cell, sum: SharedBlock
    /// For each frame the pose's part of the gates.
    let pose: SharedBlock
    /// For each thread: products `[64 points, group · tiles, 64]`, two blocks of states.
    let scratch: SharedBlock
    /// The memory of the rays, of an epipolar network.
    let rays: RayMemory?

    /// How many frames fit.
    package var frames: Int { size.frames }

    /// Allocates the memory.
    package init(_ size: WorkspaceSize) {
      self.size = size
      transformed = SharedBlock(count: 2 * size.transformedCount)
      cell = SharedBlock(count: size.stateCount)
      sum = SharedBlock(count: size.stateCount)
      pose = SharedBlock(count: size.frames * size.poseCount)
      scratch = SharedBlock(count: size.threads * size.threadCount)
      rays = size.rays.map { RayMemory($0, frames: size.frames, threads: size.threads) }
    }

    /// Allocates the memory for batches of up to so many frames.
    package convenience init(_ generator: FastGenerator, frames: Int, threads: Int) {
      self.init(WorkspaceSize(generator, frames: frames, threads: threads))
    }
  }

  /// Imagines a scene from several cameras.
  ///
  /// - Parameters:
  ///   - scene: what depends on the scene only.
  ///   - frames: at most as many as the workspace holds.
  ///   - workspace: memory; its contents before and after mean nothing.
  ///   - pool: has at most as many threads as the workspace was planned for.
  ///   - finished: is told of every stage's end, of some once a step.
  /// - Returns: the image means, `[N, H, W, 3]`, not clipped.
  package func imageMeans(
    _ scene: Scene, _ frames: [Frame], workspace: Workspace, pool: ThreadPool,
    finished: (GenerationStage) -> Void = { _ in }
  ) -> Tensor {
    precondition(
      frames.count <= workspace.frames && pool.threadCount <= workspace.size.threads,
      "\(frames.count) frames on \(pool.threadCount) threads in a workspace for "
        + "\(workspace.frames) and \(workspace.size.threads)")
    let groups = stride(from: 0, to: frames.count, by: workspace.size.group).map {
      $0..<min($0 + workspace.size.group, frames.count)
    }
    prepare(frames, workspace, pool)
    finished(.pose)
    if let rays {
      lookAlongRays(rays, scene, frames, groups: groups, workspace, pool)
      finished(.rays)
    }
    for step in 0..<hyperparameters.generationSteps {
      drawLatent(step, frames, groups, workspace, pool)
      finished(.prior)
      advance(step, scene, groups, workspace, pool)
      finished(.gates)
    }
    let means = paint(scene, frames, workspace, pool)
    finished(.picture)
    return means
  }

  /// Sets the state to 0 and computes the pose's part of the gates.
  private func prepare(_ frames: [Frame], _ workspace: Workspace, _ pool: ThreadPool) {
    let stateCount = blocks.hidden * workspace.size.blockCount
    pool.parallelFor(count: frames.count) { frame, _ in
      unsafe (workspace.cell.base + frame * stateCount).update(repeating: 0, count: stateCount)
      unsafe (workspace.sum.base + frame * stateCount).update(repeating: 0, count: stateCount)
      let gates = poseGates(frames[frame].pose)
      let source = gates.span
      let target = unsafe workspace.pose.base + frame * workspace.size.poseCount
      for index in source.indices {
        unsafe target[index] = source[index]
      }
    }
  }

  /// Draws z of a step from the prior of the state before it, and transforms it.
  private func drawLatent(
    _ step: Int, _ frames: [Frame], _ groups: [Range<Int>], _ workspace: Workspace,
    _ pool: ThreadPool
  ) {
    let (tiles, depth, width) = (grid.tiles, blocks.depth, WinogradKernels.panel)
    let panelCount = WinogradKernels.points * blocks.hiddenDepth * width
    let pointStride = workspace.frames * tiles * depth
    let blockCount = workspace.size.blockCount
    let current = unsafe workspace.transformed(step)
    pool.parallelFor(count: blocks.priorPanels * groups.count) { index, worker in
      let (panel, group) = (index / groups.count, groups[index % groups.count])
      let rows = group.count * tiles
      let products = unsafe workspace.products(worker)
      let latent = unsafe workspace.states(worker)
      let V = unsafe current + group.lowerBound * tiles * depth
      if step > 0 {
        let U = unsafe priorPanels.base + panel * panelCount
        for point in 0..<WinogradKernels.points {
          unsafe WinogradKernels.product(
            rows: rows, depth: blocks.hiddenDepth, V + point * pointStride, stride: depth,
            U + point * blocks.hiddenDepth * width, panelDepth: blocks.hiddenDepth,
            into: products + point * rows * width)
        }
      }
      let latentBlocks = 2 * panel..<min(2 * panel + 2, blocks.latent)
      for frame in group {
        let tile = (frame - group.lowerBound) * tiles
        unsafe WinogradKernels.drawLatent(
          grid, products: step > 0 ? UnsafePointer(products + tile * width) : nil,
          pointStride: rows * width, bias: priorBias.base + panel * width,
          noise: frames[frame].noise.packed.base + (step * blocks.latent + 2 * panel) * blockCount,
          into: latent, blockStride: blockCount, blocks: latentBlocks.count)
        for block in latentBlocks {
          unsafe WinogradKernels.transformInput(
            grid, latent + (block - 2 * panel) * blockCount,
            into: V + tile * depth + blocks.hiddenDepth + block * WinogradKernels.block,
            pointStride: pointStride, tileStride: depth)
        }
      }
    }
  }

  /// Computes the gates and the next state, and transforms the hidden state for the next step.
  private func advance(
    _ step: Int, _ scene: Scene, _ groups: [Range<Int>], _ workspace: Workspace,
    _ pool: ThreadPool
  ) {
    let (tiles, depth, width) = (grid.tiles, blocks.depth, WinogradKernels.panel)
    let (rowClasses, columnClasses) = (grid.rowClasses, grid.columnClasses)
    let classCount = rowClasses.taps.count * columnClasses.taps.count
    let pointStride = workspace.frames * tiles * depth
    // At the first step the hidden channels are 0: only the latent ones are multiplied.
    let firstRow = step == 0 ? blocks.hiddenDepth : 0
    let isLast = step + 1 == hyperparameters.generationSteps
    let current = unsafe workspace.transformed(step)
    let next = unsafe workspace.transformed(step + 1)
    // Groups run fastest, so that all threads share one block's weights in the cache.
    pool.parallelFor(count: blocks.hidden * groups.count) { index, worker in
      let (block, group) = (index / groups.count, groups[index % groups.count])
      let rows = group.count * tiles
      let products = unsafe workspace.products(worker)
      let hidden = unsafe workspace.states(worker)
      let V = unsafe current + group.lowerBound * tiles * depth + firstRow
      let U =
        unsafe gatePanels.base + block * WinogradKernels.points * depth * width
        + firstRow * WinogradKernels.block
      for point in 0..<WinogradKernels.points {
        unsafe WinogradKernels.product(
          rows: rows, depth: depth - firstRow, V + point * pointStride, stride: depth,
          U + point * depth * width, panelDepth: depth, into: products + point * rows * width)
      }
      for frame in group {
        let tile = (frame - group.lowerBound) * tiles
        let state = (frame * blocks.hidden + block) * workspace.size.blockCount
        unsafe WinogradKernels.updateState(
          grid, products: products + tile * width, pointStride: rows * width,
          scene: workspace.constants(of: scene, frame: frame) + block * grid.positions * width,
          pose: workspace.pose.base + frame * workspace.size.poseCount + block * classCount * width,
          rows: rowClasses, columns: columnClasses, cell: workspace.cell.base + state,
          sum: workspace.sum.base + state, hidden: hidden)
        if !isLast {
          unsafe WinogradKernels.transformInput(
            grid, hidden, into: next + frame * tiles * depth + block * WinogradKernels.block,
            pointStride: pointStride, tileStride: depth)
        }
      }
    }
  }

  /// Paints the pictures from the sums of the hidden states.
  private func paint(
    _ scene: Scene, _ frames: [Frame], _ workspace: Workspace, _ pool: ThreadPool
  ) -> Tensor {
    let count = frames.count
    let (H, W) = (hyperparameters.imageHeight, hyperparameters.imageWidth)
    let (side, colours) = (Hyperparameters.canvasStride, Hyperparameters.imageChannels)
    let painted = hyperparameters.paintedChannels
    let hasColourPath = hyperparameters.hasColourPath
    let (block, panel, depth) = (WinogradKernels.block, WinogradKernels.panel, blocks.hiddenDepth)
    let constants = SharedBlock(count: side * side * painted)
    for column in 0..<constants.count {
      unsafe constants.base[column] = imageConstant[column % painted]
    }
    let images = SharedBlock(count: count * H * W * colours)
    pool.parallelFor(count: count) { frame, worker in
      let rows = unsafe workspace.products(worker)
      let squares = unsafe rows + grid.positions * depth
      for index in 0..<blocks.hidden {
        let source =
          unsafe workspace.sum.base + (frame * blocks.hidden + index) * workspace.size.blockCount
        for position in 0..<grid.positions {
          unsafe (rows + position * depth + index * block).update(
            from: source + position * block, count: block)
        }
      }
      let painting =
        if hasColourPath, let rays = workspace.rays {
          unsafe rays.painting.base + frame * rays.size.painting
        } else {
          unsafe images.base + frame * H * W * colours
        }
      for index in 0..<Self.imagePanels(hyperparameters) {
        unsafe WinogradKernels.product(
          rows: grid.positions, depth: depth, rows, stride: depth,
          imagePanel.base + index * depth * panel, panelDepth: depth, into: squares)
        // A square's rows of pixels lie one behind the other over the panels.
        for row in 0..<side {
          let first = max(index * panel, row * side * painted)
          let count = min((index + 1) * panel, (row + 1) * side * painted) - first
          guard count > 0 else { continue }
          let constants = unsafe constants.base + first
          for position in 0..<grid.positions {
            let (y, x) = position.quotientAndRemainder(dividingBy: grid.width)
            let source = unsafe squares + position * panel + first - index * panel
            let target =
              unsafe painting + ((y * W + x) * side + row * (W - side)) * painted + first
            for number in 0..<count {
              unsafe target[number] = source[number] + constants[number]
            }
          }
        }
      }
    }
    if hasColourPath, let rays, let memory = workspace.rays, count > 0 {
      mix(rays, scene, frames, memory, pool, into: images)
    }
    return Tensor([count, H, W, colours], images)
  }
}

extension FastGenerator.Workspace {
  /// V of a step: even and odd steps take turns.
  fileprivate func transformed(_ step: Int) -> UnsafeMutablePointer<Float> {
    unsafe transformed.base + step % 2 * (transformed.count / 2)
  }

  /// A frame's constant part of the gates: its own where it looks along rays, the scene's else.
  fileprivate func constants(
    of scene: FastGenerator.Scene, frame: Int
  ) -> UnsafePointer<Float> {
    guard let rays else { return unsafe UnsafePointer(scene.gates.base) }
    return unsafe UnsafePointer(rays.gates.base + frame * rays.size.gates)
  }

  /// A thread's products.
  func products(_ worker: Int) -> UnsafeMutablePointer<Float> {
    unsafe scratch.base + worker * size.threadCount
  }

  /// A thread's two blocks of states.
  fileprivate func states(_ worker: Int) -> UnsafeMutablePointer<Float> {
    unsafe products(worker) + size.productCount
  }
}
