internal import Kernels
internal import Tensors

/// The epipolar encoder of training: the function of ``EpipolarEncoder`` and ``ColourPath`` on the queries of some
/// examples, and its gradients.
///
/// Each example is worked on by one thread from its pictures to its rays, and back to its own sums of the variables'
/// gradients, which are added in the order of the examples.
final class FastEpipolar {
  let sizes: Hyperparameters
  let views: Int
  let pool: ThreadPool
  let fast: FastRays
  let weights: RayWeights
  let features: FastFeatures
  /// What is made of the points of each example, see ``FastRays/PointMemory``.
  let points: SharedBlock
  /// What lies along the rays of each example, by blocks.
  let rays: BlockedMatrix
  /// Of each example: the scores spread over the columns, what is kept of the pixels' points for the way back, the
  /// blended picture, `[H, W, 4]`, and the gradient of the scores by it, `[h · w, D]`.
  let spread, kept, blended, scoreGradients: SharedBlock
  /// Sums of the variables' gradients of each example.
  let sums: SharedBlock
  /// What each thread needs for a while.
  let scratch: Scratch
  /// Rays through the latent grid and through the pixels, of each example.
  var bundles: [RayBundle] = []
  var pixelBundles: [RayBundle] = []
  /// Whether the pictures of the queries at hand have been blended.
  private var isBlended = false

  var E: EpipolarSizes { sizes.epipolar }
  /// Floats of an example in each of the arrays.
  var pointCount: Int { FastRays.PointMemory.count(E, points: fast.grid.count * E.depthSamples) }
  var spreadCount: Int { sizes.hasColourPath ? fast.spreadCount : 0 }
  var blendedCount: Int { sizes.hasColourPath ? fast.blendedCount : 0 }
  /// Floats that are kept of a row of pixels.
  var keptRowCount: Int { fast.keptRowCount(views: views) }

  init(_ sizes: Hyperparameters, examples: Int, views: Int, pool: ThreadPool) {
    self.sizes = sizes
    self.views = views
    self.pool = pool
    fast = FastRays(sizes)
    weights = RayWeights(sizes)
    features = FastFeatures(sizes, pictures: examples * views)
    let E = sizes.epipolar
    let (grid, hasColours) = (fast.grid, sizes.hasColourPath)
    points = SharedBlock(
      count: examples * FastRays.PointMemory.count(E, points: grid.count * E.depthSamples))
    rays = BlockedMatrix(
      blocks: BlockedKernel.blocks(of: E.rayChannels).count, rows: examples * grid.count)
    let rows = hasColours ? examples * sizes.imageHeight : 0
    spread = SharedBlock(count: hasColours ? examples * fast.spreadCount : 0)
    kept = SharedBlock(count: rows * fast.keptRowCount(views: views))
    blended = SharedBlock(count: hasColours ? examples * fast.blendedCount : 0)
    scoreGradients = SharedBlock(count: hasColours ? examples * grid.count * E.depthSamples : 0)
    sums = SharedBlock(
      count: examples * (features.gradientCount + RaySums(E, colours: hasColours).count))
    scratch = Scratch(
      threads: pool.threadCount, count: Self.scratchCount(sizes, fast, views: views))
  }

  /// Bytes an example.
  static func byteCount(_ sizes: Hyperparameters, views: Int) -> Int {
    guard sizes.encoder == .epipolar else { return 0 }
    let fast = FastRays(sizes)
    let E = sizes.epipolar
    let colours =
      sizes.hasColourPath
      ? fast.spreadCount + sizes.imageHeight * fast.keptRowCount(views: views)
        + fast.blendedCount + fast.grid.count * E.depthSamples : 0
    return 4
      * (FastRays.PointMemory.count(E, points: fast.grid.count * E.depthSamples)
        + fast.grid.count * FastRays.padded(E.rayChannels)
        + FastFeatures.gradientCount(sizes) + RaySums(E, colours: sizes.hasColourPath).count
        + colours)
      + views * FastFeatures.byteCount(sizes)
  }

  /// Floats that a thread needs: taps of all views, what lies along the rays and its gradient, the gradients of a
  /// part's points and of the spread scores, and what the colour path needs.
  private static func scratchCount(_ sizes: Hyperparameters, _ fast: FastRays, views: Int) -> Int {
    let E = sizes.epipolar
    return RayBundle.tapCount(views: views)
      + fast.grid.count * (E.rayChannels + E.rayInputChannels)
      + fast.partPoints * (E.statisticsChannels + E.pointChannels + E.pointOutputChannels)
      + fast.spreadCount + fast.blendScratchCount(views: views)
      + RayKernels.colourWeightCount(hidden: E.colourChannels) * 16
  }

  /// Puts the weights into order.
  func load(_ weights: Weights) {
    self.weights.load(weights)
    features.load(weights)
  }

  /// Floats of an example's sums.
  var sumCount: Int { features.gradientCount + RaySums(E, colours: sizes.hasColourPath).count }

  /// What is made of the points of an example.
  func memory(_ example: Int) -> FastRays.PointMemory {
    unsafe FastRays.PointMemory(
      E, points: fast.grid.count * E.depthSamples, points.base + example * pointCount)
  }

