import Glibc
import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing

/// Training of an epipolar network against the same network in double precision.
struct EpipolarTrainingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var hasPositions = true
    var hasColourPath = true
    var featureLayers = 3
    var hasDepthLogits = true
    var objective = Objective.paper
    var size = (8, 8)
    var views = 2
    var testDescription: String {
      "\(size), \(views) views, \(featureLayers) layers, \(objective)\(hasPositions ? ", positions" : "")"
        + (hasColourPath ? ", colour path" : "")
        + (hasColourPath && hasDepthLogits ? ", depth logits" : "")
    }

    var sizes: Hyperparameters {
      var sizes = Hyperparameters()
      sizes.encoder = .epipolar
      (sizes.imageHeight, sizes.imageWidth) = size
      sizes.contextSize = views
      sizes.encoderChannels = 2
      sizes.latentChannels = 1
      sizes.hiddenChannels = 2
      sizes.canvasChannels = 2
      sizes.generationSteps = 2
      sizes.epipolar.fieldOfView = 60
      sizes.epipolar.near = 0.7
      sizes.epipolar.far = 4
      sizes.epipolar.depthSamples = 3
      sizes.epipolar.featureChannels = 2
      sizes.epipolar.featureLayers = featureLayers
      sizes.epipolar.pointChannels = 3
      sizes.epipolar.depthChannels = 2
      sizes.epipolar.rayChannels = 3
      sizes.epipolar.colourChannels = 4
      sizes.epipolar.hasPointPositions = hasPositions
      sizes.epipolar.hasColourPath = hasColourPath
      sizes.epipolar.hasDepthLogits = hasDepthLogits
      return sizes
    }

    /// The query looks along x from near the origin; the views stand around it, one sees little of the same.
    func pose(_ camera: Int) -> [Float] {
      let yaw: [Float] = [0.1, -0.35, 0.8, 0.3]
      let pitch: [Float] = [-0.1, 0.15, 0.05, -0.2]
      let place: [[Float]] = [[0, 0, 0.3], [0.3, -0.5, 0.2], [-0.1, 0.7, 0.5], [0.6, 0.2, 0.1]]
      return place[camera]
        + [sin(yaw[camera]), cos(yaw[camera]), sin(pitch[camera]), cos(pitch[camera])]
    }

    var batch: TrainingBatch {
      let frame = size.0 * size.1 * 3
      func unit(_ count: Int, _ seed: UInt64) -> [Float] {
        uniformNumbers(count, seed: seed).map { ($0 + 1) / 2 }
      }
      return TrainingBatch(
        contextFrames: Tensor([1, views, size.0, size.1, 3], unit(views * frame, 1)),
        contextPoses: Tensor([1, views, 7], (1...views).flatMap { pose($0) }),
        queryPoses: Tensor([1, 7], pose(0)),
        targetFrames: Tensor([1, size.0, size.1, 3], unit(frame, 2)))
    }

    func epsilon(_ step: Int, _ count: Int) -> [Float] {
      uniformNumbers(count, seed: 7 + UInt64(step))
    }
  }

  static let cases = [
    Case(), Case(hasPositions: false, hasColourPath: false, featureLayers: 1, objective: .tfGQN),
    Case(hasColourPath: false, featureLayers: 2), Case(featureLayers: 1),
    Case(size: (8, 12), views: 3), Case(objective: .tfGQN), Case(hasDepthLogits: false),
    Case(hasPositions: false, size: (4, 8), views: 1),
  ]

  /// Variables of order 1 apart from the biases, so that no score is far ahead of the others.
  private func parameters(_ sizes: Hyperparameters) -> ParameterStore {
    var store = ParameterStore(ParameterLayout(sizes.trainingVariables))
    UntrainedWeights.fill(&store, salt: 1)
    return store
  }

  @Test(arguments: cases, [true, false])
  func `losses and gradients are those of double precision`(test: Case, isPlain: Bool) {
    let sizes = test.sizes
    let batch = test.batch
    let parameters = parameters(sizes)
    var gradients = ParameterStore(parameters.layout)
    let network = TrainingNetwork(
      sizes, pool: ThreadPool(threadCount: 2), usesPlainForm: isPlain)
    let evaluation = network.gradients(
      of: batch, parameters: parameters,
      settings: ObjectiveSettings(test.objective, pixelSigma: 0.5),
      noise: { _, step, epsilon in
        for (index, number) in test.epsilon(step, epsilon.count).enumerated() {
          epsilon[index] = number
        }
      }, into: &gradients)

    func doubles(_ values: [Float]) -> [Double] { values.map(Double.init) }
    let frames = batch.contextFrames.array()
    let frame = frames.count / test.views
    var reference = ReferenceNetwork(
      sizes: sizes, objective: test.objective, sigma: 0.5, variables: [:])
    for variable in parameters.layout.variables {
      let values = parameters.values(variable.name)
      reference.variables[variable.name] = values.indices.map { Double(values[$0]) }
    }
    let target = doubles(batch.targetFrames.array())
    func encoded(_ network: ReferenceNetwork) -> ReferenceNetwork.Encoded {
      network.encoded(
        frames: (0..<test.views).map { doubles(Array(frames[$0 * frame..<($0 + 1) * frame])) },
        poses: (1...test.views).map { doubles(test.pose($0)) }, query: doubles(test.pose(0)))
    }
    func losses(
      _ network: ReferenceNetwork, _ encoded: ReferenceNetwork.Encoded
    ) -> (likelihood: Double, kl: Double, mean: [Double]) {
      network.example(
        encoded, query: doubles(test.pose(0)), target: target,
        noise: (0..<sizes.generationSteps).map {
          doubles(test.epsilon($0, sizes.latentHeight * sizes.latentWidth * sizes.latentChannels))
        })
    }
    let unchanged = encoded(reference)
    let expected = losses(reference, unchanged)
    #expect(
      abs(evaluation.losses.negativeLogLikelihood - expected.likelihood) < 1e-5
        * expected.likelihood
    )
    #expect(abs(evaluation.losses.kl - expected.kl) < 1e-5 * expected.kl)
    expectClose(
      evaluation.imageMeans.array(), expected.mean.map { Float($0) }, within: 1e-6, "image mean")
    for variable in parameters.layout.variables {
      let values = parameters.values(variable.name)
      let gradient = gradients.values(variable.name)
      expectGradient(
        gradient.indices.map { gradient[$0] }, at: values.indices.map { values[$0] },
        within: isPlain ? 3e-5 : 3e-4,
        variable.name
      ) { changed in
        var network = reference
        network.variables[variable.name] = changed
        let isOfEncoder = variable.name.contains("Encoder/")
        let losses = losses(network, isOfEncoder ? encoded(network) : unchanged)
        return losses.likelihood + losses.kl
      }
    }
  }

  /// Every part of the encoder must matter, or the comparison says nothing of it.
  @Test func `every variable of the encoder has a gradient`() {
    let test = Case()
    let parameters = parameters(test.sizes)
    var gradients = ParameterStore(parameters.layout)
    _ = TrainingNetwork(test.sizes, pool: ThreadPool(threadCount: 1)).gradients(
      of: test.batch, parameters: parameters, settings: ObjectiveSettings(pixelSigma: 0.5),
      noise: { _, _, epsilon in
        for index in epsilon.indices { epsilon[index] = 0 }
      }, into: &gradients)
    for variable in parameters.layout.variables where variable.name.contains("EpipolarEncoder") {
      #expect(norm(gradients.values(variable.name)) > 1e-6, "\(variable.name)")
    }
  }
}
