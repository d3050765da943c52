/// A map of each view, of the same size, that rays' points are looked up in.
struct ViewMaps {
  /// For each view `[height, width, channels]`.
  let maps: [[Float]]
  let height, width, channels: Int
  /// The side of an element in pixels.
  let side: Int

  private func taps(_ place: ViewPlace) -> BilinearTaps {
    BilinearTaps(
      x: place.x / Float(side), y: place.y / Float(side), height: height, width: width)
  }

  /// What the views show at the places of a point: mean and variance of each channel, and the share of views.
  ///
  /// - Parameters:
  ///   - places: one of each view.
  ///   - points: receives the means, then the variances, then `Σ w / V`: `2 · channels + 1` numbers.
  ///   - start: where in `points`.
  func statistics(_ places: ArraySlice<ViewPlace>, into points: inout [Float], at start: Int) {
    let weights = places.map(\.weight)
    let taps = places.map { self.taps($0) }
    for channel in 0..<channels {
      let values = self.values(taps, weights, channel)
      let (mean, variance) = ViewStatistics.forward(values, weights: weights)
      points[start + channel] = mean
      points[start + channels + channel] = variance
    }
    points[start + 2 * channels] = weights.reduce(0, +) / Float(weights.count)
  }

  /// Adds the gradients of the maps by the statistics of a point.
  ///
  /// - Parameters:
  ///   - places: one of each view.
  ///   - point: what ``statistics(_:into:at:)`` gave.
  ///   - gradient: of it; that of the share goes nowhere.
  ///   - mapGradients: of each map; are added to.
  func backward(
    _ places: ArraySlice<ViewPlace>, point: Span<Float>, gradient: Span<Float>,
    into mapGradients: inout [[Float]]
  ) {
    let weights = places.map(\.weight)
    let taps = places.map { self.taps($0) }
    for channel in 0..<channels {
      let gradients = ViewStatistics.backward(
        values(taps, weights, channel), weights: weights, mean: point[channel],
        meanGradient: gradient[channel], varianceGradient: gradient[channels + channel])
      for view in maps.indices where weights[view] > 0 {
        taps[view].backward(
          gradients[view], channels: channels, channel: channel, into: &mapGradients[view])
      }
    }
  }

  private func values(_ taps: [BilinearTaps], _ weights: [Float], _ channel: Int) -> [Float] {
    maps.indices.map { view in
      weights[view] > 0
        ? taps[view].sample(maps[view], channels: channels, channel: channel) : 0
    }
  }
}
