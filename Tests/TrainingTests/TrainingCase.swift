import FoundationEssentials
import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing
import Training

/// A network that tf-gqn trained for three iterations.
struct TrainingCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// The case whose pictures, poses and noise it was given.
  var tags: String
  var objective = Objective.tfGQN
  var sizes = Hyperparameters()
  var examples = 2

  var testDescription: String { name }

  init(_ name: String, tags: String, _ encoder: Hyperparameters.Encoder, views: Int, steps: Int) {
    self.name = name
    self.tags = tags
    sizes.encoder = encoder
    sizes.contextSize = views
    sizes.generationSteps = steps
    sizes.hiddenChannels = 16
    sizes.canvasChannels = 12
  }

  static let fixtures = PackageFolder.path + "/Tests/TrainingTests/Fixtures"
  static let tinyPool = TrainingCase("tiny-pool", tags: "tiny-pool", .pool, views: 3, steps: 4)
  static let tinyTower = TrainingCase("tiny-tower", tags: "tiny-tower", .tower, views: 2, steps: 3)
  static let tinyPoolPaper = {
    var test = TrainingCase(
      "tiny-pool-paper", tags: "tiny-pool-paper", .pool, views: 3, steps: 4)
    test.objective = .paper
    return test
  }()

  /// `golden.json`.
  struct Golden: Decodable {
    struct Iteration: Decodable {
      let kl, learning_rate, loss, negative_log_likelihood, sigma: Double
    }
    struct Training: Decodable {
      let iterations: [Iteration]
    }
    let training: Training
  }

  /// What is stored of a variable.
  struct Values: Decodable {
    let indices: [Int]
    let l2: Double
    let values: [Float]
  }

  func json<Value: Decodable>(_ file: String, _ type: Value.Type) throws -> Value {
    try JSONDecoder().decode(
      type, from: Data(contentsOf: URL(filePath: "\(Self.fixtures)/\(name)/\(file).json")))
  }

  /// The weights before the first iteration.
  func parameters() -> ParameterStore {
    var store = ParameterStore(ParameterLayout(sizes.trainingVariables))
    UntrainedWeights.fill(&store)
    return store
  }

  func batch() -> TrainingBatch {
    var batch = TrainingBatch(sizes, examples: examples, views: sizes.contextSize)
    func fill(_ tensor: inout Tensor, _ range: Range<Int>, _ values: [Float]) {
      var span = tensor.mutableSpan(of: range)
      for index in span.indices { span[index] = values[index] }
    }
    func image(_ tag: String) -> [Float] {
      GoldenRecipe.image(tag, height: sizes.imageHeight, width: sizes.imageWidth)
    }
    for example in 0..<examples {
      for view in 0..<sizes.contextSize {
        let tag = "\(tags)/train/scene\(example)/view\(view)"
        fill(&batch.contextFrames, batch.frame(example: example, view: view), image(tag))
        fill(
          &batch.contextPoses, batch.pose(example: example, view: view), GoldenRecipe.pose(tag))
      }
      let tag = "\(tags)/train/target\(example)"
      fill(&batch.targetFrames, batch.target(example: example), image(tag))
      fill(&batch.queryPoses, batch.query(example: example), GoldenRecipe.pose(tag))
    }
    return batch
  }

  func noise(iteration: Int) -> TrainingNetwork.Noise {
    { [tags] example, step, epsilon in
      let numbers = GoldenRecipe.noise(
        "\(tags)/train/iteration\(iteration)/scene\(example)/step\(step)", count: epsilon.count)
      for index in epsilon.indices { epsilon[index] = numbers[index] }
    }
  }
}

/// The Euclidean norm.
func norm(_ values: Span<Float>) -> Double {
  values.indices.reduce(0) { $0 + Double(values[$1]) * Double(values[$1]) }.squareRoot()
}

/// The largest magnitude.
func largest(_ values: Span<Float>) -> Float {
  values.indices.reduce(0) { max($0, abs(values[$1])) }
}
