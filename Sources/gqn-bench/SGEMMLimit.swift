internal import GQNModel
internal import Kernels
internal import Tensors

/// The matrix products of a batch of frames and nothing else, by OpenBLAS: what rendering could take
/// at best if everything beside them were free and our products were as fast as `sgemm`.
///
/// The products of each of the 64 points of a step are one call each on one thread, which was faster
/// than calls that use several threads. Outputs go to memory that stays in the cache.
final class SGEMMLimit {
  private let sizes: Hyperparameters
  private let grid: LatentGrid
  private let frames: Int
  private let pool: ThreadPool
  private let transformed, gateWeights, priorWeights, outputs: SharedBlock
  private let hidden, states: SharedBlock
  /// Of a frame of an epipolar network: layers of points and rays, as rows, inner extent and columns.
  private let layers: [(rows: Int, inner: Int, columns: Int)]
  /// Ray channels under the gates.
  private let rayChannels: Int
  private let layerInputs, layerWeights: SharedBlock

  private var rows: Int { frames * grid.tiles }
  private var depth: Int { sizes.hiddenChannels + sizes.latentChannels }
  private var priorColumns: Int { 2 * sizes.latentChannels }
  /// Numbers of the 4×4 pixels that a position paints.
  private let pixelColumns: Int

  /// Prepares the products of batches of so many frames.
  init(_ sizes: Hyperparameters, frames: Int, pool: ThreadPool) {
    self.sizes = sizes
    self.frames = frames
    self.pool = pool
    pixelColumns =
      Hyperparameters.canvasStride * Hyperparameters.canvasStride * sizes.paintedChannels
    grid = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
    let points = WinogradKernels.points
    let depth = sizes.hiddenChannels + sizes.latentChannels
    let rows = frames * grid.tiles
    layers = Self.rayLayers(sizes, positions: grid.positions)
    rayChannels = layers.last?.columns ?? 0
    let deepest = max(depth, rayChannels)
    transformed = Self.numbers(points * rows * deepest)
    gateWeights = Self.numbers(points * deepest * sizes.gateChannels)
    priorWeights = Self.numbers(points * sizes.hiddenChannels * 2 * sizes.latentChannels)
    states = Self.numbers(frames * grid.positions * sizes.hiddenChannels)
    hidden = Self.numbers(sizes.hiddenChannels * pixelColumns)
    layerInputs = Self.numbers(layers.reduce(0) { max($0, $1.rows * $1.inner) })
    layerWeights = Self.numbers(layers.reduce(0) { max($0, $1.inner * $1.columns) })
    outputs = SharedBlock(
      count: pool.threadCount
        * max(
          rows * sizes.gateChannels, grid.positions * pixelColumns, rows * 2 * sizes.latentChannels,
          layers.reduce(0) { max($0, $1.rows * $1.columns) }))
  }

  /// The layers of points and rays of a frame of an epipolar network; none of another. The colour path has no
  /// matrix products.
  private static func rayLayers(
    _ sizes: Hyperparameters, positions: Int
  ) -> [(rows: Int, inner: Int, columns: Int)] {
    guard sizes.encoder == .epipolar else { return [] }
    let rays = sizes.epipolar
    let points = positions * rays.depthSamples
    return [
      (points, rays.pointInputChannels, rays.pointChannels),
      (points, rays.pointChannels, rays.pointOutputChannels),
      (positions, rays.rayInputChannels, rays.rayChannels),
    ]
  }

  /// Floating-point operations of a frame: twice its products.
  var operationsPerFrame: Double {
    let (C, Z, L) = (sizes.hiddenChannels, sizes.latentChannels, sizes.generationSteps)
    let gates = (Z + (L - 1) * depth) * sizes.gateChannels
    let prior = (L - 1) * C * priorColumns
    let rays = rayChannels * sizes.gateChannels
    let ofPoints = WinogradKernels.points * grid.tiles * (gates + prior + rays)
    let ofLayers = layers.reduce(0) { $0 + $1.rows * $1.inner * $1.columns }
    return 2 * Double(ofPoints + ofLayers + grid.positions * C * pixelColumns)
  }

  /// Multiplies all that a batch multiplies.
  func run() {
    if rayChannels > 0 {
      products(gateWeights, depth: rayChannels, columns: sizes.gateChannels)
      pool.parallelFor(count: frames) { _, worker in
        for layer in layers {
          unsafe multiply(
            layerInputs.base, layerWeights.base, rows: layer.rows, inner: layer.inner,
            columns: layer.columns, worker)
        }
      }
    }
    for step in 0..<sizes.generationSteps {
      if step > 0 { products(priorWeights, depth: sizes.hiddenChannels, columns: priorColumns) }
      // The state before the first step is 0.
      let depth = step == 0 ? sizes.latentChannels : depth
      products(gateWeights, depth: depth, columns: sizes.gateChannels)
    }
    let (positions, inner) = (grid.positions, sizes.hiddenChannels)
    pool.parallelFor(count: frames) { frame, worker in
      unsafe multiply(
        states.base + frame * positions * inner, hidden.base, rows: positions, inner: inner,
        columns: pixelColumns, worker)
    }
  }

  private func products(_ weights: SharedBlock, depth: Int, columns: Int) {
    pool.parallelFor(count: WinogradKernels.points) { point, worker in
      unsafe multiply(
        transformed.base + point * rows * depth, weights.base + point * depth * columns, rows: rows,
        inner: depth, columns: columns, worker)
    }
  }

  private func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int,
    _ worker: Int
  ) {
    let output = unsafe outputs.base + worker * (outputs.count / pool.threadCount)
    var c = unsafe MutableSpan(_unsafeStart: output, count: rows * columns)
    MatrixProduct.multiply(
      unsafe Span(_unsafeStart: a, count: rows * inner),
      unsafe Span(_unsafeStart: b, count: inner * columns), rows: rows, inner: inner,
      columns: columns, into: &c)
  }

  /// Numbers of order 1: zeros would be multiplied just as fast, but denormal ones would not.
  private static func numbers(_ count: Int) -> SharedBlock {
    let block = SharedBlock(count: count)
    var random = SplitMix64(seed: UInt64(count))
    for index in 0..<count {
      unsafe block.base[index] = Float(random.next() >> 40) / 8_388_608 - 1
    }
    return block
  }
}
