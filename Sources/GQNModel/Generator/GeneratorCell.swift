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
  package struct State: ~Copyable {
    package var cell, hidden, canvas: Tensor
  }

  /// The state before the first step: zeros.
  package func initialState() -> State {
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    let grid: Shape = [h, w, hyperparameters.hiddenChannels]
    return State(
      cell: Tensor(grid), hidden: Tensor(grid),
      canvas: Tensor([
        hyperparameters.imageHeight, hyperparameters.imageWidth, hyperparameters.canvasChannels,
      ]))
  }

  /// The four convolutions whose sum are the gates, with the variables of each.
  package var gateInputs: [(VariableNames.Layer, Convolution)] {
    [
      (VariableNames.representation, hyperparameters.encoderChannels),
      (VariableNames.queryPose, Hyperparameters.poseChannels),
      (VariableNames.latent, hyperparameters.latentChannels),
      (VariableNames.hidden, hyperparameters.hiddenChannels),
    ].map { layer, channels in
      let convolution = Convolution(
        kernel: hyperparameters.gateKernelSize, from: channels, to: hyperparameters.gateChannels)
      return (layer, convolution)
    }
  }

  /// From the hidden state to μ and σ of the prior.
  package var prior: Convolution {
    Convolution(
      kernel: hyperparameters.latentKernelSize, from: hyperparameters.hiddenChannels,
      to: 2 * hyperparameters.latentChannels)
  }

  /// From the canvas to the image mean.
  package var image: Convolution {
    Convolution(
      kernel: hyperparameters.imageKernelSize, from: hyperparameters.canvasChannels,
      to: Hyperparameters.imageChannels)
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
    of state: borrowing State, noise: Span<Float>, parameters: borrowing ParameterStore
  ) -> Tensor {
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    let Z = hyperparameters.latentChannels
    precondition(
      noise.count == h * w * Z, "noise of \(noise.count) numbers, not [\(h), \(w), \(Z)]")
    let eta = convolve(
      prior, VariableNames.prior, state.hidden.span, height: h, width: w, parameters)
    var z = Tensor([h, w, Z])
    var target = z.mutableSpan
    let source = eta.span
    for position in 0..<h * w {
      for channel in 0..<Z {
        let mu = source[position * 2 * Z + channel]
        let sigma = Activation.softplus(source[position * 2 * Z + Z + channel] + 0.5) + 1e-8
        target[position * Z + channel] = mu + sigma * noise[position * Z + channel]
      }
    }
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
  package func advance(
    _ state: inout State, representation: Span<Float>, pose: Span<Float>, latent: Span<Float>,
    parameters: borrowing ParameterStore
  ) {
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    var gates = Tensor([h, w, hyperparameters.gateChannels])
    var sum = gates.mutableSpan
    let inputs = gateInputs
    func add(_ index: Int, _ input: Span<Float>, into sum: inout MutableSpan<Float>) {
      let (layer, convolution) = inputs[index]
      convolution.forward(
        input, batch: 1, height: h, width: w, kernel: parameters.values(layer.kernel),
        bias: parameters.values(layer.bias), accumulate: true, into: &sum)
    }
    add(0, representation, into: &sum)
    add(1, pose, into: &sum)
    add(2, latent, into: &sum)
    add(3, state.hidden.span, into: &sum)
    Self.update(
      cell: &state.cell, hidden: &state.hidden, gates: gates.span,
      channels: hyperparameters.hiddenChannels)
    paint(state.hidden, on: &state.canvas, parameters)
  }

  /// Adds what the hidden state paints to the canvas.
  private func paint(
    _ hidden: borrowing Tensor, on canvas: inout Tensor, _ parameters: borrowing ParameterStore
  ) {
    let upsample = TransposedConvolution(
      kernel: Hyperparameters.canvasStride, from: hyperparameters.hiddenChannels,
      to: hyperparameters.canvasChannels)
    var target = canvas.mutableSpan
    upsample.accumulate(
      hidden.span, batch: 1, height: hyperparameters.latentHeight,
      width: hyperparameters.latentWidth,
      weights: parameters.values(VariableNames.upsample.kernel),
      bias: parameters.values(VariableNames.upsample.bias), into: &target)
  }

  /// `c = sigmoid(f + 1)·c + sigmoid(i)·tanh(j)` and `h = tanh(c)·sigmoid(o)`.
  ///
  /// The gates lie in the order i, j, f, o; the 1 is tf-gqn's forget bias.
  private static func update(
    cell: inout Tensor, hidden: inout Tensor, gates: Span<Float>, channels C: Int
  ) {
    var c = cell.mutableSpan
    var h = hidden.mutableSpan
    for index in c.indices {
      let start = index / C * 4 * C + index % C
      let input = Activation.sigmoid(gates[start])
      let candidate = Activation.tanh(gates[start + C])
      let forget = Activation.sigmoid(gates[start + 2 * C] + 1)
      let output = Activation.sigmoid(gates[start + 3 * C])
      c[index] = forget * c[index] + input * candidate
      h[index] = Activation.tanh(c[index]) * output
    }
  }

  /// The image mean, `[H, W, 3]`, not clipped.
  package func imageMean(
    of state: borrowing State, parameters: borrowing ParameterStore
  ) -> Tensor {
    convolve(
      image, VariableNames.image, state.canvas.span, height: hyperparameters.imageHeight,
      width: hyperparameters.imageWidth, parameters)
  }

  private func convolve(
    _ convolution: Convolution, _ layer: VariableNames.Layer, _ input: Span<Float>, height: Int,
    width: Int, _ parameters: borrowing ParameterStore
  ) -> Tensor {
    var output = Tensor([height, width, convolution.outputChannels])
    var target = output.mutableSpan
    convolution.forward(
      input, batch: 1, height: height, width: width, kernel: parameters.values(layer.kernel),
      bias: parameters.values(layer.bias), into: &target)
    return output
  }
}
