import GQNModel
import TestSupport
import Tensors
import Testing

/// The network against values that tf-gqn computed, stage by stage.
struct GoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let encoder: Hyperparameters.Encoder
    let views, steps, hidden, canvas: Int
    let folder: String

    var testDescription: String { name }

    var hyperparameters: Hyperparameters {
      var sizes = Hyperparameters()
      sizes.encoder = encoder
      sizes.contextSize = views
      sizes.generationSteps = steps
      sizes.hiddenChannels = hidden
      sizes.canvasChannels = canvas
      return sizes
    }

    func golden(_ file: String) throws -> (shape: Shape, values: [Float]) {
      try NumPyFile.floats("\(folder)/\(name)/\(file).npy")
    }
  }

  static let fixtures = PackageFolder.path + "/Tests/GQNModelTests/Fixtures"
  static let tinyPool = Case(
    name: "tiny-pool", encoder: .pool, views: 3, steps: 4, hidden: 16, canvas: 12, folder: fixtures)
  static let tinyTower = Case(
    name: "tiny-tower", encoder: .tower, views: 2, steps: 3, hidden: 16, canvas: 12,
    folder: fixtures)
  static let full = Case(
    name: "default", encoder: .pool, views: 5, steps: 8, hidden: 256, canvas: 256,
    folder: PackageFolder.shared + "/goldens")

  private func network(_ sizes: Hyperparameters) -> GenerativeQueryNetwork {
    var store = ParameterStore(ParameterLayout(sizes.renderingVariables))
    UntrainedWeights.fill(&store)
    return GenerativeQueryNetwork(sizes, parameters: store)
  }

  private func sceneRepresentation(_ network: GenerativeQueryNetwork, _ golden: Case) -> Tensor {
    let sizes = network.hyperparameters
    var sum = [Float](repeating: 0, count: sizes.representationShape.count)
    for view in 0..<golden.views {
      let tag = "\(golden.name)/scene0/view\(view)"
      let frame = GoldenRecipe.image(tag, height: sizes.imageHeight, width: sizes.imageWidth)
      let one = network.representation(frame: frame.span, pose: GoldenRecipe.pose(tag))
      for (index, value) in one.array().enumerated() {
        sum[index] += value
      }
    }
    return Tensor(sizes.representationShape, sum)
  }

  private func image(
    _ network: GenerativeQueryNetwork, _ golden: Case, query: Int, representation: borrowing Tensor,
    noisy: Bool, preview: ((Int, borrowing Tensor) -> Void)? = nil
  ) -> [Float] {
    let tag = "\(golden.name)/query\(query)"
    return network.imageMean(
      representation: representation, pose: GoldenRecipe.pose(tag),
      noise: { step, epsilon in
        let numbers =
          noisy
          ? GoldenRecipe.noise("\(tag)/step\(step)", count: epsilon.count)
          : [Float](repeating: 0, count: epsilon.count)
        for index in epsilon.indices {
          epsilon[index] = numbers[index]
        }
      }, preview: preview
    ).array()
  }

  @Test(arguments: [tinyPool, tinyTower])
  func `representation, previews and image means are tf-gqn's`(golden: Case) throws {
    try check(golden)
  }

  @Test(
    .enabled(
      if: PackageFolder.hasShared("goldens/default"),
      Comment(rawValue: PackageFolder.sharedIsMissing)))
  func `the default sizes give tf-gqn's pictures`() throws {
    try check(Self.full)
  }

  private func check(_ golden: Case) throws {
    let network = network(golden.hyperparameters)
    let representation = sceneRepresentation(network, golden)
    expectClose(
      representation.array(), try golden.golden("representation").values, within: 2e-4,
      "representation")

    var previews: [Float] = []
    let first = image(
      network, golden, query: 0, representation: representation, noisy: false,
      preview: { _, mean in previews += mean.array() })
    expectClose(
      previews + first, try golden.golden("previews_query0").values, within: 2e-4, "previews")

    let pixels = golden.hyperparameters.imageHeight * golden.hyperparameters.imageWidth * 3
    for (file, noisy) in [("mean_noise0", false), ("mean_noise", true)] {
      let expected = try golden.golden(file).values
      var different = 0
      for query in 0..<3 {
        let actual = image(
          network, golden, query: query, representation: representation, noisy: noisy)
        let part = Array(expected[query * pixels..<(query + 1) * pixels])
        expectClose(actual, part, within: 2e-4, "\(file), query \(query)")
        for (a, b) in zip(actual, part) {
          let levels = abs(Int(level(a)) - Int(level(b)))
          #expect(levels <= 1)
          different += levels
        }
      }
      #expect(
        Double(different) <= 0.001 * Double(3 * pixels), "\(different) bytes differ in \(file)")
    }
  }

  private func level(_ value: Float) -> UInt8 { UInt8(min(max(value, 0), 1) * 255 + 0.5) }
}
