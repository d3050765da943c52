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
    let scope =
      switch encoder {
      case .pool: "GQN/PoolEncoder"
      case .tower: "GQN/TowerEncoder"
      case .epipolar: epipolarScope + "/pool"
      }
    return Layer(scope: scope + (index == 0 ? "/conv2d" : "/conv2d_\(index)"))
  }

  private static let epipolarScope = "GQN/EpipolarEncoder"
  /// From a view to what its features are made of.
  package static let featureEdges = Layer(scope: epipolarScope + "/features/conv2d")
  /// From there to its features, in some layers, the first of which has the index 0.
  package static func features(_ index: Int) -> Layer {
    Layer(scope: epipolarScope + "/features/conv2d_\(index + 1)")
  }
  /// From what is known of a point to its hidden channels, and from these to score, values and depth channels.
  package static let pointHidden = Layer(scope: epipolarScope + "/points/conv2d")
  package static let points = Layer(scope: epipolarScope + "/points/conv2d_1")
  /// From all depths to what lies along a ray.
  package static let rays = Layer(scope: epipolarScope + "/rays/conv2d")
  /// From what is known of a point of a pixel's ray, and from what a view shows there, without a bias, to the view's
  /// hidden channels; and from these to its score.
  package static let colourHidden = Layer(scope: epipolarScope + "/colours/conv2d")
  package static let colourViews = Layer(scope: epipolarScope + "/colours/conv2d_1")
  package static let colourScore = Layer(scope: epipolarScope + "/colours/conv2d_2")

  private static func gate(_ core: String, _ input: String) -> Layer {
    Layer(scope: "GQN/GQN_RNN/LSTM_\(core)/GQNCell/\(input)_LSTMConv")
  }
}

extension Hyperparameters {
  /// The variables that rendering needs, with the shapes that the sizes ask for.
  ///
  /// A snapshot may hold more: the inference core, Adam's moments, `global_step`.
  package var renderingVariables: [ParameterLayout.Variable] {
    let cell = GeneratorCell(self)
    var layers = TowerEncoder.layers(self).indices.map { TowerEncoder.layer($0, self) }
    if encoder == .epipolar { layers += EpipolarEncoder(self).layers }
    let stride = Self.canvasStride
    let upsample: [ParameterLayout.Variable] = [
      .init(VariableNames.upsample.kernel, [stride, stride, canvasChannels, hiddenChannels]),
      .init(VariableNames.upsample.bias, [canvasChannels]),
    ]
    return (layers + cell.gateInputs).flatMap(\.variables) + upsample
      + [cell.prior, cell.image].flatMap(\.variables)
  }

  /// All variables: those of ``renderingVariables``, and those of the inference core behind them.
  package var trainingVariables: [ParameterLayout.Variable] {
    let cell = InferenceCell(self)
    return renderingVariables
      + (cell.gateInputs + [cell.downsample, cell.posterior]).flatMap(\.variables)
  }
}
