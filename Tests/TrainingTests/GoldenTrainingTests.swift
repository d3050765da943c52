import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing
import Training

/// Three iterations of training against values that tf-gqn computed.
struct GoldenTrainingTests {
  static let cases = [TrainingCase.tinyPool, .tinyTower, .tinyPoolPaper]

  @Test(arguments: cases, [true, false])
  func `losses, gradients and weights are tf-gqn's`(
    test: TrainingCase, usesPlainForm: Bool
  ) throws {
    let network = TrainingNetwork(
      test.sizes, pool: ThreadPool(threadCount: 2), usesPlainForm: usesPlainForm)
    let golden = try test.json("golden", TrainingCase.Golden.self)
    let batch = test.batch()
    var parameters = test.parameters()
    var gradients = ParameterStore(parameters.layout)
    var first = gradients.copy()
    var adam = Adam(parameters.layout)
    for (step, expected) in golden.training.iterations.enumerated() {
      let settings = ObjectiveSettings(
        test.objective, pixelSigma: test.sizes.pixelSigma(step: step))
      let learningRate = test.sizes.learningRate(step: step)
      #expect(abs(settings.pixelSigma - expected.sigma) < 3e-7)
      #expect(abs(learningRate - expected.learning_rate) < 1e-10)
      let evaluation = network.gradients(
        of: batch, parameters: parameters, settings: settings, noise: test.noise(iteration: step),
        into: &gradients)
      let losses = evaluation.losses
      for (name, actual, expected) in [
        ("loss", losses.total, expected.loss), ("KL", losses.kl, expected.kl),
        ("likelihood", losses.negativeLogLikelihood, expected.negative_log_likelihood),
      ] {
        // Once Adam has amplified the rounding of gradients that are nearly 0, Winograd's is seen in the KL, but
        // not in the loss.
        let scale = usesPlainForm || step == 0 ? expected : golden.training.iterations[step].loss
        #expect(
          abs(actual - expected) <= 1e-5 * scale,
          "iteration \(step): \(name) is \(actual), expected \(expected)")
      }
      if step == 0 {
        first = gradients.copy()
        try compareGradients(gradients, test, kinks: usesPlainForm ? 2 : 8)
        if test.name == "tiny-pool" {
          let means = try NumPyFile.floats(
            "\(TrainingCase.fixtures)/tiny-pool/train_mean_iteration0.npy")
          expectClose(evaluation.imageMeans.array(), means.values, within: 1e-5, "image means")
        }
      }
      adam.update(
        &parameters, gradients: gradients, learningRate: learningRate,
        pool: ThreadPool(threadCount: 2))
    }
    try compareVariables(parameters, first, test, few: usesPlainForm ? 2 : 8)
  }

  /// The units of the encoder whose input is within rounding of 0 pass or stop their gradient as rounding
  /// decides, differently in two implementations: the case `tiny-pool-paper` has one in `conv2d_6` at -4.0e-7
  /// (in double precision), and two more within 1.5e-6. Their share is seen in a few values.
  private func compareGradients(
    _ gradients: borrowing ParameterStore, _ test: TrainingCase, kinks: Int
  ) throws {
    let golden = try test.json("gradients_iteration0", [String: TrainingCase.Values].self)
    #expect(golden.count == 41)
    var nearKinks = 0
    for (name, expected) in golden {
      let actual = gradients.values(name)
      let (norm, largest) = (norm(actual), largest(actual))
      #expect(
        abs(norm - expected.l2) <= 1e-4 * expected.l2,
        "\(name): norm is \(norm), expected \(expected.l2)")
      for (index, value) in zip(expected.indices, expected.values) {
        let difference = abs(actual[index] - value) / largest
        let isNearKink = name.contains("Encoder") && difference <= 2e-4
        if isNearKink && difference > 1e-4 { nearKinks += 1 }
        #expect(
          difference <= 1e-4 || isNearKink,
          "\(name)[\(index)] is \(actual[index]), expected \(value); the largest is \(largest)")
      }
    }
    #expect(nearKinks <= kinks)
  }

  /// Adam divides a gradient by its own magnitude: where that is nearly 0 the weight can go anywhere within the
  /// learning rate, on any two machines. So all others must agree, and these must be few.
  private func compareVariables(
    _ parameters: borrowing ParameterStore, _ gradients: borrowing ParameterStore,
    _ test: TrainingCase, few: Int
  ) throws {
    let golden = try test.json("variables_after_3_iterations", [String: TrainingCase.Values].self)
    #expect(golden.count == 41)
    var (different, count, worst) = (0, 0, Float(0))
    for (name, expected) in golden {
      let actual = parameters.values(name)
      let norm = norm(actual)
      #expect(
        abs(norm - expected.l2) <= 1e-4 * expected.l2,
        "\(name): norm is \(norm), expected \(expected.l2)")
      let gradient = gradients.values(name)
      let nearlyZero = 2e-3 * largest(gradient)
      for (index, value) in zip(expected.indices, expected.values) {
        let difference = abs(actual[index] - value)
        count += 1
        if difference > 1e-5 { different += 1 }
        worst = max(worst, difference)
        #expect(
          difference <= 1e-5 || abs(gradient[index]) <= nearlyZero,
          "\(name)[\(index)] is \(actual[index]), expected \(value), by \(gradient[index])")
      }
    }
    #expect(different <= few, "\(different) of \(count) weights differ, by up to \(worst)")
    #expect(worst <= 2e-3, "a weight differs by \(worst), more than three steps can make")
  }

  @Test(arguments: cases, [true, false])
  func `losses alone are those that come with gradients`(
    test: TrainingCase, usesPlainForm: Bool
  ) {
    let network = TrainingNetwork(
      test.sizes, pool: ThreadPool(threadCount: 2), usesPlainForm: usesPlainForm)
    let batch = test.batch()
    let parameters = test.parameters()
    let settings = ObjectiveSettings(test.objective, pixelSigma: 0.7)
    var gradients = ParameterStore(parameters.layout)
    let both = network.gradients(
      of: batch, parameters: parameters, settings: settings, noise: test.noise(iteration: 0),
      into: &gradients)
    var previews = 0
    let alone = network.losses(
      of: batch, parameters: parameters, settings: settings, noise: test.noise(iteration: 0),
      preview: { step, means in
        #expect(step == previews)
        #expect(means.shape == [2, 64, 64, 3])
        previews += 1
      })
    #expect(previews == test.sizes.generationSteps - 1)
    #expect(alone.losses == both.losses)
    #expect(alone.imageMeans.array() == both.imageMeans.array())
    #expect(alone.losses.klPerStep.count == test.sizes.generationSteps)
  }
}
