internal import Kernels
internal import Tensors

extension TowerEncoder {
  /// Adds the gradients of the encoder's variables by one view.
  ///
  /// - Parameters:
  ///   - activations: of the view.
  ///   - frame: the picture, `[H, W, 3]`.
  ///   - representationGradient: of the view's representation, which is that of their sum: `[h, w, C]` of
  ///     a tower, `[1, 1, C]` of a pool encoder.
  ///   - parameters: the network's variables.
  ///   - hyperparameters: the network's sizes.
  ///   - gradients: are added to.
  static func backward(
    _ activations: Activations, frame: Span<Float>, representationGradient: Span<Float>,
    parameters: borrowing ParameterStore, _ hyperparameters: Hyperparameters,
    into gradients: inout ParameterStore
  ) {
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    var tower = spread(representationGradient, like: activations.tower)
    var wide = zeros(activations.wide)
    rectifiedBackward(
      7, activations.wide, activations.tower, &tower, &wide, h, w, parameters, hyperparameters,
      &gradients)
    var joinedAgain = zeros(activations.joinedAgain)
    rectifiedBackward(
      6, activations.joinedAgain, activations.wide, &wide, &joinedAgain, h, w, parameters,
      hyperparameters, &gradients)
    var posed = zeros(activations.posed)
    skipBackward(
      4, activations.posed, activations.secondBranch, joinedAgain, &posed, h, w, parameters,
      hyperparameters, &gradients)
    var quarter = withoutPose(posed, like: activations.quarter)
    var joined = zeros(activations.joined)
    rectifiedBackward(
      3, activations.joined, activations.quarter, &quarter, &joined, 2 * h, 2 * w, parameters,
      hyperparameters, &gradients)
    var half = zeros(activations.half)
    skipBackward(
      1, activations.half, activations.firstBranch, joined, &half, 2 * h, 2 * w, parameters,
      hyperparameters, &gradients)
    var gradient = half.mutableSpan
    Activation.rectifyBackward(activations.half.span, gradient: &gradient)
    layer(0, hyperparameters).backwardToVariables(
      frame, half.span, height: hyperparameters.imageHeight, width: hyperparameters.imageWidth,
      into: &gradients)
  }

  /// A convolution with a ReLU: `gradient` comes as that of the output and ends as that before the ReLU.
  private static func rectifiedBackward(
    _ index: Int, _ input: [Float], _ output: [Float], _ gradient: inout [Float],
    _ inputGradient: inout [Float], _ height: Int, _ width: Int,
    _ parameters: borrowing ParameterStore, _ hyperparameters: Hyperparameters,
    _ gradients: inout ParameterStore
  ) {
    var target = gradient.mutableSpan
    Activation.rectifyBackward(output.span, gradient: &target)
    layer(index, hyperparameters).backward(
      input.span, gradient.span, height: height, width: width, parameters, into: &gradients,
      &inputGradient)
  }

  /// Layers `index` and `index + 1`, whose sum has the gradient `gradient`.
  private static func skipBackward(
    _ index: Int, _ input: [Float], _ branch: [Float], _ gradient: [Float],
    _ inputGradient: inout [Float], _ height: Int, _ width: Int,
    _ parameters: borrowing ParameterStore, _ hyperparameters: Hyperparameters,
    _ gradients: inout ParameterStore
  ) {
    layer(index, hyperparameters).backward(
      input.span, gradient.span, height: height, width: width, parameters, into: &gradients,
      &inputGradient)
    var branchGradient = gradient
    rectifiedBackward(
      index + 1, input, branch, &branchGradient, &inputGradient, height, width, parameters,
      hyperparameters, &gradients)
  }

  /// The gradient of every position: its own of a tower, an equal share of the mean's of a pool encoder.
  private static func spread(
    _ representationGradient: Span<Float>, like tower: [Float]
  ) -> [Float] {
    let share = Float(representationGradient.count) / Float(tower.count)
    return tower.indices.map { index in
      share * representationGradient[index % representationGradient.count]
    }
  }

  /// The channels in front of the pose's.
  private static func withoutPose(_ posed: [Float], like quarter: [Float]) -> [Float] {
    let poseCount = Hyperparameters.poseChannels
    let channels = quarter.count / ((posed.count - quarter.count) / poseCount)
    return quarter.indices.map { index in
      posed[index / channels * (channels + poseCount) + index % channels]
    }
  }

  private static func zeros(_ activations: [Float]) -> [Float] {
    [Float](repeating: 0, count: activations.count)
  }
}
