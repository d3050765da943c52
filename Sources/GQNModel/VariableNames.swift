internal import Kernels
package import Tensors

/// The names of a network's variables: the keys of a tf-gqn checkpoint.
///
/// - Source: the variable scopes of tf-gqn `gqn/gqn_encoder.py`, `gqn/gqn_rnn.py`, `gqn/gqn_graph.py`.
package enum VariableNames {
  /// The kernel and the bias of one layer.
  package struct Layer: Sendable, Equatable {
    /// For example `GQN/eta_g`.
    package let scope: String
    /// The kernel's name.
    package var kernel: String { scope + "/kernel" }
    /// The bias's name.
    package var bias: String { scope + "/bias" }
  }

  /// What feeds the gates of a core, in the order of tf-gqn's sum.
  package static let representation = gate("gen", "representation")
  package static let queryPose = gate("gen", "query_pose")
  package static let latent = gate("gen", "z")
  package static let hidden = gate("gen", "h_g")
  /// From the hidden state to the canvas; its kernel is `[4, 4, out, in]`.
  package static let upsample = Layer(scope: "GQN/GQN_RNN/LSTM_gen/UpsampleGeneratorOutput")
  /// From the generator's hidden state to μ and σ of the prior π.
  package static let prior = Layer(scope: "GQN/GQN_RNN/Sample_eta_pi/eta/conv2d")
  /// From the canvas to the image mean.
  package static let image = Layer(scope: "GQN/eta_g")

  /// What feeds the gates of the inference core.
  package static let inferenceRepresentation = gate("inf", "representation")
  package static let inferenceQueryPose = gate("inf", "query_pose")
  /// From the generator's hidden state.
  package static let inferenceGenerated = gate("inf", "h_g")
  /// From its own hidden state, to which picture and canvas were added.
  package static let inferenceHidden = gate("inf", "h_e")
  /// From target picture and canvas to the latent grid; it has no bias.
  package static let downsample = Layer(
    scope: "GQN/GQN_RNN/LSTM_inf/DownsampleInferenceInputCanvasAndImage")
  /// From the inference core's hidden state to μ and σ of the posterior q.
  package static let posterior = Layer(scope: "GQN/GQN_RNN/Sample_eta_q/eta/conv2d")

  /// The encoder's eight layers, 0 to 7.
  package static func encoder(_ encoder: Hyperparameters.Encoder, _ index: Int) -> Layer {
    let scope = encoder == .pool ? "GQN/PoolEncoder" : "GQN/TowerEncoder"
    return Layer(scope: scope + (index == 0 ? "/conv2d" : "/conv2d_\(index)"))
  }

  private static func gate(_ core: String, _ input: String) -> Layer {
    Layer(scope: "GQN/GQN_RNN/LSTM_\(core)/GQNCell/\(input)_LSTMConv")
  }
}

extension Hyperparameters {
  /// The variables that rendering needs, with the shapes that the sizes ask for.
  ///
  /// A snapshot may hold more: the inference core, Adam's moments, `global_step`.
  package var renderingVariables: [ParameterLayout.Variable] {
    var variables: [ParameterLayout.Variable] = []
    func add(_ layer: VariableNames.Layer, _ kernel: Shape, bias: Int) {
      variables.append(.init(layer.kernel, kernel))
      variables.append(.init(layer.bias, [bias]))
    }
    for (index, convolution) in TowerEncoder.layers(self).enumerated() {
      add(
        VariableNames.encoder(encoder, index), convolution.kernelShape,
        bias: convolution.outputChannels)
    }
    let cell = GeneratorCell(self)
    for layer in cell.gateInputs {
      add(layer.names, layer.convolution.kernelShape, bias: gateChannels)
    }
    let stride = Self.canvasStride
    add(
      VariableNames.upsample, [stride, stride, canvasChannels, hiddenChannels], bias: canvasChannels
    )
    add(VariableNames.prior, cell.prior.convolution.kernelShape, bias: 2 * latentChannels)
    add(VariableNames.image, cell.image.convolution.kernelShape, bias: Self.imageChannels)
    return variables
  }

  /// All variables: those of ``renderingVariables``, and those of the inference core behind them.
  package var trainingVariables: [ParameterLayout.Variable] {
    let cell = InferenceCell(self)
    var variables = renderingVariables
    for layer in cell.gateInputs + [cell.downsample, cell.posterior] {
      variables.append(.init(layer.names.kernel, layer.convolution.kernelShape))
      if layer.hasBias {
        variables.append(.init(layer.names.bias, [layer.convolution.outputChannels]))
      }
    }
    return variables
  }
}
