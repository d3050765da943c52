internal import Kernels
internal import Tensors

/// The function of ``EpipolarEncoder`` and ``ColourPath`` for some of a query's rays at a time.
///
/// The points of some rows of rays go through all layers before the next ones, so that what is made of them stays in
/// the cache. Rendering and training are divided into such parts differently; the numbers are the same.
struct FastRays: Sendable {
  let sizes: Hyperparameters
  /// Rays through the latent grid, and through the pixels.
  let grid, pixels: RayGrid
  private let plane: PicturePlane

  init(_ sizes: Hyperparameters) {
    self.sizes = sizes
    grid = .latent(sizes)
    pixels = .pixels(sizes)
    plane = PicturePlane(sizes)
  }

  private var E: EpipolarSizes { sizes.epipolar }

  /// Channels of a view, and floats of an element of its map.
  static func mapElement(_ sizes: Hyperparameters) -> Int { padded(sizes.epipolar.viewChannels) }

  /// A number of channels in whole blocks.
  static func padded(_ channels: Int) -> Int {
    (channels + WinogradKernels.block - 1) / WinogradKernels.block * WinogradKernels.block
  }

  /// How many points are worked on together: what is made of them is half a megabyte.
  private static let pointsAtATime = 1024

  /// Rows of rays that are worked on together.
  var parts: [Range<Int>] {
    let rows = max(1, Self.pointsAtATime / (grid.columns * E.depthSamples))
    return stride(from: 0, to: grid.rows, by: rows).map { $0..<min($0 + rows, grid.rows) }
  }

  /// Points of the largest part.
  var partPoints: Int {
    parts.reduce(0) { max($0, $1.count) } * grid.columns * E.depthSamples
  }

  // MARK: - Cameras

  /// A query's rays through the squares of a grid.
  func bundle(_ grid: RayGrid, _ query: EpipolarCamera, _ views: [EpipolarCamera]) -> RayBundle {
    RayBundle(
      rows: grid.rows, columns: grid.columns, side: grid.side, height: sizes.imageHeight,
      width: sizes.imageWidth, pixelSide: Float(plane.pixelSide),
      cameras: views.flatMap { camera(query, $0) },
      depths: E.depths.map { Float($0) }, depthShares: E.shares.map { Float($0) },
      world: E.hasPointPositions ? world(query) : [])
  }

  /// Where the points of a query's rays are, in units of the farthest depth; see `gqn_rays`.
  private func world(_ query: EpipolarCamera) -> [Float] {
    let side = plane.pixelSide
    return [query.position, query.forward, side * query.right, -side * query.up].flatMap { vector in
      (0..<3).map { Float(vector[$0] / E.far) }
    }
  }

  /// How a view sees the points of a query's rays; see `gqn_rays`.
  private func camera(_ query: EpipolarCamera, _ view: EpipolarCamera) -> [Float] {
    let side = plane.pixelSide
    func seen(_ vector: SIMD3<Double>) -> [Float] {
      [
        Float((vector * view.right).sum() / side), Float(-(vector * view.up).sum() / side),
        Float((vector * view.forward).sum()),
      ]
    }
    return seen(query.position - view.position) + seen(query.forward) + seen(side * query.right)
      + seen(-side * query.up)
  }

  // MARK: - Points

  /// Where what is made of the points of some rows goes, from the first row on.
  @safe
  struct PointMemory {
    /// What is known of each point, its hidden channels, its score, values and depth channels.
    let points, hidden, outputs: UnsafeMutablePointer<Float>
    /// Of each ray the depths' shares, and what is made of all depths.
    let shares, depths: UnsafeMutablePointer<Float>

    /// Floats for so many points.
    static func count(_ E: EpipolarSizes, points: Int) -> Int {
      points * (E.pointInputChannels + E.pointChannels + E.pointOutputChannels + 1)
        + points / E.depthSamples * E.rayInputChannels
    }

    /// Divides a piece of memory.
    init(_ E: EpipolarSizes, points count: Int, _ base: UnsafeMutablePointer<Float>) {
      unsafe points = base
      unsafe hidden = points + count * E.pointInputChannels
      unsafe outputs = hidden + count * E.pointChannels
      unsafe shares = outputs + count * E.pointOutputChannels
      unsafe depths = shares + count
    }

