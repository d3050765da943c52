package import Kernels
package import Tensors

/// A generative query network: its sizes, its weights, and the two things that it does.
///
/// All results are functions of the arguments alone; a network may be used from several threads.
/// - Source: Eslami et al., "Neural scene representation and rendering", Science 360, 2018.
package final class GenerativeQueryNetwork: Sendable {
  /// The sizes.
  package let hyperparameters: Hyperparameters
  private let parameters: ParameterStore

  /// Creates a network.
  ///
  /// - Precondition: the store has all ``Hyperparameters/renderingVariables``.
  package init(_ hyperparameters: Hyperparameters, parameters: consuming ParameterStore) {
    self.hyperparameters = hyperparameters
    self.parameters = parameters
  }

  /// The representation of one view; that of a scene is the sum over its views.
  ///
  /// - Parameters:
  ///   - frame: the picture, `[H, W, 3]`, in [0, 1].
  ///   - pose: the encoded camera pose, 7 numbers.
  /// - Returns: the representation of a scene of this view.
  package func representation(frame: Span<Float>, pose: [Float]) -> SceneRepresentation {
    let sum = TowerEncoder.representation(
      frame: frame, pose: pose, parameters: parameters, hyperparameters)
    guard hyperparameters.encoder == .epipolar else { return SceneRepresentation(sum: sum.array()) }
    let view = EpipolarEncoder(hyperparameters).view(
      frame: frame, pose: pose, parameters: parameters)
    return SceneRepresentation(sum: sum.array(), views: [view])
  }

  /// Imagines the scene from a camera.
  ///
  /// - Parameters:
  ///   - scene: the representation of its views.
  ///   - pose: the query camera's encoded pose, 7 numbers.
  ///   - noise: writes ε of a step, `[h, w, Z]`; is called once for each step, in order.
  ///   - preview: is given the image mean after each step but the last, `[H, W, 3]`.
  /// - Returns: the image mean, `[H, W, 3]`, not clipped.
  package func imageMean(
    of scene: SceneRepresentation, pose: [Float],
    noise: (_ step: Int, _ epsilon: inout MutableSpan<Float>) -> Void,
    preview: ((_ step: Int, _ imageMean: borrowing Tensor) -> Void)? = nil
  ) -> Tensor {
    checkShape(scene)
    precondition(pose.count == Hyperparameters.poseChannels, "a pose of \(pose.count) numbers")
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    let query = PlainQuery(scene, pose: pose, parameters: parameters, hyperparameters)
    let tiledPose = (0..<h * w * pose.count).map { pose[$0 % pose.count] }
    var epsilon = Tensor([h, w, hyperparameters.latentChannels])
    let cell = GeneratorCell(hyperparameters)
    var state = cell.initialState()
    func mean(_ state: GeneratorCell.State) -> Tensor {
      Tensor(
        [hyperparameters.imageHeight, hyperparameters.imageWidth, Hyperparameters.imageChannels],
        query.imageMean(
          painting: cell.painting(of: state, parameters: parameters), parameters: parameters))
    }
    for step in 0..<hyperparameters.generationSteps {
      var writable = epsilon.mutableSpan
      noise(step, &writable)
      let z = cell.latent(of: state, noise: epsilon.span, parameters: parameters)
      cell.advance(
        &state, representation: query.representation.span, pose: tiledPose.span, latent: z.span,
        parameters: parameters)
      if let preview, step + 1 < hyperparameters.generationSteps {
        preview(step, mean(state))
      }
    }
    return mean(state)
  }

  private func checkShape(_ scene: SceneRepresentation) {
    precondition(
      scene.sum.count == hyperparameters.representationShape.count,
      "a representation of \(scene.sum.count) numbers, not \(hyperparameters.representationShape)")
  }

  /// The fast form of this network.
  ///
  /// - Parameter pool: transforms the weights.
  /// - Returns: nil for kernel sizes that only the plain form knows.
  package func fastGenerator(pool: ThreadPool) -> FastGenerator? {
    guard FastGenerator.supports(hyperparameters) else { return nil }
    return FastGenerator(hyperparameters, parameters: parameters, pool: pool)
  }

  /// What the fast form needs of a scene.
  ///
  /// - Parameters:
  ///   - scene: the representation of its views.
  ///   - generator: was made by ``fastGenerator(pool:)``.
  /// - Returns: the scene's part of the gates.
  package func prepared(
    _ scene: SceneRepresentation, for generator: FastGenerator
  ) -> FastGenerator.Scene {
    checkShape(scene)
    return generator.scene(scene, parameters: parameters)
  }
}
