internal import Kernels
internal import Tensors

/// The DRAW loop of training as tf-gqn writes it: in each step the inference core looks at the target and at
/// what is painted, the posterior is drawn from, and the generator paints. One example at a time.
///
/// It knows nothing of how a representation is made, nor of what is done with the image mean.
/// - Source: Eslami et al. 2018, supplement; tf-gqn `gqn/gqn_draw.py`, `inference_rnn`.
struct PlainDraw {
  let hyperparameters: Hyperparameters
  let generator: GeneratorCell
  let inference: InferenceCell
  let objective: Objective

  init(_ hyperparameters: Hyperparameters, _ objective: Objective) {
    self.hyperparameters = hyperparameters
    self.objective = objective
    generator = GeneratorCell(hyperparameters)
    inference = InferenceCell(hyperparameters)
  }

  private var h: Int { hyperparameters.latentHeight }
  private var w: Int { hyperparameters.latentWidth }
  private var C: Int { hyperparameters.hiddenChannels }
  private var Z: Int { hyperparameters.latentChannels }

  /// What does not change from step to step.
  struct Example {
    /// r, tiled, `[h, w, C]`, and the query's pose, tiled, `[h, w, 7]`.
    let representation, pose: [Float]
    /// The target picture, `[H, W, 3]`.
    let target: [Float]
  }

  /// What a step did, and the states that it left.
  struct Step {
    /// What the inference core saw and was given: `[H, W, 3 + canvas]`, `[h, w, C]`.
    let view, input: [Float]
    /// The gates of the inference core, and its state after the step.
    let inferenceGates: [Float], inference: InferenceCell.State
    /// eta of the posterior, ε and z.
    let posterior, noise, latent: [Float]
    /// The gates of the generator, and its state after the step.
    let generatorGates: [Float], generator: GeneratorCell.State
    /// eta of the prior that the posterior is compared with.
    let prior: [Float]
  }

  /// Runs all steps.
  ///
  /// - Parameters:
  ///   - example: what is constant.
  ///   - noise: ε of a step, `[h, w, Z]`.
  ///   - parameters: the network's variables.
  /// - Returns: what each step did.
  func forward(
    _ example: Example, noise: (_ step: Int) -> [Float],
    parameters: borrowing ParameterStore
  ) -> [Step] {
    var generatorState = generator.initialState()
    var inferenceState = inference.initialState()
    var steps: [Step] = []
    for step in 0..<hyperparameters.generationSteps {
      let view = joined(example.target, generatorState.canvas)
      let input = inference.input(inferenceState, view: view.span, parameters: parameters)
      let inferenceGates = inference.advance(
        &inferenceState, representation: example.representation.span, pose: example.pose.span,
        generated: generatorState.hidden.span, input: input.span, parameters: parameters)
      let posterior = inference.posterior.forward(
        inferenceState.hidden.span, height: h, width: w, parameters)
      let epsilon = noise(step)
      let latent = sample(posterior, noise: epsilon)
      let before = generatorState.hidden
      let generatorGates = generator.advance(
        &generatorState, representation: example.representation.span, pose: example.pose.span,
        latent: latent.span, parameters: parameters)
      let seen = objective == .paper ? before : generatorState.hidden
      let prior = generator.prior.forward(seen.span, height: h, width: w, parameters)
      steps.append(
        Step(
          view: view, input: input, inferenceGates: inferenceGates, inference: inferenceState,
          posterior: posterior, noise: epsilon, latent: latent, generatorGates: generatorGates,
          generator: generatorState, prior: prior))
    }
    return steps
  }

  /// What a step's canvas paints, `[H, W, 3]`, or more channels with a colour path.
  func painting(_ step: Step, parameters: borrowing ParameterStore) -> [Float] {
    generator.painting(of: step.generator, parameters: parameters)
  }

  /// KL(q ‖ π) of a step.
  func divergence(_ step: Step) -> Double {
    LatentGaussian.divergence(of: step.posterior.span, from: step.prior.span, channels: Z)
  }

