internal import Tensors

/// What both cores are given of a scene for one query, in the plain form.
struct PlainQuery {
  /// r, tiled, `[h, w, C]`.
  let representation: [Float]
  /// What an epipolar encoder made of the query's rays.
  let epipolar: EpipolarEncoder.Activations?

  /// - Parameters:
  ///   - scene: at least one view.
  ///   - pose: the query camera's encoded pose, 7 numbers.
  ///   - parameters: the network's variables.
  ///   - hyperparameters: the network's sizes.
  init(
    _ scene: SceneRepresentation, pose: [Float], parameters: borrowing ParameterStore,
    _ hyperparameters: Hyperparameters
  ) {
    let positions = hyperparameters.latentHeight * hyperparameters.latentWidth
    guard hyperparameters.encoder == .epipolar else {
      epipolar = nil
      representation = (0..<positions * hyperparameters.encoderChannels).map {
        scene.sum[$0 % scene.sum.count]
      }
      return
    }
    let activations = EpipolarEncoder(hyperparameters).activations(
      query: EpipolarCamera(encoded: pose), views: scene.views, parameters: parameters)
    let R = hyperparameters.epipolar.rayChannels
    epipolar = activations
    representation = (0..<positions).flatMap {
      activations.rays[$0 * R..<($0 + 1) * R] + scene.sum
    }
  }

  /// The image mean, `[H, W, 3]`: what is painted, and what the views show where there is a colour path.
  func imageMean(painting: [Float]) -> [Float] {
    guard let colours = epipolar?.colours else { return painting }
    return ColourBlend.forward(painting: painting, blended: colours.blended)
  }

  /// The gradients by the image mean, of what is painted and of the picture blended from the views.
  func imageBackward(
    painting: [Float], gradient: [Float]
  ) -> (painting: [Float], blended: [Float]) {
    guard let colours = epipolar?.colours else { return (gradient, []) }
    return ColourBlend.backward(
      painting: painting, blended: colours.blended, gradient: gradient)
  }
}
