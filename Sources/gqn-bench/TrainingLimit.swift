internal import GQNModel
internal import Kernels
internal import Tensors

/// The matrix products of a part of a batch and nothing else, by OpenBLAS: what training could take at best if
/// everything beside them were free and our products were as fast as `sgemm`.
///
/// Each of the 64 points of a transform is one call on one thread. Products of the canvas, of poses and of pooled
/// representations are left out: they are few.
final class TrainingLimit {
  /// One product, forward, and twice back: to its input and to its kernel.
  private struct Product {
    /// Points, rows of the input, its columns, the output's columns; how often it is done with the same weights.
    let points, rows, inner, columns: Int
    var times = 1
    /// Whether its input has a gradient.
    var hasInputGradient = true

    /// Where the output gradients and the kernel of a point lie behind its inputs, and floats of a point.
    var gradientOffset: Int { rows * times * inner }
    var kernelOffset: Int { gradientOffset + rows * times * columns }
    var pointCount: Int { kernelOffset + inner * columns }
  }

  private let products: [Product]
  private let examples: Int
  private let pool: ThreadPool
  private let numbers, outputs: SharedBlock
  private let outputCount: Int

  init(_ sizes: Hyperparameters, examples: Int, views: Int, pool: ThreadPool) {
    self.examples = examples
    self.pool = pool
    let grid = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
    let half = LatentGrid(height: 2 * sizes.latentHeight, width: 2 * sizes.latentWidth)
    let points = WinogradKernels.points
    let (C, Z, L) = (sizes.hiddenChannels, sizes.latentChannels, sizes.generationSteps)
    let (E, F, gates) = (sizes.encoderChannels, sizes.encoderChannels / 2, sizes.gateChannels)
    let tiles = examples * grid.tiles
    let posed = E + Hyperparameters.poseChannels
    let pictures = examples * views
    var products = [
      // The state before the first step is 0: h, and the prior, have one step less.
      Product(points: points, rows: tiles, inner: C, columns: gates, times: L),
      Product(points: points, rows: tiles, inner: Z, columns: gates, times: L),
      Product(points: points, rows: tiles, inner: C, columns: 2 * gates, times: L - 1),
      Product(points: points, rows: tiles, inner: C, columns: 2 * Z, times: 2 * L - 1),
      Product(
        points: 1, rows: pictures * half.positions, inner: 12, columns: E,
        hasInputGradient: false),
      Product(points: 1, rows: pictures * half.positions, inner: E, columns: F),
      Product(points: points, rows: pictures * half.tiles, inner: E, columns: F),
      Product(points: 1, rows: pictures * grid.positions, inner: 4 * F, columns: E),
      Product(points: 1, rows: pictures * grid.positions, inner: posed, columns: F),
      Product(points: points, rows: pictures * grid.tiles, inner: posed, columns: F),
      Product(points: points, rows: pictures * grid.tiles, inner: F, columns: E),
      Product(points: 1, rows: pictures * grid.positions, inner: E, columns: E),
    ]
    if sizes.encoder == .tower {
      products.append(Product(points: points, rows: tiles, inner: E, columns: 2 * gates))
    }
    if sizes.encoder == .epipolar {
      products += Self.ofRays(sizes, examples: examples, pictures: pictures, tiles: tiles)
    }
    self.products = products
    // Memory is read as in training: every point has its own input, output gradient and kernel, every step its own
    // rows.
    numbers = Self.numbers(products.reduce(0) { max($0, $1.points * $1.pointCount) })
    outputCount = products.reduce(0) {
      max($0, $1.rows * max($1.inner, $1.columns), $1.inner * $1.columns)
    }
    outputs = SharedBlock(count: pool.threadCount * outputCount)
  }

  /// The products of an epipolar network: features of the views, layers of points and rays, and what lies along rays
  /// under the gates. The colour path has none.
  private static func ofRays(
    _ sizes: Hyperparameters, examples: Int, pictures: Int, tiles: Int
  ) -> [Product] {
    let E = sizes.epipolar
    let rays = examples * sizes.latentHeight * sizes.latentWidth
    let points = rays * E.depthSamples
    let elements = pictures * sizes.imageHeight / 2 * (sizes.imageWidth / 2)
    let features = E.featureChannels
    let layer = Product(points: 1, rows: elements, inner: 9 * features, columns: features)
    return [
      Product(
        points: 1, rows: elements, inner: 25 * Hyperparameters.imageChannels, columns: features,
        hasInputGradient: false)
    ] + (0..<E.featureLayers).map { _ in layer } + [
      Product(points: 1, rows: points, inner: E.pointInputChannels, columns: E.pointChannels),
      Product(points: 1, rows: points, inner: E.pointChannels, columns: E.pointOutputChannels),
      Product(points: 1, rows: rays, inner: E.rayInputChannels, columns: E.rayChannels),
      Product(
        points: WinogradKernels.points, rows: tiles, inner: E.rayChannels,
        columns: 2 * sizes.gateChannels),
    ]
  }

  /// Floating-point operations of an example: twice its products.
  var operationsPerExample: Double {
    products.reduce(0) { sum, product in
      let one = Double(product.points * product.rows * product.inner * product.columns)
      return sum + 2 * one * Double(product.times) * (product.hasInputGradient ? 3 : 2)
    } / Double(examples)
  }

  /// Multiplies all that a part multiplies.
  func run() {
    for product in products {
      for step in 0..<product.times { forward(product, step) }
      if product.hasInputGradient {
        for step in 0..<product.times { back(product, step) }
      }
      kernelGradient(product)
    }
  }

  /// Input by kernel. A product of one point is divided by rows; 64 of them are enough to be divided.
  private func forward(_ product: Product, _ step: Int) {
    unsafe forEachPart(product) { base, rows, output in
      unsafe MatrixProduct.multiply(
        base + (step * product.rows + rows.lowerBound) * product.inner,
        base + product.kernelOffset, rows: rows.count, inner: product.inner,
        columns: product.columns, into: output)
    }
  }

  /// Output gradient by transposed kernel.
  private func back(_ product: Product, _ step: Int) {
    unsafe forEachPart(product) { base, rows, output in
      unsafe MatrixProduct.multiply(
        base + product.gradientOffset + (step * product.rows + rows.lowerBound) * product.columns,
        base + product.kernelOffset, rows: rows.count, inner: product.columns,
        columns: product.inner, transposing: .right, into: output)
    }
  }

  /// Transposed input by output gradient, over all steps; of one point divided by its rows, of which the last are
  /// left out where they are not divisible.
  private func kernelGradient(_ product: Product) {
    let parts = product.points > 1 ? 1 : min(16, product.rows)
    let rows = product.rows * product.times / parts
    pool.parallelFor(count: product.points * parts) { index, worker in
      let (point, part) = (index / parts, index % parts)
      let base = unsafe numbers.base + point * product.pointCount
      unsafe MatrixProduct.multiply(
        base + part * rows * product.inner,
        base + product.gradientOffset + part * rows * product.columns, rows: product.inner,
        inner: rows, columns: product.columns, transposing: .left,
        into: outputs.base + worker * outputCount)
    }
  }

  private func forEachPart(
    _ product: Product,
    _ body: (UnsafePointer<Float>, Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let parts = product.points > 1 ? 1 : min(16, product.rows)
    pool.parallelFor(count: product.points * parts) { index, worker in
      let (point, part) = (index / parts, index % parts)
      unsafe body(
        numbers.base + point * product.pointCount,
        product.rows * part / parts..<product.rows * (part + 1) / parts,
        outputs.base + worker * outputCount)
    }
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
