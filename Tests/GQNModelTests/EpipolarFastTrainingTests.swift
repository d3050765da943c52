import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing

/// The fast form of training along rays against the plain one.
struct EpipolarFastTrainingTests {
  private struct Result {
    var losses: Losses
    var means: [Float]
    var gradients: [String: [Float]] = [:]
  }

  private func batch(_ test: EpipolarCase) -> TrainingBatch {
    var batch = TrainingBatch(test.sizes, examples: test.count, views: test.views)
    func fill(_ tensor: inout Tensor, _ range: Range<Int>, _ values: [Float]) {
      var span = tensor.mutableSpan(of: range)
      for index in span.indices { span[index] = values[index] }
    }
    for example in 0..<test.count {
      for view in 0..<test.views {
        let number = 10 * example + view
        fill(
          &batch.contextFrames, batch.frame(example: example, view: view), test.picture(number))
        fill(
          &batch.contextPoses, batch.pose(example: example, view: view), test.pose(100 + number))
      }
      fill(&batch.targetFrames, batch.target(example: example), test.picture(1000 + example))
      fill(&batch.queryPoses, batch.query(example: example), test.pose(example))
    }
    return batch
  }

  private func evaluate(
    _ test: EpipolarCase, threads: Int = 2, memory: Int = TrainingNetwork.defaultMemory,
    plain: Bool = false
  ) -> Result {
    let network = TrainingNetwork(
      test.sizes, pool: ThreadPool(threadCount: threads), memory: memory, usesPlainForm: plain)
    var parameters = ParameterStore(ParameterLayout(test.sizes.trainingVariables))
    UntrainedWeights.fill(&parameters)
    var gradients = parameters.copy()
    let evaluation = network.gradients(
      of: batch(test), parameters: parameters, settings: ObjectiveSettings(pixelSigma: 0.8),
      noise: { example, step, epsilon in
        GaussianNoise(seed: 5).write(frame: example, sample: 0, step: step, into: &epsilon)
      }, into: &gradients)
    var result = Result(losses: evaluation.losses, means: evaluation.imageMeans.array())
    for variable in gradients.layout.variables {
      let values = gradients.values(variable.name)
      result.gradients[variable.name] = values.indices.map { values[$0] }
    }
    return result
  }

  private func compare(_ actual: Result, _ expected: Result, within tolerance: Float) {
    #expect(
      abs(actual.losses.total - expected.losses.total) <= 1e-5 * expected.losses.total,
      "the loss is \(actual.losses.total), expected \(expected.losses.total)")
    expectClose(actual.means, expected.means, within: 5e-5, "image means")
    for (name, gradient) in expected.gradients {
      let largest = gradient.reduce(0) { max($0, abs($1)) }
      expectClose(
        actual.gradients[name] ?? [], gradient, within: tolerance * largest + 1e-7,
        "\(name), largest \(largest)")
    }
  }

  @Test(arguments: EpipolarCase.all, ["baseline", "AVX2", "AVX-512"])
  func `the fast form gives the plain form's losses and gradients`(
    test: EpipolarCase, instructions: String
  ) {
    let expected = evaluate(test, plain: true)
    WinogradKernels.withInstructionSet(limitedTo: instructions) {
      compare(evaluate(test), expected, within: 2e-4)
    }
  }

  @Test func `nothing depends on the number of threads, and every run gives the same bits`() {
    let test = EpipolarCase(size: (24, 20), count: 5)
    WinogradKernels.withInstructionSet(limitedTo: "best") {
      let first = evaluate(test, threads: 1)
      for threads in [1, 2, 3, 5] {
        let other = evaluate(test, threads: threads)
        #expect(other.losses == first.losses, "\(threads) threads")
        #expect(other.means == first.means, "\(threads) threads")
        #expect(other.gradients == first.gradients, "\(threads) threads")
      }
      compare(evaluate(test, memory: 1), first, within: 2e-5)
    }
  }

  @Test(arguments: [(true, true), (true, false), (false, false)])
  func `previews are networks of fewer steps`(hasColourPath: Bool, hasDepthLogits: Bool) {
    let test = EpipolarCase(
      hasColourPath: hasColourPath, hasDepthLogits: hasDepthLogits, steps: 3)
    var parameters = ParameterStore(ParameterLayout(test.sizes.trainingVariables))
    UntrainedWeights.fill(&parameters)
    let pool = ThreadPool(threadCount: 2)
    let settings = ObjectiveSettings(pixelSigma: 1)
    let noise: TrainingNetwork.Noise = { example, step, epsilon in
      GaussianNoise(seed: 5).write(frame: example, sample: 0, step: step, into: &epsilon)
    }
    let batch = batch(test)
    for plain in [false, true] {
      var steps = 0
      _ = TrainingNetwork(test.sizes, pool: pool, usesPlainForm: plain).losses(
        of: batch, parameters: parameters, settings: settings, noise: noise,
        preview: { step, means in
          #expect(step == steps)
          steps += 1
          var shorter = test.sizes
          shorter.generationSteps = step + 1
          let expected = TrainingNetwork(shorter, pool: pool, usesPlainForm: true).losses(
            of: batch, parameters: parameters, settings: settings, noise: noise)
          expectClose(means.array(), expected.imageMeans.array(), within: 5e-5, "step \(step)")
        })
      #expect(steps == 2)
    }
  }
}
