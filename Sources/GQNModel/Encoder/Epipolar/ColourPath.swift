internal import Kernels
internal import Tensors

/// The colour path of the epipolar representation: a picture blended from the given views, at full resolution.
///
/// Each pixel's own ray has the same depths as the coarse rays. Its points' colours are looked up in the views; how
/// well they agree, how many views see the point and the coarse ray's score give each depth its weight. What the views
/// show is so copied rather than painted anew.
struct ColourPath: Sendable {
  let hyperparameters: Hyperparameters
  let plane: PicturePlane

  init(_ hyperparameters: Hyperparameters) {
    self.hyperparameters = hyperparameters
    plane = PicturePlane(hyperparameters)
  }

  var sizes: EpipolarSizes { hyperparameters.epipolar }

  /// Its layers, in the order of their names.
  var layers: [ConvolutionLayer] { [hiddenLayer, scoreLayer] }

  var hiddenLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.colourHidden,
      convolution: Convolution(
        kernel: 1, from: EpipolarSizes.colourInputChannels, to: sizes.colourChannels))
  }

  var scoreLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.colourScore,
      convolution: Convolution(kernel: 1, from: sizes.colourChannels, to: 1),
      // What is added to all scores of a ray changes nothing.
      hasBias: false)
  }

  var upsampling: ScoreUpsampling {
    ScoreUpsampling(
      latent: .latent(hyperparameters), pixels: .pixels(hyperparameters), depths: sizes.depthSamples
    )
  }

  /// What was made of a query.
  struct Activations {
    /// What is known of the points, `[H · W, D, 8]`: the means come first.
    let points: [Float]
    /// Rectified hidden channels, `[H · W, D, hidden]`.
    let hidden: [Float]
    /// How much each depth counts, `[H · W, D]`.
    let shares: [Float]
    /// The picture, `[H · W, 3]`.
    let blended: [Float]
  }

  /// Blends a picture.
  ///
  /// - Parameters:
  ///   - query: the camera.
  ///   - views: at least one.
  ///   - coarseScores: of the rays through the latent grid, `[h · w, D]`.
  ///   - parameters: the network's variables.
  /// - Returns: the picture, and what a backward pass needs.
  func activations(
    query: EpipolarCamera, views: [EpipolarView], coarseScores: [Float],
    parameters: borrowing ParameterStore
  ) -> Activations {
    let grid = RayGrid.pixels(hyperparameters)
    let places = grid.places(
      query, depths: sizes.depths, in: views.map(\.camera), plane: plane)
    let points = points(places, views, upsampling.forward(coarseScores))
    let count = grid.count * sizes.depthSamples
    var hidden = hiddenLayer.forward(points.span, height: count, width: 1, parameters)
    var target = hidden.mutableSpan
    Activation.rectify(&target)
    let scores = scoreLayer.forward(hidden.span, height: count, width: 1, parameters)
    let shares = DepthSoftmax.forward(scores, depths: sizes.depthSamples)
    return Activations(
      points: points, hidden: hidden, shares: shares, blended: blended(points, shares))
  }

  /// Mean and variance of the colours, the share of views, and the coarse ray's score.
  private func points(
    _ places: [ViewPlace], _ views: [EpipolarView], _ scores: [Float]
  ) -> [Float] {
    let maps = ViewMaps(
      maps: views.map(\.picture), height: hyperparameters.imageHeight,
      width: hyperparameters.imageWidth, channels: Hyperparameters.imageChannels, side: 1)
    let channels = EpipolarSizes.colourInputChannels
    var points = [Float](repeating: 0, count: scores.count * channels)
    for point in scores.indices {
      maps.statistics(
        places[point * views.count..<(point + 1) * views.count], into: &points,
        at: point * channels)
      points[(point + 1) * channels - 1] = scores[point]
    }
    return points
  }

  /// The mean colours by their depths' shares.
  private func blended(_ points: [Float], _ shares: [Float]) -> [Float] {
    let (D, colours) = (sizes.depthSamples, Hyperparameters.imageChannels)
    var blended = [Float](repeating: 0, count: shares.count / D * colours)
    for point in shares.indices {
      for colour in 0..<colours {
        blended[point / D * colours + colour] +=
          shares[point] * points[point * EpipolarSizes.colourInputChannels + colour]
      }
    }
    return blended
  }

  // MARK: - Backward

  /// Adds the gradients of the path's variables.
  ///
  /// - Parameters:
  ///   - activations: of the query.
  ///   - blendedGradient: of the picture, `[H · W, 3]`.
  ///   - parameters: the network's variables.
  ///   - gradients: are added to.
  /// - Returns: the gradient of the coarse scores, `[h · w, D]`. Colours are given, and have none.
  func backward(
    _ activations: Activations, blendedGradient: [Float], parameters: borrowing ParameterStore,
    into gradients: inout ParameterStore
  ) -> [Float] {
    let (D, colours) = (sizes.depthSamples, Hyperparameters.imageChannels)
    let channels = EpipolarSizes.colourInputChannels
    let count = activations.shares.count
    let shares = (0..<count).map { point in
      (0..<colours).reduce(Float(0)) {
        $0 + blendedGradient[point / D * colours + $1] * activations.points[point * channels + $1]
      }
    }
    let scores = DepthSoftmax.backward(activations.shares, gradient: shares, depths: D)
    var hidden = [Float](repeating: 0, count: activations.hidden.count)
    scoreLayer.backward(
      activations.hidden.span, scores.span, height: count, width: 1, parameters, into: &gradients,
      &hidden)
    var target = hidden.mutableSpan
    Activation.rectifyBackward(activations.hidden.span, gradient: &target)
    var points = [Float](repeating: 0, count: activations.points.count)
    hiddenLayer.backward(
      activations.points.span, hidden.span, height: count, width: 1, parameters, into: &gradients,
      &points)
    var coarse = [Float](
      repeating: 0, count: RayGrid.latent(hyperparameters).count * D)
    upsampling.backward(
      stride(from: channels - 1, to: points.count, by: channels).map { points[$0] }, into: &coarse)
    return coarse
  }
}
