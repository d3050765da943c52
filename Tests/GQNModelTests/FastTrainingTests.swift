import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing

/// The fast form of training against the plain one.
struct FastTrainingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var encoder = Hyperparameters.Encoder.pool
    var size = (16, 16)
    var channels = (encoder: 12, latent: 3, hidden: 16, canvas: 5)
    var steps = 3
    var views = 2
    var examples = 2
    var objective = Objective.paper
    var klWeight = 1.0

    var testDescription: String {
      "\(encoder) \(size) \(channels), \(steps) steps, \(views) views, \(examples) examples, "
        + "\(objective) x \(klWeight)"
    }

    var sizes: Hyperparameters {
      var sizes = Hyperparameters()
      sizes.encoder = encoder
      (sizes.imageHeight, sizes.imageWidth) = size
      sizes.encoderChannels = channels.encoder
      sizes.latentChannels = channels.latent
      sizes.hiddenChannels = channels.hidden
      sizes.canvasChannels = channels.canvas
      sizes.generationSteps = steps
      sizes.contextSize = views
      return sizes
    }
  }

  static let cases = [
    Case(), Case(objective: .tfGQN), Case(encoder: .tower, klWeight: 0.25),
    Case(encoder: .tower, objective: .tfGQN),
    Case(size: (20, 28), channels: (10, 7, 20, 4), examples: 3),
    Case(encoder: .tower, size: (28, 20), channels: (34, 17, 33, 18), views: 1, examples: 5),
    Case(size: (4, 4), channels: (2, 1, 1, 1), steps: 1, views: 1, examples: 1),
    Case(encoder: .tower, size: (4, 8), steps: 2, examples: 1, objective: .tfGQN),
    Case(size: (8, 4), steps: 1, views: 3, examples: 4, objective: .tfGQN),
    Case(size: (64, 64), channels: (16, 4, 32, 8), steps: 2, examples: 4),
    Case(size: (36, 68), channels: (40, 40, 70, 12), steps: 2, examples: 1),
  ]

  private func batch(_ test: Case) -> TrainingBatch {
    var batch = TrainingBatch(test.sizes, examples: test.examples, views: test.views)
    func fill(_ tensor: inout Tensor, seed: UInt64, _ scale: Float, _ offset: Float) {
      let numbers = uniformNumbers(tensor.count, seed: seed)
      var span = tensor.mutableSpan
      for index in span.indices { span[index] = numbers[index] * scale + offset }
    }
    fill(&batch.contextFrames, seed: 1, 0.5, 0.5)
    fill(&batch.contextPoses, seed: 2, 1, 0)
    fill(&batch.queryPoses, seed: 3, 1, 0)
    fill(&batch.targetFrames, seed: 4, 0.5, 0.5)
    return batch
  }

  private func parameters(_ sizes: Hyperparameters) -> ParameterStore {
    var store = ParameterStore(ParameterLayout(sizes.trainingVariables))
    UntrainedWeights.fill(&store)
    return store
  }

  private let noise: TrainingNetwork.Noise = { example, step, epsilon in
    GaussianNoise(seed: 5).write(frame: example, sample: 0, step: step, into: &epsilon)
  }

  /// Losses, image means, and all gradients by name.
  private struct Result {
    var losses: Losses
    var means: [Float]
    var gradients: [String: [Float]] = [:]
  }

  private func evaluate(
    _ test: Case, threads: Int = 2, memory: Int = TrainingNetwork.defaultMemory, plain: Bool = false
  ) -> Result {
    let network = TrainingNetwork(
      test.sizes, pool: ThreadPool(threadCount: threads), memory: memory, usesPlainForm: plain)
    let parameters = parameters(test.sizes)
    var gradients = parameters.copy()
    let settings = ObjectiveSettings(test.objective, pixelSigma: 0.8, klWeight: test.klWeight)
    let batch = batch(test)
    let evaluation = network.gradients(
      of: batch, parameters: parameters, settings: settings, noise: noise, into: &gradients)
    var result = Result(
      losses: evaluation.losses, means: evaluation.imageMeans.array())
    for variable in gradients.layout.variables {
      let values = gradients.values(variable.name)
      result.gradients[variable.name] = values.indices.map { values[$0] }
    }
    return result
  }

  private func compare(_ actual: Result, _ expected: Result, within tolerance: Float) {
    let losses = zip(
      [actual.losses.negativeLogLikelihood] + actual.losses.klPerStep,
      [expected.losses.negativeLogLikelihood] + expected.losses.klPerStep)
    for (index, pair) in losses.enumerated() {
      #expect(
        abs(pair.0 - pair.1) <= 1e-5 * pair.1,
        "loss \(index) is \(pair.0), expected \(pair.1)")
    }
    expectClose(actual.means, expected.means, within: 5e-5, "image means")
    for (name, gradient) in expected.gradients {
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      expectClose(
        actual.gradients[name] ?? [], gradient, within: tolerance * largest + 1e-7,
        "\(name), largest \(largest)")
    }
  }

  @Test(arguments: cases, ["baseline", "AVX2", "AVX-512"])
  func `the fast form gives the plain form's losses and gradients`(
    test: Case, instructions: String
  ) {
    let expected = evaluate(test, plain: true)
    WinogradKernels.withInstructionSet(limitedTo: instructions) {
      compare(evaluate(test), expected, within: 1e-4)
    }
  }

  @Test func `nothing depends on the number of threads, and every run gives the same bits`() {
    for test in [Case(channels: (20, 5, 40, 6), examples: 5), Case(encoder: .tower)] {
      WinogradKernels.withInstructionSet(limitedTo: "best") {
        let first = evaluate(test, threads: 1)
        for threads in [1, 2, 3, 5] {
          let other = evaluate(test, threads: threads)
          #expect(other.losses == first.losses, "\(threads) threads")
          #expect(other.means == first.means, "\(threads) threads")
          #expect(other.gradients == first.gradients, "\(threads) threads")
        }
      }
    }
  }

  @Test(arguments: [Objective.paper, .tfGQN])
  func `a batch in parts has the same losses and gradients`(objective: Objective) {
    let test = Case(encoder: .tower, examples: 5, objective: objective)
    let network = TrainingNetwork(test.sizes, pool: ThreadPool(threadCount: 1), memory: 1)
    #expect(network.examplesAtATime(batch: 5, views: 2) == 1)
    WinogradKernels.withInstructionSet(limitedTo: "best") {
      let whole = evaluate(test)
      compare(evaluate(test, memory: 1), whole, within: 2e-5)
    }
  }

  @Test func `parts fit the memory and have nearly the same size`() {
    let sizes = Hyperparameters()
    let pool = ThreadPool(threadCount: 1)
    let whole = TrainingNetwork(sizes, pool: pool, memory: 1 << 40)
    #expect(whole.examplesAtATime(batch: 36, views: 5) == 36)
    let half = TrainingNetwork(sizes, pool: pool, memory: 2 << 30)
    let examples = half.examplesAtATime(batch: 36, views: 5)
    #expect((2..<36).contains(examples))
    let parts = (36 + examples - 1) / examples
    #expect((examples - 1) * parts < 36)
  }

  @Test(arguments: [Case(), Case(encoder: .tower, steps: 4)])
  func `previews are networks of fewer steps`(test: Case) {
    let sizes = test.sizes
    let parameters = parameters(sizes)
    let settings = ObjectiveSettings(pixelSigma: 1)
    let batch = batch(test)
    let pool = ThreadPool(threadCount: 2)
    var steps = 0
    _ = TrainingNetwork(sizes, pool: pool).losses(
      of: batch, parameters: parameters, settings: settings, noise: noise,
      preview: { step, means in
        #expect(step == steps)
        steps += 1
        var shorter = sizes
        shorter.generationSteps = step + 1
        let expected = TrainingNetwork(shorter, pool: pool, usesPlainForm: true).losses(
          of: batch, parameters: parameters, settings: settings, noise: noise)
        expectClose(means.array(), expected.imageMeans.array(), within: 5e-5, "step \(step)")
      })
    #expect(steps == sizes.generationSteps - 1)
  }

  /// The whole plain form against differences of its own losses, along the gradient.
  @Test(arguments: cases.prefix(6))
  func `the plain form's gradients are the slope of its losses`(test: Case) {
    let network = TrainingNetwork(
      test.sizes, pool: ThreadPool(threadCount: 1), usesPlainForm: true)
    let start = parameters(test.sizes)
    let batch = batch(test)
    let settings = ObjectiveSettings(test.objective, pixelSigma: 0.8, klWeight: test.klWeight)
    var gradients = start.copy()
    _ = network.gradients(
      of: batch, parameters: start, settings: settings, noise: noise, into: &gradients)
    let g = gradients.values
    let norm = g.indices.reduce(0.0) { $0 + Double(g[$1]) * Double(g[$1]) }.squareRoot()
    func loss(at distance: Double) -> Double {
      var moved = start.copy()
      var w = moved.mutableValues
      let g = gradients.values
      for index in w.indices { w[index] += Float(distance / norm) * g[index] }
      let losses = network.losses(
        of: batch, parameters: moved, settings: settings, noise: noise
      ).losses
      return losses.negativeLogLikelihood + test.klWeight * losses.kl
    }
    let slope = (loss(at: 1e-3) - loss(at: -1e-3)) / 2e-3
    #expect(abs(slope - norm) <= 5e-3 * norm, "the slope is \(slope), the gradient's norm \(norm)")
  }
}
