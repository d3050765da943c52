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
    var previews: [[[Float]]] = []
    for example in 0..<batch.examples {
      let views = encode(batch, example, parameters)
      let query = query(batch, example, views, parameters)
      let constants = constants(batch, example, query)
      let steps = draw.forward(
        constants, noise: { epsilon(noise, example, $0) }, parameters: parameters)
      var means: [[Float]] = []
      for step in preview == nil ? steps.suffix(1) : steps[...] {
        means.append(
          query.imageMean(
            painting: draw.painting(step, parameters: parameters), parameters: parameters))
      }
      sum.add(example, steps, draw, means[means.count - 1], constants.target, settings)
      if preview != nil { previews.append(means) }
    }
    if let preview {
      for step in 0..<hyperparameters.generationSteps - 1 {
        var means = Sum(batch, hyperparameters)
        for (example, ofSteps) in previews.enumerated() {
          means.place(ofSteps[step], of: example)
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
      let query = query(batch, example, views, parameters)
      let constants = constants(batch, example, query)
      let steps = draw.forward(
        constants, noise: { epsilon(noise, example, $0) }, parameters: parameters)
      let painting = draw.painting(steps[steps.count - 1], parameters: parameters)
      let mean = query.imageMean(painting: painting, parameters: parameters)
      sum.add(example, steps, draw, mean, constants.target, settings)
      var imageGradient = [Float](repeating: 0, count: mean.count)
      var target = imageGradient.mutableSpan
      PixelLikelihood.backward(
        mean: mean.span, target: constants.target.span, sigma: settings.pixelSigma, weight: weight,
        into: &target)
      let toPicture = query.imageBackward(
        painting: painting, gradient: imageGradient, parameters: parameters, into: &gradients)
      let representation = draw.backward(
        steps, constants, imageGradient: toPicture.painting.span,
        klWeight: Float(weight * settings.klWeight), parameters: parameters, into: &gradients)
      backward(
        views, query, representationGradient: representation, scoresGradient: toPicture.scores,
        parameters, &gradients)
    }
    return sum.evaluation()
  }

  /// What was made of a view, and what a backward pass needs of it.
  private struct EncodedView {
    let frame: [Float]
    let tower: TowerEncoder.Activations
    /// Of an epipolar network.
    let epipolar: EpipolarView?
  }

  /// Encodes the views of an example.
  private func encode(
    _ batch: borrowing TrainingBatch, _ example: Int, _ parameters: borrowing ParameterStore
  ) -> [EncodedView] {
    (0..<batch.views).map { view in
      let frame = Self.array(
        batch.contextFrames.span.extracting(batch.frame(example: example, view: view)))
      let pose = Self.array(
        batch.contextPoses.span.extracting(batch.pose(example: example, view: view)))
      let tower = TowerEncoder.activations(
        frame: frame.span, pose: pose, parameters: parameters, hyperparameters)
      let epipolar =
        hyperparameters.encoder == .epipolar
        ? EpipolarEncoder(hyperparameters).view(
          frame: frame.span, pose: pose, parameters: parameters) : nil
      return EncodedView(frame: frame, tower: tower, epipolar: epipolar)
    }
  }

  /// What the cores are given of an example's views.
  private func query(
    _ batch: borrowing TrainingBatch, _ example: Int, _ views: [EncodedView],
    _ parameters: borrowing ParameterStore
  ) -> PlainQuery {
    var scene = SceneRepresentation(hyperparameters)
    for view in views {
      let sum = TowerEncoder.representation(of: view.tower, hyperparameters)
      scene.add(SceneRepresentation(sum: sum.array(), views: view.epipolar.map { [$0] } ?? []))
    }
    return PlainQuery(
      scene, pose: Self.array(batch.queryPoses.span.extracting(batch.query(example: example))),
      parameters: parameters, hyperparameters)
  }

  /// What is constant in all steps of an example.
  private func constants(
    _ batch: borrowing TrainingBatch, _ example: Int, _ query: PlainQuery
  ) -> PlainDraw.Example {
    let pose = Self.array(batch.queryPoses.span.extracting(batch.query(example: example)))
    return PlainDraw.Example(
      representation: query.representation,
      pose: (0..<positions * pose.count).map { pose[$0 % pose.count] },
      target: Self.array(batch.targetFrames.span.extracting(batch.target(example: example))))
  }

  /// Adds the gradients of the encoder's variables.
  private func backward(
    _ views: [EncodedView], _ query: PlainQuery, representationGradient: [Float],
    scoresGradient: [Float], _ parameters: borrowing ParameterStore,
    _ gradients: inout ParameterStore
  ) {
    let (sum, rays) = parts(of: representationGradient)
    // r is the sum over the views, so that each has the gradient of the sum.
    for view in views {
      TowerEncoder.backward(
        view.tower, frame: view.frame.span, representationGradient: sum.span,
        parameters: parameters, hyperparameters, into: &gradients)
    }
    if let epipolar = query.epipolar {
      EpipolarEncoder(hyperparameters).backward(
        epipolar, views: views.compactMap(\.epipolar), raysGradient: rays,
        scoresGradient: scoresGradient, parameters: parameters, into: &gradients)
    }
  }

  /// ε of a step of an example.
  private func epsilon(_ noise: TrainingNetwork.Noise, _ example: Int, _ step: Int) -> [Float] {
    var epsilon = Tensor([positions, hyperparameters.latentChannels])
    var target = epsilon.mutableSpan
    noise(example, step, &target)
    return epsilon.array()
  }

  /// The gradient of the views' sum from that of r, summed over positions where the sum has none; and that of
  /// what lies along the rays, which comes first in r.
  private func parts(of representation: [Float]) -> (sum: [Float], rays: [Float]) {
    let (C, R) = (
      hyperparameters.encoderChannels,
      hyperparameters.representationChannels - hyperparameters.encoderChannels
    )
    let count = hyperparameters.representationShape.count
    var sum = [Float](repeating: 0, count: count)
    var rays: [Float] = []
    rays.reserveCapacity(positions * R)
    for position in 0..<positions {
      let start = position * (R + C)
      rays += representation[start..<start + R]
      for channel in 0..<C {
        sum[(position * C + channel) % count] += representation[start + R + channel]
      }
    }
    return (sum, rays)
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

    /// Adds an example.
    mutating func add(
      _ example: Int, _ steps: [PlainDraw.Step], _ draw: PlainDraw, _ mean: [Float],
      _ target: [Float], _ settings: ObjectiveSettings
    ) {
      for (index, step) in steps.enumerated() {
        klPerStep[index] += draw.divergence(step)
      }
      negativeLogLikelihood += PixelLikelihood.negativeLogarithm(
        mean: mean.span, target: target.span, sigma: settings.pixelSigma)
      place(mean, of: example)
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
