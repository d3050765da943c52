import GQNModel
import Kernels
import TestSupport
import Tensors
import Testing

/// Networks whose kernels are not tf-gqn's 5×5 and 1×1. A small kernel is a large one with zeros around
/// it, so that both describe the same function.
struct KernelSizeTests {
  private func sizes(gate: Int = 5, latent: Int = 5, image: Int = 1) -> Hyperparameters {
    var sizes = Hyperparameters()
    (sizes.imageHeight, sizes.imageWidth) = (16, 24)
    sizes.encoderChannels = 6
    sizes.latentChannels = 3
    sizes.hiddenChannels = 5
    sizes.canvasChannels = 4
    sizes.generationSteps = 3
    sizes.gateKernelSize = gate
    sizes.latentKernelSize = latent
    sizes.imageKernelSize = image
    return sizes
  }

  /// A network of large kernels that computes what the untrained one of small kernels does.
  private func padded(
    _ small: Hyperparameters, to large: Hyperparameters
  ) -> GenerativeQueryNetwork {
    var source = ParameterStore(ParameterLayout(small.renderingVariables))
    UntrainedWeights.fill(&source)
    var store = ParameterStore(ParameterLayout(large.renderingVariables))
    for variable in large.renderingVariables {
      let values = source.values(variable.name)
      var target = store.mutableValues(variable.name)
      guard values.count != target.count else {
        for index in target.indices { target[index] = values[index] }
        continue
      }
      let (side, channels) = (variable.shape[0], variable.shape[2] * variable.shape[3])
      let inner = Int((Double(values.count / channels)).squareRoot())
      let margin = (side - inner) / 2
      for y in 0..<inner {
        for x in 0..<inner {
          for channel in 0..<channels {
            target[((y + margin) * side + x + margin) * channels + channel] =
              values[(y * inner + x) * channels + channel]
          }
        }
      }
    }
    return GenerativeQueryNetwork(large, parameters: store)
  }

  private var query: Query {
    Query(pose: uniformNumbers(7, seed: 1)) { step, count in
      uniformNumbers(count, seed: UInt64(step) + 2)
    }
  }

  @Test(arguments: [(3, 5, 1), (5, 3, 1), (5, 5, 3), (3, 3, 3), (1, 1, 1), (7, 5, 1)])
  func `only tf-gqn's kernel sizes have a fast form`(gate: Int, latent: Int, image: Int) {
    let sizes = sizes(gate: gate, latent: latent, image: image)
    #expect(!FastGenerator.supports(sizes))
    #expect(untrainedNetwork(sizes).fastGenerator(pool: ThreadPool(threadCount: 1)) == nil)
    #expect(FastGenerator.supports(self.sizes()))
  }

  @Test(arguments: [(3, 5), (5, 3), (3, 3), (1, 5), (1, 1)])
  func `small kernels give the pictures of padded ones`(gate: Int, latent: Int) {
    let small = sizes(gate: gate, latent: latent)
    let representation = SceneRepresentation(sum: uniformNumbers(6, seed: 9))
    let expected = RenderingForm.fast.imageMeans(
      padded(small, to: sizes()), representation, [query])
    let actual = RenderingForm.plain.imageMeans(untrainedNetwork(small), representation, [query])
    expectClose(Array(actual.joined()), Array(expected.joined()), within: 2e-5)
  }

  @Test func `a 3x3 kernel of the picture with zeros around is a 1x1 one`() {
    let representation = SceneRepresentation(sum: uniformNumbers(6, seed: 9))
    let actual = RenderingForm.plain.imageMeans(
      padded(sizes(), to: sizes(image: 3)), representation, [query])
    let expected = RenderingForm.fast.imageMeans(
      untrainedNetwork(sizes()), representation, [query])
    expectClose(Array(actual.joined()), Array(expected.joined()), within: 2e-5)
  }
}
