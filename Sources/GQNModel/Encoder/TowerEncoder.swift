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
  /// - Returns: `[h, w, C]` of a tower, `[1, 1, C]` else.
  package static func representation(
    frame: Span<Float>, pose: [Float], parameters: borrowing ParameterStore,
    _ hyperparameters: Hyperparameters
  ) -> Tensor {
    representation(
      of: activations(frame: frame, pose: pose, parameters: parameters, hyperparameters),
      hyperparameters)
  }

  /// What the last layer's outputs come to: they themselves, or their mean over positions.
  static func representation(
    of activations: Activations, _ hyperparameters: Hyperparameters
  ) -> Tensor {
    let positions = hyperparameters.latentHeight * hyperparameters.latentWidth
    return Tensor(
      hyperparameters.representationShape,
      hyperparameters.encoder == .tower
        ? activations.tower : mean(of: activations.tower, positions: positions))
  }

  /// What each layer made of a view; a backward pass needs it.
  struct Activations {
    /// After the first convolution, `[2h, 2w, C]`.
    let half: [Float]
    /// The rectified branch of the first skip block, and its sum with the other, `[2h, 2w, C/2]`.
    let firstBranch, joined: [Float]
    /// After the second convolution of stride 2, `[h, w, C]`, and with the pose, `[h, w, C + 7]`.
    let quarter, posed: [Float]
    /// The rectified branch of the second skip block, and its sum with the other, `[h, w, C/2]`.
    let secondBranch, joinedAgain: [Float]
    /// After the last two convolutions, `[h, w, C]`.
    let wide, tower: [Float]
  }

  /// Runs all layers on a view.
  static func activations(
    frame: Span<Float>, pose: [Float], parameters: borrowing ParameterStore,
    _ hyperparameters: Hyperparameters
  ) -> Activations {
    precondition(pose.count == Hyperparameters.poseChannels, "a pose of \(pose.count) numbers")
    let (H, W) = (hyperparameters.imageHeight, hyperparameters.imageWidth)
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    let picture = frame.indices.map { frame[$0] }
    let half = apply(0, picture, H, W, parameters, hyperparameters)
    let firstBranch = apply(2, half, 2 * h, 2 * w, parameters, hyperparameters)
    let joined = skip(1, half, around: firstBranch, 2 * h, 2 * w, parameters, hyperparameters)
    let quarter = apply(3, joined, 2 * h, 2 * w, parameters, hyperparameters)
    let posed = concatenate(quarter, pose: pose, positions: h * w)
    let secondBranch = apply(5, posed, h, w, parameters, hyperparameters)
    let joinedAgain = skip(4, posed, around: secondBranch, h, w, parameters, hyperparameters)
    let wide = apply(6, joinedAgain, h, w, parameters, hyperparameters)
    let tower = apply(7, wide, h, w, parameters, hyperparameters)
    return Activations(
      half: half, firstBranch: firstBranch, joined: joined, quarter: quarter, posed: posed,
      secondBranch: secondBranch, joinedAgain: joinedAgain, wide: wide, tower: tower)
  }

  /// A layer's convolution with its variables.
  static func layer(_ index: Int, _ hyperparameters: Hyperparameters) -> ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.encoder(hyperparameters.encoder, index),
      convolution: layers(hyperparameters)[index])
  }

  /// A convolution and a ReLU.
  private static func apply(
    _ index: Int, _ input: [Float], _ height: Int, _ width: Int,
    _ parameters: borrowing ParameterStore, _ hyperparameters: Hyperparameters
  ) -> [Float] {
    var output = layer(index, hyperparameters).forward(
      input.span, height: height, width: width, parameters)
    var target = output.mutableSpan
    Activation.rectify(&target)
    return output
  }

  /// A 1×1 convolution without a ReLU, plus what went through the 3×3 one.
  private static func skip(
    _ index: Int, _ input: [Float], around branch: [Float], _ height: Int, _ width: Int,
    _ parameters: borrowing ParameterStore, _ hyperparameters: Hyperparameters
  ) -> [Float] {
    let skipped = layer(index, hyperparameters).forward(
      input.span, height: height, width: width, parameters)
    return zip(skipped, branch).map { $0 + $1 }
  }

  /// Puts the pose behind the channels of every position.
  private static func concatenate(_ input: [Float], pose: [Float], positions: Int) -> [Float] {
    let channels = input.count / positions
    var output: [Float] = []
    output.reserveCapacity(positions * (channels + pose.count))
    for position in 0..<positions {
      output += input[position * channels..<(position + 1) * channels]
      output += pose
    }
    return output
  }

  private static func mean(of tower: [Float], positions: Int) -> [Float] {
    let channels = tower.count / positions
    return (0..<channels).map { channel in
      let sum = (0..<positions).reduce(0.0) { $0 + Double(tower[$1 * channels + channel]) }
      return Float(sum / Double(positions))
    }
  }
}
