import FoundationEssentials
import GQNModel
import Kernels
import TensorFlowFormats
import TestSupport
import Tensors
import Testing
import Training

/// A small network that tf-gqn trained, every gradient and moment of it in full.
struct NarrowPoolTests {
  static let folder = "fixtures/tf-gqn/narrow-pool"
  static let isThere = PackageFolder.hasShared(folder + "/train/index.json")

  /// `recipe.json`: how the weights are made.
  private struct Recipe: Decodable {
    struct Variable: Decodable {
      let name: String
      let offset, scale: Double
    }
    let seed: UInt64
    let variables: [Variable]
  }

  /// `training.json`.
  private struct Training: Decodable {
    struct Step: Decodable {
      let kl_per_generation_step: [Double]
      let loss, target_llh, kl_regularizer, sigma, learning_rate: Double
    }
    let steps: [Step]
    let after_last_step: Step
  }

  /// `index.json`.
  private struct Part: Decodable {
    let name: String
    let offset, count: Int
  }

  private func path(_ file: String) -> String { "\(PackageFolder.shared)/\(Self.folder)/\(file)" }

  private func json<Value: Decodable>(_ file: String, _ type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: path(file))))
  }

  private func array(_ file: String) throws -> Tensor {
    let (shape, values) = try NumPyFile.floats(path("train/\(file).npy"))
    return Tensor(shape, values)
  }

  private var sizes: Hyperparameters {
    var sizes = Hyperparameters()
    sizes.contextSize = 2
    sizes.encoderChannels = 32
    sizes.latentChannels = 8
    sizes.hiddenChannels = 16
    sizes.canvasChannels = 12
    sizes.generationSteps = 3
    return sizes
  }

  private func parameters() throws -> ParameterStore {
    let recipe = try json("recipe.json", Recipe.self)
    var store = ParameterStore(ParameterLayout(sizes.trainingVariables))
    for variable in recipe.variables {
      var random = SplitMix64(seed: recipe.seed ^ fnv1a64(variable.name))
      var values = store.mutableValues(variable.name)
      for index in values.indices {
        let u = Double(random.next() >> 40) / 16_777_216
        values[index] = Float((2 * u - 1) * variable.scale + variable.offset)
      }
    }
    return store
  }

  @Test(
    .enabled(if: isThere, Comment(rawValue: PackageFolder.sharedIsMissing)),
    arguments: [true, false])
  func `every gradient and every moment is tf-gqn's`(usesPlainForm: Bool) throws {
    let network = TrainingNetwork(
      sizes, pool: ThreadPool(threadCount: 2), usesPlainForm: usesPlainForm)
    let training = try json("train/training.json", Training.self)
    let epsilons = try NumPyFile.floats(path("train/noise.npy")).values
    let batch = TrainingBatch(
      contextFrames: try array("context_frames"), contextPoses: try array("context_poses"),
      queryPoses: try array("query_poses"), targetFrames: try array("target_frames"))
    var parameters = try parameters()
    var gradients = ParameterStore(parameters.layout)
    var adam = Adam(parameters.layout)
    func noise(of step: Int) -> TrainingNetwork.Noise {
      let (L, B) = (sizes.generationSteps, 2)
      return { example, generationStep, epsilon in
        let start = ((step * L + generationStep) * B + example) * epsilon.count
        for index in epsilon.indices { epsilon[index] = epsilons[start + index] }
      }
    }
    #expect(training.steps.count == 3)
    for (step, expected) in training.steps.enumerated() {
      let evaluation = network.gradients(
        of: batch, parameters: parameters,
        settings: .init(.tfGQN, pixelSigma: sizes.pixelSigma(step: step)), noise: noise(of: step),
        into: &gradients)
      expectLosses(evaluation.losses, expected, "step \(step)")
      if step == 0 {
        expectClose(
          evaluation.imageMeans.array(), try array("reconstruction_step0").array(), within: 1e-5,
          "reconstruction")
        try compareGradients(gradients)
      }
      adam.update(
        &parameters, gradients: gradients, learningRate: sizes.learningRate(step: step),
        pool: ThreadPool(threadCount: 2))
    }
    let after = network.losses(
      of: batch, parameters: parameters,
      settings: .init(.tfGQN, pixelSigma: training.after_last_step.sigma), noise: noise(of: 2))
    expectLosses(after.losses, training.after_last_step, "afterwards")
    try compareCheckpoint(parameters, adam)
  }

  private func expectLosses(_ losses: Losses, _ expected: Training.Step, _ what: String) {
    #expect(abs(losses.total - expected.loss) <= 1e-5 * expected.loss, "\(what)")
    #expect(
      abs(losses.negativeLogLikelihood - expected.target_llh) <= 1e-5 * expected.target_llh,
      "\(what)")
    #expect(
      abs(losses.kl - expected.kl_regularizer) <= 2e-5 * expected.kl_regularizer,
      "\(what): KL \(losses.kl), expected \(expected.kl_regularizer)")
    for (actual, expected) in zip(losses.klPerStep, expected.kl_per_generation_step) {
      #expect(abs(actual - expected) <= 4e-5 * expected, "\(what): a step's KL")
    }
  }

  private func compareGradients(_ gradients: borrowing ParameterStore) throws {
    let expected = try NumPyFile.floats(path("train/gradient_step0.npy")).values
    let parts = try json("train/index.json", [Part].self)
    #expect(parts.count == 41)
    for part in parts {
      let actual = gradients.values(part.name)
      let scale = largest(actual)
      expectClose(
        actual.indices.map { actual[$0] }, Array(expected[part.offset..<part.offset + part.count]),
        within: 1e-4 * scale, part.name)
    }
  }

  private func floats(_ bundle: TensorBundle, _ name: String, _ shape: Shape) throws -> [Float] {
    var values = [Float](repeating: 0, count: shape.count)
    try unsafe values.withUnsafeMutableBufferPointer {
      try unsafe bundle.read(name, shape: shape.extents, into: $0)
    }
    return values
  }

  /// Weights and moments against the checkpoint that an Estimator wrote after three steps.
  private func compareCheckpoint(
    _ parameters: borrowing ParameterStore, _ adam: borrowing Adam
  ) throws {
    let bundle = try TensorBundle(prefix: path("train/model/model.ckpt-3"))
    #expect(adam.beta1Power == (try bundle.float("beta1_power")))
    #expect(adam.beta2Power == (try bundle.float("beta2_power")))
    var (different, count) = (0, 0)
    for variable in parameters.layout.variables {
      let weights = parameters.values(variable.name)
      for (index, value) in try floats(bundle, variable.name, variable.shape).enumerated() {
        count += 1
        if abs(weights[index] - value) > 1e-5 { different += 1 }
      }
      let (first, second) = (
        try floats(bundle, variable.name + "/Adam", variable.shape),
        try floats(bundle, variable.name + "/Adam_1", variable.shape)
      )
      let m = adam.firstMoment.values(variable.name)
      expectClose(
        m.indices.map { m[$0] }, first, within: 2e-4 * first.reduce(1e-6) { max($0, abs($1)) },
        variable.name + "/Adam")
      let v = adam.secondMoment.values(variable.name)
      expectClose(
        v.indices.map { v[$0] }, second, within: 2e-4 * second.reduce(1e-9) { max($0, $1) },
        variable.name + "/Adam_1")
    }
    #expect(different * 1000 <= count, "\(different) of \(count) weights differ")
  }
}
