internal import Kernels
internal import Tensors

/// The weights of an epipolar encoder's queries in the order in which kernels read them.
final class RayWeights: Sendable {
  private let sizes: Hyperparameters
  /// Kernels `[in, out]` and biases of the layers of points and rays.
  let hidden, hiddenBias, points, pointsBias, rays, raysBias: SharedBlock
  /// Of each hidden channel of the colour path: 8 weights of a point, a bias, 4 weights of a view, its weight in the
  /// score; then the bias of the score.
  let colours: SharedBlock

  init(_ sizes: Hyperparameters) {
    self.sizes = sizes
    let E = sizes.epipolar
    hidden = SharedBlock(count: E.pointInputChannels * E.pointChannels)
    hiddenBias = SharedBlock(count: E.pointChannels)
    points = SharedBlock(count: E.pointChannels * E.pointOutputChannels)
    pointsBias = SharedBlock(count: E.pointOutputChannels)
    rays = SharedBlock(count: E.rayInputChannels * E.rayChannels)
    raysBias = SharedBlock(count: E.rayChannels)
    colours = SharedBlock(
      count: sizes.hasColourPath
        ? RayKernels.colourWeightCount(hidden: E.colourChannels) : 0)
  }

  /// Copies the weights of a store.
  convenience init(_ sizes: Hyperparameters, _ parameters: borrowing ParameterStore) {
    self.init(sizes)
    let layout = parameters.layout
    unsafe parameters.values.withUnsafeBufferPointer { values in
      if let base = values.baseAddress { load(unsafe Weights(layout, base)) }
    }
  }

  /// Copies the weights, which change from batch to batch.
  func load(_ weights: Weights) {
    for (block, name) in [
      (hidden, VariableNames.pointHidden.kernel), (hiddenBias, VariableNames.pointHidden.bias),
      (points, VariableNames.points.kernel), (pointsBias, VariableNames.points.bias),
      (rays, VariableNames.rays.kernel), (raysBias, VariableNames.rays.bias),
    ] {
      unsafe block.base.update(from: weights[name], count: block.count)
    }
    guard sizes.hasColourPath else { return }
    forEachColourWeight(sizes) { name, index, place in
      unsafe colours.base[place] = weights[name][index]
    }
  }
}

/// Calls a closure with each weight of the colour path: its variable, its index there, and where it lies in
/// ``RayWeights/colours``.
func forEachColourWeight(_ sizes: Hyperparameters, _ body: (String, Int, Int) -> Void) {
  let (K, width) = (sizes.epipolar.colourChannels, RayKernels.colourWeights)
  let inputs = EpipolarSizes.colourInputChannels
  let views = EpipolarSizes.colourViewChannels
  for k in 0..<K {
    for input in 0..<inputs {
      body(VariableNames.colourHidden.kernel, input * K + k, k * width + input)
    }
    body(VariableNames.colourHidden.bias, k, k * width + inputs)
    for input in 0..<views {
      body(VariableNames.colourViews.kernel, input * K + k, k * width + inputs + 1 + input)
    }
    body(VariableNames.colourScore.kernel, k, k * width + inputs + 1 + views)
  }
  body(VariableNames.colourScore.bias, 0, K * width)
}