  /// Target picture and canvas side by side in one array, `[H, W, 3 + canvas]`.
  private func joined(_ target: [Float], _ canvas: [Float]) -> [Float] {
    let (colours, channels) = (Hyperparameters.imageChannels, hyperparameters.canvasChannels)
    var view: [Float] = []
    view.reserveCapacity(target.count + canvas.count)
    for pixel in 0..<target.count / colours {
      view += target[pixel * colours..<(pixel + 1) * colours]
      view += canvas[pixel * channels..<(pixel + 1) * channels]
    }
    return view
  }

  /// `z = μ + σ · ε`.
  private func sample(_ eta: [Float], noise: [Float]) -> [Float] {
    var latent = [Float](repeating: 0, count: noise.count)
    var target = latent.mutableSpan
    LatentGaussian.sample(eta.span, noise: noise.span, channels: Z, into: &target)
    return latent
  }
}

// MARK: - Backward

extension PlainDraw {
  /// Goes back through all steps.
  ///
  /// - Parameters:
  ///   - steps: what ``forward(_:noise:parameters:)`` gave.
  ///   - example: what it was given.
  ///   - imageGradient: of what the last canvas paints.
  ///   - klWeight: the loss's derivative by KL(q ‖ π).
  ///   - parameters: the network's variables.
  ///   - gradients: are added to.
  /// - Returns: the gradient of the tiled representation, `[h, w, C]`.
  func backward(
    _ steps: [Step], _ example: Example, imageGradient: Span<Float>, klWeight: Float,
    parameters: borrowing ParameterStore, into gradients: inout ParameterStore
  ) -> [Float] {
    let (H, W) = (hyperparameters.imageHeight, hyperparameters.imageWidth)
    let start = (generator: generator.initialState(), inference: inference.initialState())
    var representation = zeros(like: example.representation)
    var pose = zeros(like: example.pose)
    // Gradients of the states after the step at hand, by everything behind it.
    var (painted, written) = start
    if let last = steps.last {
      generator.image.backward(
        last.generator.canvas.span, imageGradient, height: H, width: W, parameters,
        into: &gradients, &painted.canvas)
    }
    for index in steps.indices.reversed() {
      let step = steps[index]
      let isFirst = index == 0
      let generatorBefore = isFirst ? start.generator : steps[index - 1].generator
      let inferenceBefore = isFirst ? start.inference : steps[index - 1].inference
      var hiddenBefore = zeros(like: generatorBefore.hidden)
      var posterior = zeros(like: step.posterior)
      // The divergence, and the prior by it.
      let prior = divergenceBackward(step, weight: klWeight, &posterior)
      switch objective {
      case .paper:
        generator.prior.backward(
          generatorBefore.hidden.span, prior.span, height: h, width: w, parameters,
          into: &gradients, &hiddenBefore)
      case .tfGQN:
        generator.prior.backward(
          step.generator.hidden.span, prior.span, height: h, width: w, parameters,
          into: &gradients, &painted.hidden)
      }
      // The generation core.
      paintBackward(step, painted.canvas, &painted.hidden, parameters, &gradients)
      let generatorGates = gatesBackward(
        step.generatorGates, cellBefore: generatorBefore.cell, painted.hidden, &painted.cell)
      var latent = zeros(like: step.latent)
      let toGenerator = generator.gateInputs
      func back(
        _ layer: ConvolutionLayer, _ input: [Float], _ gates: [Float], _ gradient: inout [Float]
      ) {
        layer.backward(
          input.span, gates.span, height: h, width: w, parameters, into: &gradients, &gradient)
      }
      back(toGenerator[0], example.representation, generatorGates, &representation)
      back(toGenerator[1], example.pose, generatorGates, &pose)
      back(toGenerator[2], step.latent, generatorGates, &latent)
      back(toGenerator[3], generatorBefore.hidden, generatorGates, &hiddenBefore)
      // The posterior, by the divergence and by the latent variable.
      sampleBackward(step, latent, &posterior)
      back(inference.posterior, step.inference.hidden, posterior, &written.hidden)
      // The inference core.
      let inferenceGates = gatesBackward(
        step.inferenceGates, cellBefore: inferenceBefore.cell, written.hidden, &written.cell)
      var input = zeros(like: step.input)
      let toInference = inference.gateInputs
      back(toInference[0], example.representation, inferenceGates, &representation)
      back(toInference[1], example.pose, inferenceGates, &pose)
      back(toInference[2], generatorBefore.hidden, inferenceGates, &hiddenBefore)
      back(toInference[3], step.input, inferenceGates, &input)
      viewBackward(step, input, &painted.canvas, parameters, &gradients)
      // What the inference core was given is its hidden state before the step, plus the view.
      written.hidden = input
      painted.hidden = hiddenBefore
    }
    return representation
  }

