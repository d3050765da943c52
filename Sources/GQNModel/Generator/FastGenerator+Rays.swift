internal import Kernels
internal import Tensors

// What a query of an epipolar network sees along its rays is another part of the gates, of each frame its own.
extension FastGenerator {
  /// What looking along rays needs beside the network's other parts.
  struct Rays: Sendable {
    let fast: FastRays
    let weights: RayWeights
    /// U for what lies along the rays under the gates: `[hidden block, 64 points, i j f o, depth, 16 channels]`.
    let panels: SharedBlock
    /// Its rows: ray channels in whole blocks.
    let depth: Int

    init(
      _ hyperparameters: Hyperparameters, _ blocks: Blocks, _ parameters: borrowing ParameterStore,
      _ pool: ThreadPool
    ) {
      fast = FastRays(hyperparameters)
      weights = RayWeights(hyperparameters, parameters)
      let (R, width) = (hyperparameters.epipolar.rayChannels, hyperparameters.gateChannels)
      depth = FastRays.padded(R)
      let kernel = FastGenerator.rows(
        0..<R, of: parameters.values(VariableNames.representation.kernel),
        channels: hyperparameters.representationChannels, width: width)
      panels = FastGenerator.packPanels(
        kernel, inputChannels: R, depth: depth, hyperparameters, blocks, pool)
    }
  }

  /// Some of the input channels of a 5×5 kernel, `[25, some, out]`.
  static func rows(
    _ range: Range<Int>, of kernel: Span<Float>, channels: Int, width: Int
  ) -> [Float] {
    var rows: [Float] = []
    rows.reserveCapacity(25 * range.count * width)
    for tap in 0..<25 {
      let first = (tap * channels + range.lowerBound) * width
      for index in first..<first + range.count * width {
        rows.append(kernel[index])
      }
    }
    return rows
  }

  /// How much memory the rays of a batch need.
  struct RayMemorySize: Sendable {
    /// Floats a frame: scores, spread scores, what lies along the rays, what is painted, the blended picture, the gates'
    /// part.
    let scores, spread, rays, painting, blended, gates: Int
    /// Floats of V of what lies along the rays, of all frames.
    let transformed: Int
    /// Floats a thread: points, blocks of rays.
    let points, blocks: Int

    init(_ generator: FastGenerator, _ rays: Rays, frames: Int) {
      let (sizes, grid, fast) = (generator.hyperparameters, generator.grid, rays.fast)
      let hasColours = sizes.hasColourPath
      scores = hasColours ? fast.grid.count * sizes.epipolar.depthSamples : 0
      spread = hasColours ? fast.spreadCount : 0
      self.rays = grid.positions * sizes.epipolar.rayChannels
      painting =
        hasColours ? sizes.imageHeight * sizes.imageWidth * sizes.paintedChannels : 0
      blended = hasColours ? fast.blendedCount : 0
      gates = generator.blocks.hidden * grid.positions * WinogradKernels.panel
      transformed = WinogradKernels.points * frames * grid.tiles * rays.depth
      points = FastRays.PointMemory.count(sizes.epipolar, points: fast.partPoints)
      blocks = grid.positions * rays.depth
    }

    var perFrame: Int { scores + spread + rays + painting + blended + gates }
    var perThread: Int { points + blocks }
  }

  /// The memory of a batch's rays.
  final class RayMemory {
    let size: RayMemorySize
    let scores, spread, rays, painting, blended, gates, transformed, threads: SharedBlock

    init(_ size: RayMemorySize, frames: Int, threads: Int) {
      self.size = size
      scores = SharedBlock(count: frames * size.scores)
      spread = SharedBlock(count: frames * size.spread)
      rays = SharedBlock(count: frames * size.rays)
      painting = SharedBlock(count: frames * size.painting)
      blended = SharedBlock(count: frames * size.blended)
      gates = SharedBlock(count: frames * size.gates)
      transformed = SharedBlock(count: size.transformed)
      self.threads = SharedBlock(count: threads * size.perThread)
    }

