internal import Tensors

/// The objective and its gradients in the plain form: one example after the other, every product as the paper
/// writes it. What the fast form is held to.
struct PlainTraining {
  let hyperparameters: Hyperparameters

  init(_ hyperparameters: Hyperparameters) {
    self.hyperparameters = hyperparameters
  }

  private var positions: Int { hyperparameters.latentHeight * hyperparameters.latentWidth }

  /// See ``TrainingNetwork/losses(of:parameters:settings:noise:preview:)``.
  func losses(
    of batch: borrowing TrainingBatch, parameters: borrowing ParameterStore,
    settings: ObjectiveSettings, noise: TrainingNetwork.Noise,
    preview: ((Int, borrowing Tensor) -> Void)?
  ) -> TrainingNetwork.Evaluation {
    let draw = PlainDraw(hyperparameters, settings.objective)
    var sum = Sum(batch, hyperparameters)
    var traces: [[PlainDraw.Step]] = []
    for example in 0..<batch.examples {
      let views = encode(batch, example, parameters)
      let constants = constants(batch, example, views)
      let steps = draw.forward(
        constants, noise: { epsilon(noise, example, $0) }, parameters: parameters)
      sum.add(example, steps, draw, constants.target, settings, parameters)
      if preview != nil { traces.append(steps) }
    }
    if let preview {
      for step in 0..<hyperparameters.generationSteps - 1 {
        var means = Sum(batch, hyperparameters)
        for (example, steps) in traces.enumerated() {
          means.place(draw.imageMean(steps[step], parameters: parameters).array(), of: example)
        }
        preview(step, means.imageMeans)
      }
    }
    return sum.evaluation()
  }

  /// See ``TrainingNetwork/gradients(of:parameters:settings:noise:into:)``; adds to the gradients.
  func gradients(
    of batch: borrowing TrainingBatch, parameters: borrowing ParameterStore,
    settings: ObjectiveSettings, noise: TrainingNetwork.Noise, into gradients: inout ParameterStore
  ) -> TrainingNetwork.Evaluation {
    let draw = PlainDraw(hyperparameters, settings.objective)
    let weight = 1 / Double(batch.examples)
    var sum = Sum(batch, hyperparameters)
    for example in 0..<batch.examples {
      let views = encode(batch, example, parameters)
      let constants = constants(batch, example, views)
      let steps = draw.forward(
        constants, noise: { epsilon(noise, example, $0) }, parameters: parameters)
      let mean = sum.add(example, steps, draw, constants.target, settings, parameters)
      var imageGradient = [Float](repeating: 0, count: mean.count)
      var target = imageGradient.mutableSpan
      PixelLikelihood.backward(
        mean: mean.span, target: constants.target.span, sigma: settings.pixelSigma, weight: weight,
        into: &target)
      let tiled = draw.backward(
        steps, constants, imageGradient: imageGradient.span,
        klWeight: Float(weight * settings.klWeight), parameters: parameters, into: &gradients)
      // r is the sum over the views, so that each has the gradient of the sum.
      let representation = untiled(tiled)
      for (view, activations) in views.enumerated() {
        TowerEncoder.backward(
          activations,
          frame: batch.contextFrames.span.extracting(batch.frame(example: example, view: view)),
          representationGradient: representation.span, parameters: parameters, hyperparameters,
          into: &gradients)
      }
    }
    return sum.evaluation()
  }

  /// Encodes the views of an example.
  private func encode(
    _ batch: borrowing TrainingBatch, _ example: Int, _ parameters: borrowing ParameterStore
  ) -> [TowerEncoder.Activations] {
    (0..<batch.views).map { view in
      TowerEncoder.activations(
        frame: batch.contextFrames.span.extracting(batch.frame(example: example, view: view)),
        pose: Self.array(
          batch.contextPoses.span.extracting(batch.pose(example: example, view: view))),
        parameters: parameters, hyperparameters)
    }
  }

  /// r of an example, the sum over its views, and the query, tiled.
  private func constants(
    _ batch: borrowing TrainingBatch, _ example: Int, _ views: [TowerEncoder.Activations]
  ) -> PlainDraw.Example {
    let (h, w, C) = (
      hyperparameters.latentHeight, hyperparameters.latentWidth, hyperparameters.encoderChannels
    )
    let count = hyperparameters.representationShape.count
    let sum = views.reduce([Float](repeating: 0, count: count)) { sum, view in
      zip(sum, TowerEncoder.representation(of: view, hyperparameters).array()).map { $0 + $1 }
    }
    return PlainDraw.Example(
      representation: Self.tiled(sum, to: h * w * C),
      pose: Self.tiled(
        Self.array(batch.queryPoses.span.extracting(batch.query(example: example))),
        to: h * w * Hyperparameters.poseChannels),
      target: Self.array(batch.targetFrames.span.extracting(batch.target(example: example))))
  }

  /// ε of a step of an example.
  private func epsilon(_ noise: TrainingNetwork.Noise, _ example: Int, _ step: Int) -> [Float] {
    var epsilon = Tensor([positions, hyperparameters.latentChannels])
    var target = epsilon.mutableSpan
    noise(example, step, &target)
    return epsilon.array()
  }

  /// Repeats the numbers until there are so many.
  private static func tiled(_ values: [Float], to count: Int) -> [Float] {
    (0..<count).map { values[$0 % values.count] }
  }

  /// The gradient of r from that of the tiled one: its sum over positions where r has no positions.
  private func untiled(_ tiled: [Float]) -> [Float] {
    let count = hyperparameters.representationShape.count
    var gradient = [Float](repeating: 0, count: count)
    for (index, value) in tiled.enumerated() {
      gradient[index % count] += value
    }
    return gradient
  }

  private static func array(_ values: Span<Float>) -> [Float] {
    values.indices.map { values[$0] }
  }

  /// Collects the losses and image means of a batch.
  private struct Sum: ~Copyable {
    private var negativeLogLikelihood = 0.0
    private var klPerStep: [Double]
    private(set) var imageMeans: Tensor

    init(_ batch: borrowing TrainingBatch, _ hyperparameters: Hyperparameters) {
      klPerStep = [Double](repeating: 0, count: hyperparameters.generationSteps)
      imageMeans = Tensor(batch.targetFrames.shape)
    }

    /// Adds an example and returns its image mean.
    @discardableResult
    mutating func add(
      _ example: Int, _ steps: [PlainDraw.Step], _ draw: PlainDraw, _ target: [Float],
      _ settings: ObjectiveSettings, _ parameters: borrowing ParameterStore
    ) -> [Float] {
      guard let last = steps.last else { preconditionFailure("a network without steps") }
      for (index, step) in steps.enumerated() {
        klPerStep[index] += draw.divergence(step)
      }
      let mean = draw.imageMean(last, parameters: parameters).array()
      negativeLogLikelihood += PixelLikelihood.negativeLogarithm(
        mean: mean.span, target: target.span, sigma: settings.pixelSigma)
      place(mean, of: example)
      return mean
    }

    mutating func place(_ mean: [Float], of example: Int) {
      var part = imageMeans.mutableSpan(of: example * mean.count..<(example + 1) * mean.count)
      for index in mean.indices {
        part[index] = mean[index]
      }
    }

    consuming func evaluation() -> TrainingNetwork.Evaluation {
      let examples = Double(imageMeans.shape[0])
      return TrainingNetwork.Evaluation(
        losses: Losses(
          negativeLogLikelihood: negativeLogLikelihood / examples,
          klPerStep: klPerStep.map { $0 / examples }),
        imageMeans: imageMeans)
    }
  }
}
