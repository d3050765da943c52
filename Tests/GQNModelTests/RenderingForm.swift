import GQNModel
import Kernels
import Tensors

/// A picture to imagine: the query's encoded pose, and ε of each step.
struct Query: Sendable {
  let pose: [Float]
  let noise: @Sendable (_ step: Int, _ count: Int) -> [Float]

  func write(step: Int, into epsilon: inout MutableSpan<Float>) {
    for (index, number) in noise(step, epsilon.count).enumerated() {
      epsilon[index] = number
    }
  }
}

/// The two forms of the generation core, which give the same pictures.
enum RenderingForm: CaseIterable, Sendable {
  case plain, fast

  /// The image means of all queries, or nothing where the network has no such form.
  func imageMeans(
    _ network: GenerativeQueryNetwork, _ scene: SceneRepresentation, _ queries: [Query]
  ) -> [[Float]] {
    switch self {
    case .plain:
      return queries.map { query in
        network.imageMean(
          of: scene, pose: query.pose,
          noise: { step, epsilon in query.write(step: step, into: &epsilon) }
        ).array()
      }
    case .fast:
      let pool = ThreadPool(threadCount: 2)
      guard let generator = network.fastGenerator(pool: pool) else { return [] }
      let workspace = FastGenerator.Workspace(generator, frames: queries.count, threads: 2)
      let frames = queries.map { query in
        FastGenerator.Frame(
          pose: query.pose,
          noise: LatentNoise(network.hyperparameters) { step, epsilon in
            query.write(step: step, into: &epsilon)
          })
      }
      let means = generator.imageMeans(
        network.prepared(scene, for: generator), frames, workspace: workspace, pool: pool
      ).array()
      let count = means.count / queries.count
      return queries.indices.map { Array(means[$0 * count..<($0 + 1) * count]) }
    }
  }
}

/// A network whose weights are functions of their names.
func untrainedNetwork(_ sizes: Hyperparameters) -> GenerativeQueryNetwork {
  var store = ParameterStore(ParameterLayout(sizes.renderingVariables))
  UntrainedWeights.fill(&store)
  return GenerativeQueryNetwork(sizes, parameters: store)
}
