internal import CKernels

/// The inner loops of the epipolar representation; `epipolar.h` has each of them in full.
package enum RayKernels {
  package typealias Source = UnsafePointer<Float>
  package typealias Target = UnsafeMutablePointer<Float>

  // MARK: - Points

  /// What the views show at the points of some rows of rays.
  package static func statistics(
    _ rays: RayBundle, _ maps: RayMaps, rows: Range<Int>, scratch: Target, into points: Target
  ) {
    unsafe rays.withRays { rays in
      unsafe maps.withMaps { maps in
        unsafe gqn_point_statistics(rays, maps, rows.lowerBound, rows.count, scratch, points)
      }
    }
  }

  /// Where the gradients of the views' maps are: `[view, rows, columns, element]`, with any distances.
  @safe
  package struct MapGradients {
    let base: Target
    let view, row, element: Int

    /// Describes gradients by the address of the first element and the distances of views, rows and elements.
    package init(_ base: Target, view: Int, row: Int, element: Int) {
      unsafe self.base = base
      self.view = view
      self.row = row
      self.element = element
    }
  }

  /// Adds the gradients of the maps' first channels by those of the means and variances of the points of some rows.
  package static func statisticsBackward(
    _ rays: RayBundle, _ maps: RayMaps, points: Source, gradients: Source, rows: Range<Int>,
    channels: Int, scratch: Target, into target: MapGradients
  ) {
    unsafe rays.withRays { rays in
      unsafe maps.withMaps { maps in
        unsafe gqn_point_statistics_backward(
          rays, maps, points, gradients, rows.lowerBound, rows.count, scratch, channels,
          target.base, target.view, target.row, target.element)
      }
    }
  }

  // MARK: - Depths

  /// How many numbers each point of a ray has: values and channels of its depth, beside a score.
  package struct PointSizes: Sendable {
    let depths: gqn_depths

    /// Describes points, and how many floats what is made of a ray takes.
    package init(depths: Int, values: Int, depthChannels: Int, ray: Int) {
      precondition(ray >= values + depths * depthChannels, "a ray of \(ray) floats")
      self.depths = gqn_depths(D: depths, P: values, Q: depthChannels, ray: ray)
    }

    func withSizes<Result>(_ body: (UnsafePointer<gqn_depths>) -> Result) -> Result {
      var depths = depths
      return unsafe body(&depths)
    }
  }

  /// A softmax over the depths of each ray.
  package static func attention(
    rays: Int, _ sizes: PointSizes, outputs: Source, shares: Target, into results: Target
  ) {
    unsafe sizes.withSizes { unsafe gqn_ray_attention($0, rays, outputs, shares, results) }
  }

  /// The gradients of scores, values and depth channels.
  package static func attentionBackward(
    rays: Int, _ sizes: PointSizes, outputs: Source, shares: Source, gradients: Source,
    scoreGradients: Source?, into outputGradients: Target
  ) {
    unsafe sizes.withSizes {
      unsafe gqn_ray_attention_backward(
        $0, rays, outputs, shares, gradients, scoreGradients, outputGradients)
    }
  }

  /// Where the rays of some rows go, in a world.
  package static func directions(
    _ rays: RayBundle, _ sizes: PointSizes, rows: Range<Int>, into results: Target
  ) {
    precondition(!rays.world.isEmpty, "rays in no world")
    unsafe rays.withRays { rays in
      unsafe sizes.withSizes { sizes in
        unsafe gqn_ray_directions(rays, sizes, rows.lowerBound, rows.count, results)
      }
    }
  }

  // MARK: - Layers of rows

  /// A 1×1 layer on rows: `rows · kernel + bias`, rectified if asked for.
  package static func layer(
    rows: Int, inputs: Int, outputs: Int, _ input: Source, kernel: Source, bias: Source,
    rectify: Bool, into output: Target
  ) {
    unsafe gqn_fill_rows(rows, outputs, bias, output)
    unsafe MatrixProduct.multiply(
      input, kernel, rows: rows, inner: inputs, columns: outputs, accumulate: true, into: output)
    if rectify { unsafe gqn_rectify(rows * outputs, output) }
  }

  /// Adds the gradients of a layer's kernel and bias.
  package static func layerBackwardToVariables(
    rows: Int, inputs: Int, outputs: Int, _ input: Source, gradient: Source, kernel: Target,
    bias: Target
  ) {
    unsafe MatrixProduct.multiply(
      input, gradient, rows: inputs, inner: rows, columns: outputs, transposing: .left,
      accumulate: true, into: kernel)
    unsafe gqn_add_rows(rows, outputs, gradient, outputs, bias)
  }

  /// The gradient of a layer's first inputs, as many as asked for.
  package static func layerBackwardToInput(
    rows: Int, inputs: Int, outputs: Int, gradient: Source, kernel: Source,
    into inputGradient: Target
  ) {
    unsafe MatrixProduct.multiply(
      gradient, kernel, rows: rows, inner: outputs, columns: inputs, transposing: .right,
      into: inputGradient)
  }

  /// Makes a gradient 0 where rectifying left nothing.
  package static func rectifyGradient(count: Int, rectified: Source, _ gradient: Target) {
    unsafe gqn_rectify_gradient(count, rectified, gradient)
  }

  /// Adds rows, `stride` floats apart, to a row of sums.
  package static func addRows(
    _ rows: Int, columns: Int, _ values: Source, stride: Int, to sums: Target
  ) {
    unsafe gqn_add_rows(rows, columns, values, stride, sums)
  }

  // MARK: - Colours

  /// Floats of a hidden channel of the colour path: 8 weights of a point, a bias, 4 weights of a view, and its weight in
  /// the score.
  package static let colourWeights = gqn_colour_weights

  /// Floats of all hidden channels, and the bias of the score.
  package static func colourWeightCount(hidden: Int) -> Int { hidden * colourWeights + 1 }

  /// What is kept of a view at a point: colour, cosine and share.
  package static let colourKept = gqn_colour_kept

  /// Floats that are kept of 16 pixels.
  package static func keptCount(views: Int, depths: Int) -> Int {
    16 * depths * (gqn_colour_inputs + gqn_colour_kept * views)
  }

  /// Floats of scratch memory that a row of the picture needs, there and back.
  package static func blendScratchCount(views: Int, depths: Int, hidden: Int) -> Int {
    16 * hidden + 17 * depths * (views + 1)
  }

  /// The colour path's weights, and the latent grid's rows and side.
  @safe
  package struct Colours {
    let weights: Source
    let hidden, rows, side: Int

    /// Describes the path; the weights must outlive it.
    package init(_ weights: Source, hidden: Int, rows: Int, side: Int) {
      unsafe self.weights = weights
      self.hidden = hidden
      self.rows = rows
      self.side = side
    }

    func withColours<Result>(_ body: (UnsafePointer<gqn_colours>) -> Result) -> Result {
      var colours = unsafe gqn_colours(weights: weights, hidden: hidden, rows: rows, side: side)
      return unsafe body(&colours)
    }
  }

  /// Spreads the scores of a latent grid's rays over the columns of the picture.
  package static func spread(
    rows: Int, columns: Int, depths: Int, side: Int, paddedColumns: Int, scores: Source,
    stride: Int, into spread: Target
  ) {
    unsafe gqn_spread_scores(rows, columns, depths, side, paddedColumns, scores, stride, spread)
  }

  /// The gradient of the scores by that of the spread ones, `[rows, columns, depths]`.
  package static func spreadBackward(
    rows: Int, columns: Int, depths: Int, side: Int, paddedColumns: Int, spread: Source,
    into scores: Target
  ) {
    unsafe gqn_spread_scores_backward(rows, columns, depths, side, paddedColumns, spread, scores)
  }

  /// One row of the picture blended from the views, `[columns, 4]`: colours and coverage.
  ///
  /// `kept` receives ``keptCount(views:depths:)`` floats of each 16 pixels, and `keptStride` is that number; or it is 0 where
  /// nothing has to be kept, and `kept` is memory for 16 pixels. `scratch` has ``blendScratchCount(views:depths:hidden:)``
  /// floats. `depthLogits` are those of the row's first pixel, `logitStride` from one pixel to the next.
  package static func blend(
    _ rays: RayBundle, _ colours: Colours, pictures: Source, spread: Source, depthLogits: Source?,
    logitStride: Int, row: Int, scratch: Target, kept: Target, keptStride: Int,
    into blended: Target
  ) {
    unsafe rays.withRays { rays in
      unsafe colours.withColours { colours in
        unsafe gqn_blend_row(
          rays, colours, pictures, spread, depthLogits, logitStride, row, scratch, kept,
          keptStride, blended)
      }
    }
  }

  /// Adds the gradients of the weights, sixteen parts of each, and of the spread scores; writes those of the row's depth
  /// logits if there are any.
  package static func blendBackward(
    _ rays: RayBundle, _ colours: Colours, kept: Source, blended: Source, gradient: Source,
    row: Int, scratch: Target, weights: Target, spread: Target, depthLogits: Target?,
    logitStride: Int
  ) {
    unsafe rays.withRays { rays in
      unsafe colours.withColours { colours in
        unsafe gqn_blend_row_backward(
          rays, colours, kept, blended, gradient, row, scratch, weights, spread, depthLogits,
          logitStride)
      }
    }
  }

  /// Mixes what is painted, `painted` floats a pixel, with what is blended; see `gqn_mix_colours`.
  package static func mix(
    pixels: Int, painted: Int, painting: Source, blended: Source, into mixed: Target
  ) {
    unsafe gqn_mix_colours(pixels, painted, painting, blended, mixed)
  }

  /// The gradients of both; of what is painted that of the first four channels.
  package static func mixBackward(
    pixels: Int, painted: Int, painting: Source, blended: Source, gradient: Source,
    into paintingGradient: Target, _ blendedGradient: Target
  ) {
    unsafe gqn_mix_colours_backward(
      pixels, painted, painting, blended, gradient, paintingGradient, blendedGradient)
  }
}
