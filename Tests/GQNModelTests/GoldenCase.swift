import GQNModel
import TestSupport
import Tensors
import Testing

/// A network that tf-gqn ran, with the inputs that it was given and the values that came out.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  let name: String
  let encoder: Hyperparameters.Encoder
  let views, steps, hidden, canvas: Int
  let folder: String

  var testDescription: String { name }

  static let fixtures = PackageFolder.path + "/Tests/GQNModelTests/Fixtures"
  static let tinyPool = GoldenCase(
    name: "tiny-pool", encoder: .pool, views: 3, steps: 4, hidden: 16, canvas: 12, folder: fixtures)
  static let tinyTower = GoldenCase(
    name: "tiny-tower", encoder: .tower, views: 2, steps: 3, hidden: 16, canvas: 12,
    folder: fixtures)
  /// tf-gqn's default sizes.
  static let full = GoldenCase(
    name: "default", encoder: .pool, views: 5, steps: 8, hidden: 256, canvas: 256,
    folder: PackageFolder.shared + "/goldens")

  /// The network's sizes, with fewer generation steps if asked for, for a look at its canvas.
  func hyperparameters(steps: Int? = nil) -> Hyperparameters {
    var sizes = Hyperparameters()
    sizes.encoder = encoder
    sizes.contextSize = views
    sizes.generationSteps = steps ?? self.steps
    sizes.hiddenChannels = hidden
    sizes.canvasChannels = canvas
    return sizes
  }

  /// One of tf-gqn's arrays.
  func values(_ file: String) throws -> [Float] {
    try NumPyFile.floats("\(folder)/\(name)/\(file).npy").values
  }

  /// The sum of the representations of the case's views.
  func representation(_ network: GenerativeQueryNetwork) -> SceneRepresentation {
    let sizes = network.hyperparameters
    var scene = SceneRepresentation(sizes)
    for view in 0..<views {
      let tag = "\(name)/scene0/view\(view)"
      let frame = GoldenRecipe.image(tag, height: sizes.imageHeight, width: sizes.imageWidth)
      scene.add(network.representation(frame: frame.span, pose: GoldenRecipe.pose(tag)))
    }
    return scene
  }

  /// The case's three queries.
  func queries(noisy: Bool) -> [Query] {
    (0..<3).map { index in
      let tag = "\(name)/query\(index)"
      return Query(pose: GoldenRecipe.pose(tag)) { step, count in
        noisy
          ? GoldenRecipe.noise("\(tag)/step\(step)", count: count)
          : [Float](repeating: 0, count: count)
      }
    }
  }
}
