internal import Kernels
internal import Tensors

/// The weights of a 3×3 layer of the features in the order of its convolutions, channels in whole blocks.
struct FeatureWeights: Sendable {
  private let names: VariableNames.Layer
  /// Features, and the same in whole blocks.
  private let features, channels: Int
  /// `[3, 3, channels, channels]`: forward, and back to the layer's input.
  let forward, back: SharedBlock
  /// `[channels]`.
  let bias: SharedBlock

  init(_ names: VariableNames.Layer, _ sizes: Hyperparameters) {
    self.names = names
    features = sizes.epipolar.featureChannels
    channels = FastRays.padded(features)
    forward = SharedBlock(count: 9 * channels * channels)
    back = SharedBlock(count: 9 * channels * channels)
    bias = SharedBlock(count: channels)
  }

  /// Floats of the gradients of weights and bias.
  static func gradientCount(_ sizes: Hyperparameters) -> Int {
    let channels = FastRays.padded(sizes.epipolar.featureChannels)
    return (9 * channels + 1) * channels
  }

  /// Puts the weights into order.
  func load(_ weights: Weights) {
    let F = features
    let kernel = unsafe weights[names.kernel]
    for tap in 0..<9 {
      for input in 0..<F {
        for output in 0..<F {
          let weight = unsafe kernel[(tap * F + input) * F + output]
          unsafe forward.base[(tap * channels + input) * channels + output] = weight
          // Back, taps run the other way.
          unsafe back.base[((8 - tap) * channels + output) * channels + input] = weight
        }
      }
    }
    for channel in 0..<F {
      unsafe bias.base[channel] = weights[names.bias][channel]
    }
  }

  /// Adds sums of gradients, the weights' and behind them the bias's, to those of the variables.
  func addGradients(_ sums: UnsafePointer<Float>, to gradients: WeightGradients) {
    let F = features
    let kernel = unsafe gradients[names.kernel]
    for tap in 0..<9 {
      for input in 0..<F {
        for output in 0..<F {
          unsafe kernel[(tap * F + input) * F + output] +=
            sums[(tap * channels + input) * channels + output]
        }
      }
    }
    for channel in 0..<F {
      unsafe gradients[names.bias][channel] += sums[9 * channels * channels + channel]
    }
  }
}