    private init(
      _ points: UnsafeMutablePointer<Float>, _ hidden: UnsafeMutablePointer<Float>,
      _ outputs: UnsafeMutablePointer<Float>, _ shares: UnsafeMutablePointer<Float>,
      _ depths: UnsafeMutablePointer<Float>
    ) {
      unsafe self.points = points
      unsafe self.hidden = hidden
      unsafe self.outputs = outputs
      unsafe self.shares = shares
      unsafe self.depths = depths
    }

    /// The same from a later ray on.
    func from(ray: Int, _ E: EpipolarSizes) -> PointMemory {
      let point = ray * E.depthSamples
      return unsafe PointMemory(
        points + point * E.pointInputChannels, hidden + point * E.pointChannels,
        outputs + point * E.pointOutputChannels, shares + point, depths + ray * E.rayInputChannels)
    }
  }

  /// The numbers that a softmax over the depths needs.
  var pointSizes: RayKernels.PointSizes {
    RayKernels.PointSizes(
      depths: E.depthSamples, values: E.pointChannels, depthChannels: E.depthChannels,
      ray: E.rayInputChannels)
  }

  /// Looks along the rays of some rows.
  ///
  /// - Parameters:
  ///   - bundle: rays through the latent grid.
  ///   - maps: of the views.
  ///   - rows: which rows.
  ///   - weights: the encoder's.
  ///   - memory: from the first of these rows on.
  ///   - scratch: ``Kernels/RayBundle/tapCount`` floats.
  ///   - rays: receives what lies along the rays, from the first row on.
  func look(
    _ bundle: RayBundle, _ maps: RayMaps, rows: Range<Int>, _ weights: RayWeights,
    _ memory: PointMemory, scratch: UnsafeMutablePointer<Float>,
    into rays: UnsafeMutablePointer<Float>
  ) {
    let rayCount = rows.count * grid.columns
    let points = rayCount * E.depthSamples
    unsafe RayKernels.statistics(bundle, maps, rows: rows, scratch: scratch, into: memory.points)
    unsafe RayKernels.layer(
      rows: points, inputs: E.pointInputChannels, outputs: E.pointChannels, memory.points,
      kernel: weights.hidden.base, bias: weights.hiddenBias.base, rectify: true,
      into: memory.hidden)
    unsafe RayKernels.layer(
      rows: points, inputs: E.pointChannels, outputs: E.pointOutputChannels, memory.hidden,
      kernel: weights.points.base, bias: weights.pointsBias.base, rectify: false,
      into: memory.outputs)
    unsafe RayKernels.attention(
      rays: rayCount, pointSizes, outputs: memory.outputs, shares: memory.shares,
      into: memory.depths)
    if E.hasPointPositions {
      unsafe RayKernels.directions(bundle, pointSizes, rows: rows, into: memory.depths)
    }
    unsafe RayKernels.layer(
      rows: rayCount, inputs: E.rayInputChannels, outputs: E.rayChannels, memory.depths,
      kernel: weights.rays.base, bias: weights.raysBias.base, rectify: false, into: rays)
  }

  // MARK: - Colours

  /// The colour path as kernels take it.
  func colours(_ weights: RayWeights) -> RayKernels.Colours {
    unsafe RayKernels.Colours(
      weights.colours.base, hidden: E.colourChannels, rows: grid.rows, side: grid.side)
  }

  /// The picture's columns in whole vectors.
  var paddedColumns: Int { Self.padded(pixels.columns) }
  /// Floats of the scores spread over the columns.
  var spreadCount: Int { grid.rows * E.depthSamples * paddedColumns }
  /// Floats of a blended picture.
  var blendedCount: Int { pixels.count * EpipolarSizes.blendedChannels }
  /// Floats that are kept of 16 pixels for the way back, and of a row.
  func keptCount(views: Int) -> Int {
    RayKernels.keptCount(views: views, depths: E.depthSamples)
  }
  func keptRowCount(views: Int) -> Int {
    paddedColumns / WinogradKernels.block * keptCount(views: views)
  }
  /// Floats that blending needs for a while.
  func blendScratchCount(views: Int) -> Int {
    RayKernels.blendScratchCount(
      views: views, depths: E.depthSamples, hidden: E.colourChannels)
  }

  /// Spreads the scores of all points over the columns.
  func spread(
    _ scores: UnsafePointer<Float>, stride: Int, into spread: UnsafeMutablePointer<Float>
  ) {
    unsafe RayKernels.spread(
      rows: grid.rows, columns: grid.columns, depths: E.depthSamples, side: grid.side,
      paddedColumns: paddedColumns, scores: scores, stride: stride, into: spread)
  }
}