  /// Adds the divergence's gradient to the posterior's eta, and returns that of the prior's.
  private func divergenceBackward(
    _ step: Step, weight: Float, _ posterior: inout [Float]
  ) -> [Float] {
    var prior = zeros(like: step.prior)
    var q = posterior.mutableSpan
    var p = prior.mutableSpan
    LatentGaussian.backwardOfDivergence(
      of: step.posterior.span, from: step.prior.span, channels: Z, weight: weight, into: &q, &p)
    return prior
  }

  /// Adds the latent variable's gradient to the posterior's eta.
  private func sampleBackward(_ step: Step, _ latent: [Float], _ posterior: inout [Float]) {
    var eta = posterior.mutableSpan
    LatentGaussian.backwardOfSample(
      step.posterior.span, noise: step.noise.span, channels: Z, sampleGradient: latent.span,
      into: &eta)
  }

  /// Adds to the hidden state's gradient what comes by what it painted.
  private func paintBackward(
    _ step: Step, _ canvas: [Float], _ hidden: inout [Float],
    _ parameters: borrowing ParameterStore, _ gradients: inout ParameterStore
  ) {
    let names = VariableNames.upsample
    var target = hidden.mutableSpan
    generator.upsample.backwardToInput(
      canvas.span, batch: 1, height: h, width: w, weights: parameters.values(names.kernel),
      into: &target)
    var weights = gradients.mutableValues(names.kernel)
    generator.upsample.backwardToWeights(
      step.generator.hidden.span, canvas.span, batch: 1, height: h, width: w, into: &weights)
    var bias = gradients.mutableValues(names.bias)
    Convolution.backwardToBias(canvas.span, into: &bias)
  }

  /// The gradient of a core's gates; `cell` comes as the gradient after the step and ends as that before it.
  private func gatesBackward(
    _ gates: [Float], cellBefore: [Float], _ hidden: [Float], _ cell: inout [Float]
  ) -> [Float] {
    var gradient = zeros(like: gates)
    var cellTarget = cell.mutableSpan
    var target = gradient.mutableSpan
    LSTMGates.backward(
      gates: gates.span, channels: C, cellBefore: cellBefore.span, hiddenGradient: hidden.span,
      cellGradient: &cellTarget, gatesGradient: &target)
    return gradient
  }

  /// Adds to the canvas's gradient what comes by what the inference core saw of it.
  private func viewBackward(
    _ step: Step, _ input: [Float], _ canvas: inout [Float],
    _ parameters: borrowing ParameterStore, _ gradients: inout ParameterStore
  ) {
    var view = zeros(like: step.view)
    inference.downsample.backward(
      step.view.span, input.span, height: hyperparameters.imageHeight,
      width: hyperparameters.imageWidth, parameters, into: &gradients, &view)
    let (colours, channels) = (Hyperparameters.imageChannels, hyperparameters.canvasChannels)
    for index in canvas.indices {
      canvas[index] +=
        view[index / channels * (colours + channels) + colours + index % channels]
    }
  }

  private func zeros(like array: [Float]) -> [Float] {
    [Float](repeating: 0, count: array.count)
  }
}
