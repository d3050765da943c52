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
  /// - Returns: an array of ``Hyperparameters/representationShape``.
  package func representation(frame: Span<Float>, pose: [Float]) -> Tensor {
    TowerEncoder.representation(
      frame: frame, pose: pose, parameters: parameters, hyperparameters)
  }

  /// Imagines the scene from a camera.
  ///
  /// - Parameters:
  ///   - representation: the scene's, of ``Hyperparameters/representationShape``.
  ///   - pose: the query camera's encoded pose, 7 numbers.
  ///   - noise: writes ε of a step, `[h, w, Z]`; is called once for each step, in order.
  ///   - preview: is given the image mean after each step but the last, `[H, W, 3]`.
  /// - Returns: the image mean, `[H, W, 3]`, not clipped.
  package func imageMean(
    representation: borrowing Tensor, pose: [Float],
    noise: (_ step: Int, _ epsilon: inout MutableSpan<Float>) -> Void,
    preview: ((_ step: Int, _ imageMean: borrowing Tensor) -> Void)? = nil
  ) -> Tensor {
    precondition(
      representation.shape == hyperparameters.representationShape,
      "a representation of shape \(representation.shape)")
    precondition(pose.count == Hyperparameters.poseChannels, "a pose of \(pose.count) numbers")
    let (h, w) = (hyperparameters.latentHeight, hyperparameters.latentWidth)
    let tiledRepresentation = Self.tiled(
      representation.span, over: h * w, channels: hyperparameters.encoderChannels)
    let poseTensor = Tensor([pose.count], pose)
    let tiledPose = Self.tiled(poseTensor.span, over: h * w, channels: pose.count)
    var epsilon = Tensor([h, w, hyperparameters.latentChannels])
    let cell = GeneratorCell(hyperparameters)
    var state = cell.initialState()
    for step in 0..<hyperparameters.generationSteps {
      var writable = epsilon.mutableSpan
      noise(step, &writable)
      let z = cell.latent(of: state, noise: epsilon.span, parameters: parameters)
      cell.advance(
        &state, representation: tiledRepresentation.span, pose: tiledPose.span, latent: z.span,
        parameters: parameters)
      if let preview, step + 1 < hyperparameters.generationSteps {
        preview(step, cell.imageMean(of: state, parameters: parameters))
      }
    }
    return cell.imageMean(of: state, parameters: parameters)
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
  ///   - representation: the scene's, of ``Hyperparameters/representationShape``.
  ///   - generator: was made by ``fastGenerator(pool:)``.
  /// - Returns: the scene's part of the gates.
  package func scene(
    _ representation: borrowing Tensor, for generator: FastGenerator
  ) -> FastGenerator.Scene {
    generator.scene(representation, parameters: parameters)
  }

  /// Repeats a vector at every position; an array that already varies over positions stays as it is.
  private static func tiled(
    _ values: Span<Float>, over positions: Int, channels: Int
  ) -> Tensor {
    var output = Tensor([positions, channels])
    var target = output.mutableSpan
    for index in target.indices {
      target[index] = values[index % values.count]
    }
    return output
  }
}
