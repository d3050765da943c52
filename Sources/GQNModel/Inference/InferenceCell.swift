internal import Kernels
package import Tensors

/// The inference core: a convolutional LSTM that sees the target picture and what the generator has painted
/// so far, and the layers around it. Only training uses it.
///
/// This is the plain form: every product as tf-gqn writes it.
/// - Source: tf-gqn `gqn/gqn_draw.py`, `InferenceLSTMCell`.
package struct InferenceCell: Sendable {
  private let hyperparameters: Hyperparameters

  /// Describes the core of a network.
  package init(_ hyperparameters: Hyperparameters) {
    self.hyperparameters = hyperparameters
  }

  /// The state between two steps: cell `c` and hidden state `h`, both `[h, w, C]`.
  package struct State: Sendable {
    package var cell, hidden: [Float]
  }

  /// The state before the first step: zeros.
  package func initialState() -> State {
    let grid = hyperparameters.latentHeight * hyperparameters.latentWidth
    let zeros = [Float](repeating: 0, count: grid * hyperparameters.hiddenChannels)
    return State(cell: zeros, hidden: zeros)
  }

  /// The four convolutions whose sum are the gates: of r, pose, the generator's hidden state and x.
  package var gateInputs: [ConvolutionLayer] {
    hyperparameters.gateInputs([
      (VariableNames.inferenceRepresentation, hyperparameters.representationChannels),
      (VariableNames.inferenceQueryPose, Hyperparameters.poseChannels),
      (VariableNames.inferenceGenerated, hyperparameters.hiddenChannels),
      (VariableNames.inferenceHidden, hyperparameters.hiddenChannels),
    ])
  }

  /// From target picture and canvas to the latent grid, without a bias.
  package var downsample: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.downsample,
      convolution: Convolution(
        kernel: Hyperparameters.canvasStride,
        from: Hyperparameters.imageChannels + hyperparameters.canvasChannels,
        to: hyperparameters.hiddenChannels, stride: Hyperparameters.canvasStride, padding: .valid),
      hasBias: false)
  }

  /// From the hidden state to μ and σ of the posterior.
  package var posterior: ConvolutionLayer { hyperparameters.eta(VariableNames.posterior) }

  /// What is added to the hidden state in place of a separate input: `x = h + conv(concat(target, canvas))`.
  ///
  /// - Parameters:
  ///   - state: the state before the step.
  ///   - view: target picture and canvas, `[H, W, 3 + canvas]`.
  ///   - parameters: the network's variables.
  /// - Returns: x, `[h, w, C]`.
  package func input(
    _ state: State, view: Span<Float>, parameters: borrowing ParameterStore
  ) -> [Float] {
    var x = state.hidden
    var target = x.mutableSpan
    downsample.forward(
      view, height: hyperparameters.imageHeight, width: hyperparameters.imageWidth, parameters,
      accumulate: true, into: &target)
    return x
  }

  /// Advances the state by one step.
  ///
  /// - Parameters:
  ///   - state: replaced by the next state.
  ///   - representation: r, tiled, `[h, w, C]`.
  ///   - pose: the query's encoded pose, tiled, `[h, w, 7]`.
  ///   - generated: the generator's hidden state before the step, `[h, w, C]`.
  ///   - input: x, of ``input(_:view:parameters:)``.
  ///   - parameters: the network's variables.
  /// - Returns: the gates, `[h, w, 4, C]`.
  package func advance(
    _ state: inout State, representation: Span<Float>, pose: Span<Float>, generated: Span<Float>,
    input: Span<Float>, parameters: borrowing ParameterStore
  ) -> [Float] {
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    var gates = [Float](repeating: 0, count: h * w * hyperparameters.gateChannels)
    var sum = gates.mutableSpan
    let inputs = gateInputs
    func add(_ index: Int, _ input: Span<Float>, into sum: inout MutableSpan<Float>) {
      inputs[index].forward(
        input, height: h, width: w, parameters, accumulate: true, into: &sum)
    }
    add(0, representation, into: &sum)
    add(1, pose, into: &sum)
    add(2, generated, into: &sum)
    add(3, input, into: &sum)
    hyperparameters.advance(cell: &state.cell, hidden: &state.hidden, gates: gates)
    return gates
  }
}
