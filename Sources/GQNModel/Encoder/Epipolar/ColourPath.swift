internal import Kernels
internal import Tensors

/// The colour path of the epipolar representation: a picture blended from the given views, at full resolution.
///
/// Each pixel's own ray has the same depths as the coarse rays. Its points' colours are looked up in the views, and each
/// view at each depth is weighed: by how well the views agree there and how many see the point, by the coarse ray's score,
/// by what this view shows, by how near its own ray is to the query's, and by what the generator, which has seen the
/// whole scene, says of the pixel's depths. What the views show is so copied rather than
/// painted anew, and where one is hidden the others count; the rest of the pixel is left to what is painted.
/// - Source: after Wang et al., "IBRNet", CVPR 2021, which weighs views by colours and directions in the same way.
struct ColourPath: Sendable {
  let hyperparameters: Hyperparameters
  let plane: PicturePlane

  init(_ hyperparameters: Hyperparameters) {
    self.hyperparameters = hyperparameters
    plane = PicturePlane(hyperparameters)
  }

  var sizes: EpipolarSizes { hyperparameters.epipolar }

  /// Its layers, in the order of their names.
  var layers: [ConvolutionLayer] { [hiddenLayer, viewLayer, scoreLayer] }

  /// From what is known of a point.
  var hiddenLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.colourHidden,
      convolution: Convolution(
        kernel: 1, from: EpipolarSizes.colourInputChannels, to: sizes.colourChannels))
  }

  /// From what a view shows there, to the same channels.
  var viewLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.colourViews,
      convolution: Convolution(
        kernel: 1, from: EpipolarSizes.colourViewChannels, to: sizes.colourChannels),
      hasBias: false)
  }

  /// The bias weighs all views against nothing.
  var scoreLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.colourScore,
      convolution: Convolution(kernel: 1, from: sizes.colourChannels, to: 1))
  }

  var upsampling: ScoreUpsampling {
    ScoreUpsampling(
      latent: .latent(hyperparameters), pixels: .pixels(hyperparameters), depths: sizes.depthSamples
    )
  }

  /// What a picture is blended from.
  struct Input {
    /// The camera.
    let query: EpipolarCamera
    /// The coarse rays' scores, for the pixels' rays, `[H · W, D]`.
    let scores: [Float]
    /// What the generator adds to the scores of all views at each depth, `[H · W, D]`; empty where it says nothing.
    let depthLogits: [Float]
  }

  /// Blends a picture.
  ///
  /// - Parameters:
  ///   - input: a query's.
  ///   - views: at least one.
  ///   - parameters: the network's variables.
  /// - Returns: the picture, `[H · W, 4]`: the colours by their shares, and the coverage, the sum of the shares.
  func blended(
    _ input: Input, views: [EpipolarView], parameters: borrowing ParameterStore
  ) -> [Float] {
    var blended: [Float] = []
    for index in 0..<hyperparameters.imageHeight {
      blended += row(index, input, views, parameters).blended
    }
    return blended
  }

  // MARK: - Rows of pixels

  /// What is made of a row of pixels, which is too much to be kept of all.
  struct Row {
    /// What is known of the points, `[W, D, 8]`: mean and variance of the colours, the share of views, the score.
    var points: [Float] = []
    /// What each view shows there, `[W, D, V, 4]`: its colour, and the cosine of the angle between its ray and the query's;
    /// 0 where it does not see the point.
    var views: [Float] = []
    /// How much it sees the point, `[W, D, V]`.
    var weights: [Float] = []
    /// Rectified hidden channels, `[W, D, V, hidden]`.
    var hidden: [Float] = []
    /// How much each view counts at each depth, `[W, D, V]`.
    var shares: [Float] = []
    /// The row of the picture, `[W, 4]`.
    var blended: [Float] = []
  }

  /// Blends a row of pixels.
  func row(
    _ index: Int, _ input: Input, _ views: [EpipolarView], _ parameters: borrowing ParameterStore
  ) -> Row {
    var row = Row()
    let firstPoint = index * hyperparameters.imageWidth * sizes.depthSamples
    for column in 0..<hyperparameters.imageWidth {
      for (depth, distance) in sizes.depths.enumerated() {
        let point = plane.point(
          input.query, x: Double(column) + 0.5, y: Double(index) + 0.5, depth: distance)
        look(
          at: point, input.query, views,
          score: input.scores[firstPoint + column * sizes.depthSamples + depth], &row)
      }
    }
    let count = row.weights.count
    row.hidden = hidden(row, views: views.count, parameters)
    var scores = scoreLayer.forward(row.hidden.span, height: count, width: 1, parameters)
    if !input.depthLogits.isEmpty {
      for place in scores.indices {
        scores[place] += input.depthLogits[firstPoint + place / views.count]
      }
    }
    row.shares = ViewShares.forward(
      scores, weights: row.weights, count: sizes.depthSamples * views.count)
    row.blended = blended(row, count: sizes.depthSamples * views.count)
    return row
  }

  /// What the views show at a point, and what is known of it.
  private func look(
    at point: SIMD3<Double>, _ query: EpipolarCamera, _ views: [EpipolarView], score: Float,
    _ row: inout Row
  ) {
    let colours = Hyperparameters.imageChannels
    var shown: [[Float]] = []
    var weights: [Float] = []
    for view in views {
      let place = plane.place(of: point, in: view.camera)
      let taps = BilinearTaps(x: place.x, y: place.y, height: plane.height, width: plane.width)
      let isSeen = place.weight > 0
      let colour = (0..<colours).map {
        isSeen ? taps.sample(view.picture, channels: colours, channel: $0) : 0
      }
      let cosine = ViewingAngle.cosine(at: point, from: query.position, and: view.camera.position)
      row.views += colour + [isSeen ? Float(cosine) : 0]
      shown.append(colour)
      weights.append(place.weight)
    }
    let statistics = (0..<colours).map { colour in
      ViewStatistics.forward(shown.map { $0[colour] }, weights: weights)
    }
    row.weights += weights
    row.points += statistics.map(\.mean) + statistics.map(\.variance)
    row.points += [weights.reduce(0, +) / Float(views.count), score]
  }

  /// Hidden channels: those of the point and those of the view, added and rectified.
  private func hidden(
    _ row: Row, views V: Int, _ parameters: borrowing ParameterStore
  ) -> [Float] {
    let (K, count) = (sizes.colourChannels, row.weights.count)
    let points = hiddenLayer.forward(
      row.points.span, height: count / V, width: 1, parameters)
    var hidden = viewLayer.forward(row.views.span, height: count, width: 1, parameters)
    for index in hidden.indices {
      hidden[index] += points[index / (V * K) * K + index % K]
    }
    var target = hidden.mutableSpan
    Activation.rectify(&target)
    return hidden
  }

  /// Colours by their shares, and the sum of these.
  private func blended(_ row: Row, count: Int) -> [Float] {
    let (colours, channels) = (Hyperparameters.imageChannels, EpipolarSizes.blendedChannels)
    var blended = [Float](repeating: 0, count: row.shares.count / count * channels)
    for (index, share) in row.shares.enumerated() {
      let start = index / count * channels
      for colour in 0..<colours {
        blended[start + colour] += share * row.views[index * (colours + 1) + colour]
      }
      blended[start + colours] += share
    }
    return blended
  }

  // MARK: - Backward

  /// Adds the gradients of the path's variables.
  ///
  /// - Parameters:
  ///   - input: the query's.
  ///   - views: what it was given.
  ///   - blendedGradient: of the picture, `[H · W, 4]`.
  ///   - parameters: the network's variables.
  ///   - gradients: are added to.
  /// - Returns: the gradients of the coarse scores, `[h · w, D]`, and of the depth logits, `[H · W, D]`. Colours and
  ///   cameras are given, and have none.
  func backward(
    _ input: Input, views: [EpipolarView], blendedGradient: [Float],
    parameters: borrowing ParameterStore, into gradients: inout ParameterStore
  ) -> (coarseScores: [Float], depthLogits: [Float]) {
    let width = hyperparameters.imageWidth * EpipolarSizes.blendedChannels
    var (scores, depthLogits): ([Float], [Float]) = ([], [])
    for index in 0..<hyperparameters.imageHeight {
      let row = row(index, input, views, parameters)
      let ofRow = backward(
        row, views: views.count, Array(blendedGradient[index * width..<(index + 1) * width]),
        parameters, &gradients)
      scores += ofRow.scores
      depthLogits += ofRow.depthLogits
    }
    var coarse = [Float](
      repeating: 0, count: RayGrid.latent(hyperparameters).count * sizes.depthSamples)
    upsampling.backward(scores, into: &coarse)
    return (coarse, depthLogits)
  }

  /// Adds the gradients of the variables by a row; the results are those of the points' scores and of the depth logits,
  /// `[W, D]` both.
  private func backward(
    _ row: Row, views V: Int, _ gradient: [Float], _ parameters: borrowing ParameterStore,
    _ gradients: inout ParameterStore
  ) -> (scores: [Float], depthLogits: [Float]) {
    let (K, count) = (sizes.colourChannels, row.weights.count)
    let scores = ViewShares.backward(
      row.shares, gradient: sharesGradient(row, gradient, count: sizes.depthSamples * V),
      count: sizes.depthSamples * V)
    var hidden = [Float](repeating: 0, count: row.hidden.count)
    scoreLayer.backward(
      row.hidden.span, scores.span, height: count, width: 1, parameters, into: &gradients, &hidden)
    var target = hidden.mutableSpan
    Activation.rectifyBackward(row.hidden.span, gradient: &target)
    viewLayer.backwardToVariables(
      row.views.span, hidden.span, height: count, width: 1, into: &gradients)
    // The point's part is that of all its views.
    var common = [Float](repeating: 0, count: hidden.count / V)
    for index in hidden.indices {
      common[index / (V * K) * K + index % K] += hidden[index]
    }
    var points = [Float](repeating: 0, count: row.points.count)
    hiddenLayer.backward(
      row.points.span, common.span, height: count / V, width: 1, parameters, into: &gradients,
      &points)
    let channels = EpipolarSizes.colourInputChannels
    return (
      stride(from: channels - 1, to: points.count, by: channels).map { points[$0] },
      stride(from: 0, to: count, by: V).map { scores[$0..<$0 + V].reduce(0, +) }
    )
  }

  /// The gradient of the shares by that of a row of the picture.
  private func sharesGradient(_ row: Row, _ gradient: [Float], count: Int) -> [Float] {
    let colours = Hyperparameters.imageChannels
    return row.shares.indices.map { index in
      let start = index / count * (colours + 1)
      return (0..<colours).reduce(gradient[start + colours]) {
        $0 + gradient[start + $1] * row.views[index * (colours + 1) + $1]
      }
    }
  }
}