  /// The maps of an example's views.
  func maps(_ example: Int) -> RayMaps {
    unsafe fast.maps(features.maps.base + example * views * features.mapCount)
  }

  /// Looks along the rays of all queries.
  ///
  /// - Parameters:
  ///   - frames: `[n, views, H, W, 3]`.
  ///   - poses: `[n, views, 7]`.
  ///   - queries: `[n, 7]`.
  ///   - n: how many examples.
  func forward(frames: Span<Float>, poses: Span<Float>, queries: Span<Float>, examples n: Int) {
    func camera(_ poses: Span<Float>, _ index: Int) -> EpipolarCamera {
      EpipolarCamera(encoded: (0..<7).map { poses[7 * index + $0] })
    }
    let cameras = (0..<n).map { example in
      (camera(queries, example), (0..<views).map { camera(poses, example * views + $0) })
    }
    bundles = cameras.map { fast.bundle(fast.grid, $0, $1) }
    pixelBundles = sizes.hasColourPath ? cameras.map { fast.bundle(fast.pixels, $0, $1) } : []
    let frame = frames.count / (n * views)
    pool.parallelFor(count: n * views) { picture, _ in
      features.forward(
        picture: picture, frame: frames.extracting(picture * frame..<(picture + 1) * frame))
    }
    pool.parallelFor(count: n) { example, worker in
      unsafe look(example, scratch.base(worker))
      guard sizes.hasColourPath else { return }
      unsafe fast.spread(
        memory(example).outputs, stride: E.pointOutputChannels,
        into: spread.base + example * spreadCount)
    }
    isBlended = false
  }

  /// Blends the pictures from the examples' views, of a network with a colour path, after ``forward(frames:poses:queries:examples:)``.
  ///
  /// - Parameters:
  ///   - paintings: what the generator paints, `[n, H, W, painted]`, whose last channels are the depths' logits. Where it paints
  ///     none the pictures do not depend on it, and are blended once.
  ///   - n: how many examples.
  func blend(_ paintings: UnsafePointer<Float>, examples n: Int) {
    let hasLogits = sizes.depthLogitChannels > 0
    if isBlended && !hasLogits { return }
    isBlended = true
    pool.parallelFor(count: n) { example, worker in
      let first = example * sizes.imageHeight * sizes.imageWidth * sizes.paintedChannels
      unsafe blend(
        example, depthLogits: hasLogits ? paintings + first + sizes.firstDepthLogit : nil,
        scratch.base(worker))
    }
  }

  /// What lies along an example's rays.
  private func look(_ example: Int, _ scratch: UnsafeMutablePointer<Float>) {
    let (R, block) = (E.rayChannels, WinogradKernels.block)
    let rows = unsafe scratch + bundles[example].tapCount
    let (memory, maps) = (memory(example), maps(example))
    for part in fast.parts {
      let first = part.lowerBound * fast.grid.columns
      unsafe fast.look(
        bundles[example], maps, rows: part, weights, memory.from(ray: first, E), scratch: scratch,
        into: rows + first * R)
    }
    for index in 0..<rays.blocks {
      let target = unsafe rays.address(block: index, row: example * fast.grid.count)
      for ray in 0..<fast.grid.count {
        for lane in 0..<min(block, R - index * block) {
          unsafe target[ray * block + lane] = rows[ray * R + index * block + lane]
        }
      }
    }
  }

  /// The picture blended from an example's views; the logits are those of the first pixel.
  private func blend(
    _ example: Int, depthLogits: UnsafePointer<Float>?, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let ofRow = sizes.imageWidth * sizes.paintedChannels
    for row in 0..<sizes.imageHeight {
      let place = example * sizes.imageHeight + row
      unsafe RayKernels.blend(
        pixelBundles[example], fast.colours(weights),
        pictures: features.pictures.base + example * views * features.pictureCount,
        spread: spread.base + example * spreadCount,
        depthLogits: depthLogits.map { unsafe $0 + row * ofRow },
        logitStride: sizes.paintedChannels, row: row, scratch: scratch,
        kept: kept.base + place * keptRowCount, keptStride: fast.keptCount(views: views),
        into: blended.base + example * blendedCount + row * sizes.imageWidth
          * EpipolarSizes.blendedChannels)
    }
  }
}

/// Where the sums of an example's gradients of points, rays and colours begin, and how many floats they are.
struct RaySums {
  let hidden, hiddenBias, points, pointsBias, rays, raysBias, colours, count: Int

  init(_ E: EpipolarSizes, colours hasColours: Bool) {
    hidden = 0
    hiddenBias = hidden + E.pointInputChannels * E.pointChannels
    points = hiddenBias + E.pointChannels
    pointsBias = points + E.pointChannels * E.pointOutputChannels
    rays = pointsBias + E.pointOutputChannels
    raysBias = rays + E.rayInputChannels * E.rayChannels
    colours = raysBias + E.rayChannels
    count =
      colours + (hasColours ? RayKernels.colourWeightCount(hidden: E.colourChannels) : 0)
  }
}