    func points(_ worker: Int) -> UnsafeMutablePointer<Float> {
      unsafe threads.base + worker * size.perThread
    }

    func blocks(_ worker: Int) -> UnsafeMutablePointer<Float> {
      unsafe points(worker) + size.points
    }
  }

  /// Looks along the rays of all frames: afterwards the memory holds each frame's part of the gates, and the scores of its
  /// pixels' depths.
  func lookAlongRays(
    _ rays: Rays, _ scene: Scene, _ frames: [Frame], groups: [Range<Int>], _ workspace: Workspace,
    _ pool: ThreadPool
  ) {
    guard let memory = workspace.rays, !frames.isEmpty else { return }
    guard let views = scene.views else { preconditionFailure("a scene without views") }
    let cameras = frames.map { EpipolarCamera(encoded: $0.pose) }
    let bundles = cameras.map { rays.fast.bundle(rays.fast.grid, $0, views.cameras) }
    let taps = bundles[0].tapCount
    let scratch = SharedBlock(count: pool.threadCount * taps)
    lookAtPoints(rays, views, bundles, memory, scratch, pool)
    transformRays(rays, frames.count, memory, workspace.frames, pool)
    addRays(rays, scene, groups, memory, workspace, pool)
  }

  /// What lies along the rays through the latent grid, and the scores of their points.
  private func lookAtPoints(
    _ rays: Rays, _ views: FastViews, _ bundles: [RayBundle], _ memory: RayMemory,
    _ scratch: SharedBlock, _ pool: ThreadPool
  ) {
    let (fast, E) = (rays.fast, hyperparameters.epipolar)
    let parts = fast.parts
    let taps = bundles[0].tapCount
    let maps = unsafe fast.maps(views.maps.base)
    pool.parallelFor(count: bundles.count * parts.count) { task, worker in
      let (frame, rows) = (task / parts.count, parts[task % parts.count])
      let first = rows.lowerBound * fast.grid.columns
      let points = rows.count * fast.grid.columns * E.depthSamples
      let part = unsafe FastRays.PointMemory(E, points: points, memory.points(worker))
      unsafe fast.look(
        bundles[frame], maps, rows: rows, rays.weights, part, scratch: scratch.base + worker * taps,
        into: memory.rays.base + frame * memory.size.rays + first * E.rayChannels)
      guard memory.size.scores > 0 else { return }
      let scores = unsafe memory.scores.base + frame * memory.size.scores + first * E.depthSamples
      for point in 0..<points {
        unsafe scores[point] = part.outputs[point * E.pointOutputChannels]
      }
    }
  }

  /// Transforms what lies along the rays, and spreads the scores over the pixels.
  private func transformRays(
    _ rays: Rays, _ count: Int, _ memory: RayMemory, _ capacity: Int, _ pool: ThreadPool
  ) {
    let (R, block, depth) = (
      hyperparameters.epipolar.rayChannels, WinogradKernels.block, rays.depth
    )
    pool.parallelFor(count: count) { frame, worker in
      let source = unsafe memory.rays.base + frame * memory.size.rays
      let blocks = unsafe memory.blocks(worker)
      // Channels behind the last stay 0.
      for position in 0..<grid.positions {
        for channel in 0..<R {
          unsafe blocks[
            (channel / block * grid.positions + position) * block + channel % block] =
            source[position * R + channel]
        }
      }
      for index in 0..<depth / block {
        unsafe WinogradKernels.transformInput(
          grid, blocks + index * grid.positions * block,
          into: memory.transformed.base + frame * grid.tiles * depth + index * block,
          pointStride: capacity * grid.tiles * depth, tileStride: depth)
      }
      guard memory.size.spread > 0 else { return }
      unsafe rays.fast.spread(
        memory.scores.base + frame * memory.size.scores, stride: 1,
        into: memory.spread.base + frame * memory.size.spread)
    }
  }

