internal import Kernels
package import Tensors

/// The epipolar representation: what the given views show along each ray of the query camera.
///
/// Cameras are known, so nothing of projective geometry has to be learned from pixels. A ray goes through each
/// position of the latent grid; its points are looked up in the features of every view, what the views agree on
/// is weighed over the depths, and the result stands where the query camera will see it.
///
/// This is the plain form. Legend: `V` views, `H W` picture, `h w` latent grid, `D` depths, `F` features and colours of
/// a view, `P` channels of a point, `Q` of its depth, `R` of a ray; a network's cameras are level.
/// - Source: after Tobin et al., "Geometry-aware neural rendering", NeurIPS 2019; Yu et al., "pixelNeRF", CVPR
///   2021; Wang et al., "IBRNet", CVPR 2021.
package struct EpipolarEncoder: Sendable {
  let hyperparameters: Hyperparameters
  let plane: PicturePlane

  /// Describes the encoder of a network.
  package init(_ hyperparameters: Hyperparameters) {
    self.hyperparameters = hyperparameters
    plane = PicturePlane(hyperparameters)
  }

  var sizes: EpipolarSizes { hyperparameters.epipolar }
  /// Half the picture's sides: the size of the feature maps.
  var mapHeight: Int { hyperparameters.imageHeight / 2 }
  var mapWidth: Int { hyperparameters.imageWidth / 2 }

  // MARK: - Layers

  /// All layers, in the order of their names.
  package var layers: [ConvolutionLayer] {
    let colours = hyperparameters.hasColourPath ? ColourPath(hyperparameters).layers : []
    return [edgesLayer] + featureLayers + [hiddenLayer, pointsLayer, raysLayer] + colours
  }

  var edgesLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.featureEdges,
      convolution: Convolution(
        kernel: 5, from: Hyperparameters.imageChannels, to: sizes.featureChannels, stride: 2))
  }

  /// The layers of the features. What each but the first makes of what is positive is added to what it was made of;
  /// taps two elements apart let few layers see far.
  var featureLayers: [ConvolutionLayer] {
    (0..<sizes.featureLayers).map { index in
      ConvolutionLayer(
        names: VariableNames.features(index),
        convolution: Convolution(
          kernel: 3, from: sizes.featureChannels, to: sizes.featureChannels,
          dilation: index == 0 ? 1 : 2))
    }
  }

  var hiddenLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.pointHidden,
      convolution: Convolution(kernel: 1, from: sizes.pointInputChannels, to: sizes.pointChannels))
  }

  var pointsLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.points,
      convolution: Convolution(kernel: 1, from: sizes.pointChannels, to: sizes.pointOutputChannels))
  }

  var raysLayer: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.rays,
      convolution: Convolution(kernel: 1, from: sizes.rayInputChannels, to: sizes.rayChannels))
  }

  // MARK: - Views

  /// Computes what a query needs of a view.
  ///
  /// - Parameters:
  ///   - frame: the picture, `[H, W, 3]`, in [0, 1].
  ///   - pose: its camera's encoded pose, 7 numbers.
  ///   - parameters: the network's variables.
  /// - Returns: the view.
  package func view(
    frame: Span<Float>, pose: [Float], parameters: borrowing ParameterStore
  ) -> EpipolarView {
    var edges = edgesLayer.forward(
      frame, height: hyperparameters.imageHeight, width: hyperparameters.imageWidth, parameters)
    var target = edges.mutableSpan
    Activation.rectify(&target)
    var inputs = [edges]
    var features = featureLayers[0].forward(
      edges.span, height: mapHeight, width: mapWidth, parameters)
    for layer in featureLayers.dropFirst() {
      var input = features
      var rectified = input.mutableSpan
      Activation.rectify(&rectified)
      inputs.append(input)
      var target = features.mutableSpan
      layer.forward(
        input.span, height: mapHeight, width: mapWidth, parameters, accumulate: true, into: &target)
    }
    return EpipolarView(
      camera: EpipolarCamera(encoded: pose), picture: frame.indices.map { frame[$0] },
      inputs: inputs, map: joined(features, frame))
  }

  /// Features with the mean colours of each 2×2 pixels behind them.
  private func joined(_ features: [Float], _ frame: Span<Float>) -> [Float] {
    let (colours, channels) = (Hyperparameters.imageChannels, sizes.featureChannels)
    let width = hyperparameters.imageWidth
    var map: [Float] = []
    map.reserveCapacity(mapHeight * mapWidth * sizes.viewChannels)
    for row in 0..<mapHeight {
      for column in 0..<mapWidth {
        let element = row * mapWidth + column
        map += features[element * channels..<(element + 1) * channels]
        for colour in 0..<colours {
          let first = (2 * row * width + 2 * column) * colours + colour
          let below = first + width * colours
          map.append(
            (frame[first] + frame[first + colours] + frame[below] + frame[below + colours]) / 4)
        }
      }
    }
    return map
  }

  func maps(_ views: [EpipolarView]) -> ViewMaps {
    ViewMaps(
      maps: views.map(\.map), height: mapHeight, width: mapWidth, channels: sizes.viewChannels,
      side: 2)
  }

  // MARK: - Queries

  /// What was made of a query.
  struct Activations {
    /// Where the points fall in the views, `[h · w, D, V]`.
    let places: [ViewPlace]
    /// What is known of the points, `[h · w, D, 2 F + 2]`, or 5 where they know their positions.
    let points: [Float]
    /// Rectified hidden channels, `[h · w, D, P]`, and score, values and depth channels, `[h · w, D, 1 + P + Q]`.
    let hidden, outputs: [Float]
    /// How much each depth counts, `[h · w, D]`.
    let shares: [Float]
    /// Weighted values, all depths side by side, and the rays' directions if they know them, `[h · w, P + D Q]` or
    /// 3 more.
    let depths: [Float]
    /// What lies along the rays, `[h · w, R]`.
    let rays: [Float]
    /// The camera.
    let query: EpipolarCamera
    /// The scores of the depths, `[h · w, D]`.
    let scores: [Float]
  }

  /// Looks along all rays of a query camera.
  ///
  /// - Parameters:
  ///   - query: the camera.
  ///   - views: at least one.
  ///   - parameters: the network's variables.
  /// - Returns: what lies there.
  func activations(
    query: EpipolarCamera, views: [EpipolarView], parameters: borrowing ParameterStore
  ) -> Activations {
    precondition(!views.isEmpty, "an epipolar representation without views")
    let grid = RayGrid.latent(hyperparameters)
    let places = grid.places(
      query, depths: sizes.depths, in: views.map(\.camera), plane: plane)
    let points = points(query, grid, places, views)
    let count = grid.count * sizes.depthSamples
    var hidden = hiddenLayer.forward(points.span, height: count, width: 1, parameters)
    var target = hidden.mutableSpan
    Activation.rectify(&target)
    let outputs = pointsLayer.forward(hidden.span, height: count, width: 1, parameters)
    let scores = stride(from: 0, to: outputs.count, by: sizes.pointOutputChannels).map {
      outputs[$0]
    }
    let shares = DepthSoftmax.forward(scores, depths: sizes.depthSamples)
    let depths = depths(query, grid, outputs, shares)
    let rays = raysLayer.forward(depths.span, height: grid.count, width: 1, parameters)
    return Activations(
      places: places, points: points, hidden: hidden, outputs: outputs, shares: shares,
      depths: depths, rays: rays, query: query, scores: scores)
  }

  /// What is known of each point: mean and variance over the views, the share of views, the depth, the position in
  /// units of the farthest depth.
  private func points(
    _ query: EpipolarCamera, _ grid: RayGrid, _ places: [ViewPlace], _ views: [EpipolarView]
  ) -> [Float] {
    let maps = maps(views)
    let (V, channels) = (views.count, sizes.pointInputChannels)
    let shares = sizes.shares
    let positions = grid.points(query, depths: sizes.depths, plane: plane)
    var points = [Float](repeating: 0, count: positions.count * channels)
    for point in positions.indices {
      let first = point * channels
      maps.statistics(places[point * V..<(point + 1) * V], into: &points, at: first)
      points[first + sizes.statisticsChannels + 1] = Float(shares[point % shares.count])
      for axis in 0..<sizes.placeChannels {
        points[first + sizes.statisticsChannels + 2 + axis] = Float(
          positions[point][axis] / sizes.far)
      }
    }
    return points
  }

  /// The values by their depths' shares, behind them the depth channels of all depths, and where each ray goes.
  private func depths(
    _ query: EpipolarCamera, _ grid: RayGrid, _ outputs: [Float], _ shares: [Float]
  ) -> [Float] {
    let (D, P, Q) = (sizes.depthSamples, sizes.pointChannels, sizes.depthChannels)
    let channels = sizes.pointOutputChannels
    let directions = grid.directions(query, plane: plane)
    var depths: [Float] = []
    for ray in 0..<grid.count {
      var values = [Float](repeating: 0, count: P)
      for point in ray * D..<(ray + 1) * D {
        let first = point * channels + 1
        for channel in 0..<P {
          values[channel] += shares[point] * outputs[first + channel]
        }
      }
      depths += values
      for point in ray * D..<(ray + 1) * D {
        let first = point * channels + 1 + P
        depths += outputs[first..<first + Q]
      }
      depths += (0..<sizes.placeChannels).map { Float(directions[ray][$0]) }
    }
    return depths
  }
}

/// A view as the epipolar representation looks at it.
package struct EpipolarView: Sendable {
  /// Where it was taken.
  let camera: EpipolarCamera
  /// The picture, `[H, W, 3]`.
  let picture: [Float]
  /// What each layer of the features was given, rectified, `[H/2, W/2, features]`; that of the first are the edges.
  let inputs: [[Float]]
  /// Features and colours, `[H/2, W/2, F]`: element (i, j) stands for the 2×2 pixels from (2i, 2j) on.
  let map: [Float]
}
