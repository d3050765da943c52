package import Kernels
package import Tensors

/// The representation network ψ: one view and its camera pose become a representation.
///
/// The pool encoder is the tower followed by the mean over positions; both have the same layers.
/// Widths are `ENC_CHANNELS` and half of it, where tf-gqn writes 256 and 128 down as constants.
/// - Source: Eslami et al. 2018, supplement, figure S1; tf-gqn `gqn/gqn_encoder.py`, `tower_encoder`
///   and `pool_encoder`.
package enum TowerEncoder {
  /// The eight convolutions in the order of their names, `conv2d` to `conv2d_7`.
  package static func layers(_ hyperparameters: Hyperparameters) -> [Convolution] {
    let whole = hyperparameters.encoderChannels
    let half = whole / 2
    let withPose = whole + Hyperparameters.poseChannels
    return [
      Convolution(
        kernel: 2, from: Hyperparameters.imageChannels, to: whole, stride: 2, padding: .valid),
      Convolution(kernel: 1, from: whole, to: half),
      Convolution(kernel: 3, from: whole, to: half),
      Convolution(kernel: 2, from: half, to: whole, stride: 2, padding: .valid),
      Convolution(kernel: 1, from: withPose, to: half),
      Convolution(kernel: 3, from: withPose, to: half),
      Convolution(kernel: 3, from: half, to: whole),
      Convolution(kernel: 1, from: whole, to: whole),
    ]
  }

  /// The representation of one view.
  ///
  /// - Parameters:
  ///   - frame: the picture, `[H, W, 3]`, in [0, 1].
  ///   - pose: the seven numbers of the encoded camera pose.
  ///   - parameters: the network's variables.
  ///   - hyperparameters: the network's sizes.
  /// - Returns: `[h, w, C]` of a tower, `[1, 1, C]` of a pool encoder.
  package static func representation(
    frame: Span<Float>, pose: [Float], parameters: borrowing ParameterStore,
    _ hyperparameters: Hyperparameters
  ) -> Tensor {
    precondition(pose.count == Hyperparameters.poseChannels, "a pose of \(pose.count) numbers")
    let (H, W) = (hyperparameters.imageHeight, hyperparameters.imageWidth)
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    let half = apply(0, frame, H, W, parameters, hyperparameters)
    let joined = skipBlock(1, half, 2 * h, 2 * w, parameters, hyperparameters)
    let quarter = apply(3, joined.span, 2 * h, 2 * w, parameters, hyperparameters)
    let posed = concatenate(quarter, pose: pose, positions: h * w)
    let joinedAgain = skipBlock(4, posed, h, w, parameters, hyperparameters)
    let wide = apply(6, joinedAgain.span, h, w, parameters, hyperparameters)
    let tower = apply(7, wide.span, h, w, parameters, hyperparameters)
    return hyperparameters.encoder == .pool ? mean(of: tower, positions: h * w) : tower
  }

  /// A 1×1 convolution without a ReLU plus a 3×3 convolution with one: layers `index` and `index + 1`.
  private static func skipBlock(
    _ index: Int, _ input: borrowing Tensor, _ height: Int, _ width: Int,
    _ parameters: borrowing ParameterStore, _ hyperparameters: Hyperparameters
  ) -> Tensor {
    var sum = apply(
      index, input.span, height, width, parameters, hyperparameters, rectified: false)
    let other = apply(index + 1, input.span, height, width, parameters, hyperparameters)
    var target = sum.mutableSpan
    let source = other.span
    for element in source.indices {
      target[element] += source[element]
    }
    return sum
  }

  private static func apply(
    _ index: Int, _ input: Span<Float>, _ height: Int, _ width: Int,
    _ parameters: borrowing ParameterStore, _ hyperparameters: Hyperparameters,
    rectified: Bool = true
  ) -> Tensor {
    let layer = VariableNames.encoder(hyperparameters.encoder, index)
    let convolution = layers(hyperparameters)[index]
    let size = convolution.outputSize(height: height, width: width)
    var output = Tensor([size.height, size.width, convolution.outputChannels])
    var target = output.mutableSpan
    convolution.forward(
      input, batch: 1, height: height, width: width,
      kernel: parameters.values(layer.kernel), bias: parameters.values(layer.bias), into: &target)
    if rectified {
      Activation.rectify(&target)
    }
    return output
  }

  /// Puts the pose behind the channels of every position.
  private static func concatenate(
    _ input: borrowing Tensor, pose: [Float], positions: Int
  ) -> Tensor {
    let channels = input.count / positions
    var output = Tensor([positions, channels + pose.count])
    var target = output.mutableSpan
    let source = input.span
    for position in 0..<positions {
      let start = position * (channels + pose.count)
      for channel in 0..<channels {
        target[start + channel] = source[position * channels + channel]
      }
      for (offset, number) in pose.enumerated() {
        target[start + channels + offset] = number
      }
    }
    return output
  }

  private static func mean(of tower: borrowing Tensor, positions: Int) -> Tensor {
    let channels = tower.count / positions
    var mean = Tensor([1, 1, channels])
    var target = mean.mutableSpan
    let source = tower.span
    for channel in 0..<channels {
      var sum = 0.0
      for position in 0..<positions {
        sum += Double(source[position * channels + channel])
      }
      target[channel] = Float(sum / Double(positions))
    }
    return mean
  }
}
