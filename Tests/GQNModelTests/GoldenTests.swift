import GQNModel
import TestSupport
import Tensors
import Testing

/// The network against values that tf-gqn computed, stage by stage and by both forms.
struct GoldenTests {
  static let tiny = [GoldenCase.tinyPool, .tinyTower]

  @Test(arguments: tiny)
  func `the representation is tf-gqn's`(golden: GoldenCase) throws {
    try checkRepresentation(golden)
  }

  @Test(arguments: tiny, RenderingForm.allCases)
  func `image means are tf-gqn's`(golden: GoldenCase, form: RenderingForm) throws {
    try checkImageMeans(golden, form)
  }

  @Test(arguments: tiny)
  func `the canvas after each step is tf-gqn's`(golden: GoldenCase) throws {
    let network = untrainedNetwork(golden.hyperparameters())
    let query = golden.queries(noisy: false)[0]
    var previews: [Float] = []
    let last = network.imageMean(
      of: golden.representation(network), pose: query.pose,
      noise: { step, epsilon in query.write(step: step, into: &epsilon) },
      preview: { _, mean in previews += mean.array() }
    ).array()
    expectClose(
      previews + last, try golden.values("previews_query0"), within: 2e-4, "previews")
  }

  /// The fast form never has a canvas, but a network of fewer steps ends where the canvas is then.
  @Test(arguments: tiny)
  func `networks of fewer steps end at tf-gqn's canvas`(golden: GoldenCase) throws {
    let network = untrainedNetwork(golden.hyperparameters())
    let representation = golden.representation(network)
    var previews: [Float] = []
    for steps in 1...golden.steps {
      let shorter = untrainedNetwork(golden.hyperparameters(steps: steps))
      previews += RenderingForm.fast.imageMeans(
        shorter, representation, [golden.queries(noisy: false)[0]]
      ).joined()
    }
    expectClose(previews, try golden.values("previews_query0"), within: 2e-4, "previews")
  }

  static let hasDefault = PackageFolder.hasShared("goldens/default")

  @Test(
    .enabled(if: hasDefault, Comment(rawValue: PackageFolder.sharedIsMissing)),
    .enabled(if: isOptimised, "the default sizes take too long in a debug build"),
    arguments: RenderingForm.allCases)
  func `the default sizes give tf-gqn's pictures`(form: RenderingForm) throws {
    try checkRepresentation(.full)
    try checkImageMeans(.full, form)
  }

  private func checkRepresentation(_ golden: GoldenCase) throws {
    let network = untrainedNetwork(golden.hyperparameters())
    expectClose(
      golden.representation(network).sum, try golden.values("representation"), within: 2e-4,
      "representation")
  }

  private func checkImageMeans(_ golden: GoldenCase, _ form: RenderingForm) throws {
    let network = untrainedNetwork(golden.hyperparameters())
    let representation = golden.representation(network)
    for (file, noisy) in [("mean_noise0", false), ("mean_noise", true)] {
      let expected = try golden.values(file)
      let actual = Array(
        form.imageMeans(network, representation, golden.queries(noisy: noisy)).joined())
      expectClose(actual, expected, within: 2e-4, file)
      let differences = zip(actual, expected).map { abs(level($0) - level($1)) }
      #expect(differences.allSatisfy { $0 <= 1 }, "\(file)")
      let different = differences.reduce(0, +)
      #expect(
        Double(different) <= 0.001 * Double(expected.count), "\(different) bytes differ in \(file)")
    }
  }

  /// The byte that a picture's file has for an image mean.
  private func level(_ value: Float) -> Int { Int(min(max(value, 0), 1) * 255 + 0.5) }
}
