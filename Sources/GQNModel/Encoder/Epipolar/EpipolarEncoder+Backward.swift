internal import Kernels
internal import Tensors

extension EpipolarEncoder {
  /// Adds the gradients of the encoder's variables by one query.
  ///
  /// - Parameters:
  ///   - activations: of the query.
  ///   - views: what it was given.
  ///   - raysGradient: of what lies along the rays, `[h · w, R]`.
  ///   - scoresGradient: of the depths' scores by the colour path, `[h · w, D]`; empty without one.
  ///   - parameters: the network's variables.
  ///   - gradients: are added to.
  func backward(
    _ activations: Activations, views: [EpipolarView], raysGradient: [Float],
    scoresGradient: [Float], parameters: borrowing ParameterStore,
    into gradients: inout ParameterStore
  ) {
    let count = activations.shares.count
    var depths = zeros(activations.depths)
    raysLayer.backward(
      activations.depths.span, raysGradient.span, height: count / sizes.depthSamples, width: 1,
      parameters, into: &gradients, &depths)
    var outputs = outputsGradient(activations, depths)
    for (point, gradient) in scoresGradient.enumerated() {
      outputs[point * sizes.pointOutputChannels] += gradient
    }
    var hidden = zeros(activations.hidden)
    pointsLayer.backward(
      activations.hidden.span, outputs.span, height: count, width: 1, parameters, into: &gradients,
      &hidden)
    var target = hidden.mutableSpan
    Activation.rectifyBackward(activations.hidden.span, gradient: &target)
    var points = zeros(activations.points)
    hiddenLayer.backward(
      activations.points.span, hidden.span, height: count, width: 1, parameters, into: &gradients,
      &points)
    let maps = mapGradients(activations, points, views)
    for (view, gradient) in zip(views, maps) {
      backward(view, mapGradient: gradient, parameters, &gradients)
    }
  }

  /// The gradient of score, values and depth channels by what was made of all depths of a ray.
  private func outputsGradient(_ activations: Activations, _ depths: [Float]) -> [Float] {
    let (D, P, Q) = (sizes.depthSamples, sizes.pointChannels, sizes.depthChannels)
    let (channels, side) = (sizes.pointOutputChannels, sizes.rayInputChannels)
    var outputs = zeros(activations.outputs)
    var shares = zeros(activations.shares)
    for point in shares.indices {
      let (ray, depth) = point.quotientAndRemainder(dividingBy: D)
      let start = point * channels + 1
      for channel in 0..<P {
        let gradient = depths[ray * side + channel]
        shares[point] += gradient * activations.outputs[start + channel]
        outputs[start + channel] = gradient * activations.shares[point]
      }
      for channel in 0..<Q {
        outputs[start + P + channel] = depths[ray * side + P + depth * Q + channel]
      }
    }
    let scores = DepthSoftmax.backward(activations.shares, gradient: shares, depths: D)
    for point in scores.indices {
      outputs[point * channels] = scores[point]
    }
    return outputs
  }

  /// The gradients of the views' maps by what is known of all points.
  private func mapGradients(
    _ activations: Activations, _ points: [Float], _ views: [EpipolarView]
  ) -> [[Float]] {
    let maps = maps(views)
    let (V, channels) = (views.count, sizes.pointInputChannels)
    var gradients = views.map { zeros($0.map) }
    for point in activations.shares.indices {
      let part = point * channels..<(point + 1) * channels
      maps.backward(
        activations.places[point * V..<(point + 1) * V],
        point: activations.points.span.extracting(part), gradient: points.span.extracting(part),
        into: &gradients)
    }
    return gradients
  }

  /// Adds the gradients of the layers that made a view's map, whose colours have no variables.
  private func backward(
    _ view: EpipolarView, mapGradient: [Float], _ parameters: borrowing ParameterStore,
    _ gradients: inout ParameterStore
  ) {
    let channels = sizes.featureChannels
    var features = (0..<mapHeight * mapWidth * channels).map { index in
      mapGradient[index / channels * sizes.viewChannels + index % channels]
    }
    for (index, layer) in featureLayers.enumerated().reversed() {
      let input = view.inputs[index]
      var gradient = zeros(input)
      layer.backward(
        input.span, features.span, height: mapHeight, width: mapWidth, parameters,
        into: &gradients, &gradient)
      var target = gradient.mutableSpan
      Activation.rectifyBackward(input.span, gradient: &target)
      // What a later layer makes is added to what it was made of; the edges are replaced.
      features = index == 0 ? gradient : zip(features, gradient).map { $0 + $1 }
    }
    edgesLayer.backwardToVariables(
      view.picture.span, features.span, height: hyperparameters.imageHeight,
      width: hyperparameters.imageWidth, into: &gradients)
  }

  private func zeros(_ array: [Float]) -> [Float] { [Float](repeating: 0, count: array.count) }
}
