package import Kernels
package import Tensors

/// The generation core: a convolutional LSTM that paints on a canvas, and the layers around it.
///
/// This is the plain form: every product as the paper writes it, in its order.
/// - Source: Eslami et al. 2018, supplement, "Generation core"; tf-gqn `gqn/gqn_rnn.py`,
///   `GeneratorLSTMCell`, and `gqn/gqn_draw.py`.
package struct GeneratorCell: Sendable {
  private let hyperparameters: Hyperparameters

  /// Describes the core of a network.
  package init(_ hyperparameters: Hyperparameters) {
    self.hyperparameters = hyperparameters
  }

  /// The state between two steps: cell `c` and hidden state `h` `[h, w, C]`, canvas `u` `[4h, 4w, C]`.
  package struct State: Sendable {
    package var cell, hidden, canvas: [Float]
  }

  /// The state before the first step: zeros.
  package func initialState() -> State {
    let grid = hyperparameters.latentHeight * hyperparameters.latentWidth
    let pixels = hyperparameters.imageHeight * hyperparameters.imageWidth
    let zeros = [Float](repeating: 0, count: grid * hyperparameters.hiddenChannels)
    return State(
      cell: zeros, hidden: zeros,
      canvas: [Float](repeating: 0, count: pixels * hyperparameters.canvasChannels))
  }

  /// The four convolutions whose sum are the gates: of r, pose, z and the hidden state.
  package var gateInputs: [ConvolutionLayer] {
    hyperparameters.gateInputs([
      (VariableNames.representation, hyperparameters.representationChannels),
      (VariableNames.queryPose, Hyperparameters.poseChannels),
      (VariableNames.latent, hyperparameters.latentChannels),
      (VariableNames.hidden, hyperparameters.hiddenChannels),
    ])
  }

  /// From the hidden state to μ and σ of the prior.
  package var prior: ConvolutionLayer { hyperparameters.eta(VariableNames.prior) }

  /// From the canvas to what is painted: the image mean, and with a colour path a fourth channel and the depths' logits.
  package var image: ConvolutionLayer {
    ConvolutionLayer(
      names: VariableNames.image,
      convolution: Convolution(
        kernel: hyperparameters.imageKernelSize, from: hyperparameters.canvasChannels,
        to: hyperparameters.paintedChannels))
  }

  /// From the hidden state to what it adds to the canvas.
  package var upsample: TransposedConvolution {
    TransposedConvolution(
      kernel: Hyperparameters.canvasStride, from: hyperparameters.hiddenChannels,
      to: hyperparameters.canvasChannels)
  }

  /// Draws the latent variable of a step from the prior π of the state *before* the step.
  ///
  /// `(μ, σ) = conv(h)`, σ through `softplus(· + 0.5) + 1e-8`; `z = μ + σ · ε`.
  ///
  /// - Parameters:
  ///   - state: the state before the step.
  ///   - noise: ε, `[h, w, Z]`.
  ///   - parameters: the network's variables.
  /// - Returns: z, `[h, w, Z]`.
  /// - Source: tf-gqn `gqn/gqn_utils.py`, `eta` and `sample_z`.
  package func latent(
    of state: State, noise: Span<Float>, parameters: borrowing ParameterStore
  ) -> [Float] {
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    let Z = hyperparameters.latentChannels
    precondition(
      noise.count == h * w * Z, "noise of \(noise.count) numbers, not [\(h), \(w), \(Z)]")
    let eta = prior.forward(state.hidden.span, height: h, width: w, parameters)
    var z = [Float](repeating: 0, count: noise.count)
    var target = z.mutableSpan
    LatentGaussian.sample(eta.span, noise: noise, channels: Z, into: &target)
    return z
  }

  /// Advances the state by one step.
  ///
  /// - Parameters:
  ///   - state: replaced by the next state.
  ///   - representation: r, tiled, `[h, w, C]`.
  ///   - pose: the query's encoded pose, tiled, `[h, w, 7]`.
  ///   - latent: z, `[h, w, Z]`.
  ///   - parameters: the network's variables.
  /// - Returns: the gates, `[h, w, 4, C]`; of interest in training.
  @discardableResult
  package func advance(
    _ state: inout State, representation: Span<Float>, pose: Span<Float>, latent: Span<Float>,
    parameters: borrowing ParameterStore
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
    add(2, latent, into: &sum)
    add(3, state.hidden.span, into: &sum)
    hyperparameters.advance(cell: &state.cell, hidden: &state.hidden, gates: gates)
    paint(state.hidden, on: &state.canvas, parameters)
    return gates
  }

  /// Adds what the hidden state paints to the canvas.
  private func paint(
    _ hidden: [Float], on canvas: inout [Float], _ parameters: borrowing ParameterStore
  ) {
    var target = canvas.mutableSpan
    upsample.accumulate(
      hidden.span, batch: 1, height: hyperparameters.latentHeight,
      width: hyperparameters.latentWidth,
      weights: parameters.values(VariableNames.upsample.kernel),
      bias: parameters.values(VariableNames.upsample.bias), into: &target)
  }

  /// What is painted: the image mean, not clipped, `[H, W, 3]`; more channels with a colour path.
  package func painting(of state: State, parameters: borrowing ParameterStore) -> [Float] {
    image.forward(
      state.canvas.span, height: hyperparameters.imageHeight, width: hyperparameters.imageWidth,
      parameters)
  }
}

extension Hyperparameters {
  /// The convolutions of a core's inputs to its gates.
  func gateInputs(_ inputs: [(VariableNames.Layer, Int)]) -> [ConvolutionLayer] {
    inputs.map { names, channels in
      ConvolutionLayer(
        names: names,
        convolution: Convolution(kernel: gateKernelSize, from: channels, to: gateChannels))
    }
  }

  /// From a hidden state to μ and σ of the latent variable.
  func eta(_ names: VariableNames.Layer) -> ConvolutionLayer {
    ConvolutionLayer(
      names: names,
      convolution: Convolution(
        kernel: latentKernelSize, from: hiddenChannels, to: 2 * latentChannels))
  }

  /// Makes a core's state the next one.
  func advance(cell: inout [Float], hidden: inout [Float], gates: [Float]) {
    var c = cell.mutableSpan
    var h = hidden.mutableSpan
    LSTMGates.forward(gates: gates.span, channels: hiddenChannels, cell: &c, hidden: &h)
  }
}