  /// Rows of pixels that are blended together.
  private static let rowsAtATime = 8

  /// Blends the pictures from the views and mixes what is painted with them.
  func mix(
    _ rays: Rays, _ scene: Scene, _ frames: [Frame], _ memory: RayMemory, _ pool: ThreadPool,
    into images: SharedBlock
  ) {
    guard let views = scene.views else { preconditionFailure("a scene without views") }
    let fast = rays.fast
    let bundles = frames.map {
      fast.bundle(fast.pixels, EpipolarCamera(encoded: $0.pose), views.cameras)
    }
    let (H, W) = (hyperparameters.imageHeight, hyperparameters.imageWidth)
    let painted = hyperparameters.paintedChannels
    let hasLogits = hyperparameters.depthLogitChannels > 0
    let firstLogit = hyperparameters.firstDepthLogit
    // Nothing is kept but what 16 pixels need at a time.
    let kept = fast.keptCount(views: views.cameras.count)
    let count = kept + FastRays.padded(fast.blendScratchCount(views: views.cameras.count))
    let scratch = SharedBlock(count: pool.threadCount * count)
    let parts = (H + Self.rowsAtATime - 1) / Self.rowsAtATime
    pool.parallelFor(count: bundles.count * parts) { task, worker in
      let (frame, part) = (task / parts, task % parts)
      for row in part * Self.rowsAtATime..<min((part + 1) * Self.rowsAtATime, H) {
        let painting =
          unsafe memory.painting.base + frame * memory.size.painting + row * W * painted
        let blended =
          unsafe memory.blended.base + frame * memory.size.blended + row * W
          * EpipolarSizes.blendedChannels
        unsafe RayKernels.blend(
          bundles[frame], fast.colours(rays.weights), pictures: views.pictures.base,
          spread: memory.spread.base + frame * memory.size.spread,
          depthLogits: hasLogits ? UnsafePointer(painting + firstLogit) : nil, logitStride: painted,
          row: row, scratch: scratch.base + worker * count + kept,
          kept: scratch.base + worker * count, keptStride: 0, into: blended)
        unsafe RayKernels.mix(
          pixels: W, painted: painted, painting: painting, blended: blended,
          into: images.base + (frame * H + row) * W * Hyperparameters.imageChannels)
      }
    }
  }

  /// The gates' part of each frame: the scene's, and the convolution of what lies along the rays.
  private func addRays(
    _ rays: Rays, _ scene: Scene, _ groups: [Range<Int>], _ memory: RayMemory,
    _ workspace: Workspace, _ pool: ThreadPool
  ) {
    let (tiles, depth, width) = (grid.tiles, rays.depth, WinogradKernels.panel)
    let pointStride = workspace.frames * tiles * depth
    let count = grid.positions * width
    pool.parallelFor(count: blocks.hidden * groups.count) { index, worker in
      let (block, group) = (index / groups.count, groups[index % groups.count])
      let rows = group.count * tiles
      let products = unsafe workspace.products(worker)
      let V = unsafe memory.transformed.base + group.lowerBound * tiles * depth
      let U = unsafe rays.panels.base + block * WinogradKernels.points * depth * width
      for point in 0..<WinogradKernels.points {
        unsafe WinogradKernels.product(
          rows: rows, depth: depth, V + point * pointStride, stride: depth,
          U + point * depth * width, panelDepth: depth, into: products + point * rows * width)
      }
      for frame in group {
        let tile = (frame - group.lowerBound) * tiles
        let gates = unsafe memory.gates.base + frame * memory.size.gates + block * count
        unsafe gates.update(from: scene.gates.base + block * count, count: count)
        for gate in 0..<4 {
          unsafe TrainingKernels.output(
            grid, products: products + tile * width + gate * WinogradKernels.block,
            pointStride: rows * width, bias: nil, accumulate: true,
            into: gates + gate * WinogradKernels.block, positionStride: width)
        }
      }
    }
  }
}
