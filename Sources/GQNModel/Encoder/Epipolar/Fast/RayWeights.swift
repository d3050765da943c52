internal import Kernels
internal import Tensors

/// The weights of an epipolar encoder's queries in the order in which kernels read them.
final class RayWeights: Sendable {
  private let sizes: Hyperparameters
  /// Kernels `[in, out]` and biases of the layers of points and rays.
  let hidden, hiddenBias, points, pointsBias, rays, raysBias: SharedBlock
  /// Of each hidden channel of the colour path: 8 weights, a bias, its weight in the score.
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
      count: sizes.hasColourPath ? E.colourChannels * RayKernels.colourWeights : 0)
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
    let (K, width) = (sizes.epipolar.colourChannels, RayKernels.colourWeights)
    let kernel = unsafe weights[VariableNames.colourHidden.kernel]
    let bias = unsafe weights[VariableNames.colourHidden.bias]
    let score = unsafe weights[VariableNames.colourScore.kernel]
    for k in 0..<K {
      let target = unsafe colours.base + k * width
      for input in 0..<EpipolarSizes.colourInputChannels {
        unsafe target[input] = kernel[input * K + k]
      }
      unsafe target[EpipolarSizes.colourInputChannels] = bias[k]
      unsafe target[EpipolarSizes.colourInputChannels + 1] = score[k]
    }
  }
}
