internal import Tensors

/// What both cores are given of a scene for one query, in the plain form.
struct PlainQuery {
  /// r, tiled, `[h, w, C]`.
  let representation: [Float]
  /// What an epipolar encoder made of the query's rays.
  let epipolar: EpipolarEncoder.Activations?
  private let views: [EpipolarView]
  private let hyperparameters: Hyperparameters

  /// - Parameters:
  ///   - scene: at least one view.
  ///   - pose: the query camera's encoded pose, 7 numbers.
  ///   - parameters: the network's variables.
  ///   - hyperparameters: the network's sizes.
  init(
    _ scene: SceneRepresentation, pose: [Float], parameters: borrowing ParameterStore,
    _ hyperparameters: Hyperparameters
  ) {
    self.hyperparameters = hyperparameters
    views = scene.views
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

  /// What a picture is blended from by what is painted; nil without a colour path.
  private func colours(_ painting: [Float]) -> ColourPath.Input? {
    guard hyperparameters.hasColourPath, let epipolar else { return nil }
    return ColourPath.Input(
      query: epipolar.query,
      scores: ColourPath(hyperparameters).upsampling.forward(epipolar.scores),
      depthLogits: ColourBlend.depthLogits(of: painting, hyperparameters))
  }

  /// The image mean, `[H, W, 3]`: what is painted, and what the views show where there is a colour path.
  func imageMean(painting: [Float], parameters: borrowing ParameterStore) -> [Float] {
    guard let colours = colours(painting) else { return painting }
    return ColourBlend.forward(
      painting: painting,
      blended: ColourPath(hyperparameters).blended(
        colours, views: views, parameters: parameters))
  }

  /// Goes back from the image mean.
  ///
  /// - Parameters:
  ///   - painting: what is painted.
  ///   - gradient: of the image mean, `[H, W, 3]`.
  ///   - parameters: the network's variables.
  ///   - gradients: those of the colour path's are added.
  /// - Returns: the gradients of what is painted, and of the scores of the coarse rays' depths, `[h · w, D]`, which are none
  ///   without a colour path.
  func imageBackward(
    painting: [Float], gradient: [Float], parameters: borrowing ParameterStore,
    into gradients: inout ParameterStore
  ) -> (painting: [Float], scores: [Float]) {
    guard let colours = colours(painting) else { return (gradient, []) }
    let path = ColourPath(hyperparameters)
    var toPicture = ColourBlend.backward(
      painting: painting,
      blended: path.blended(colours, views: views, parameters: parameters), gradient: gradient)
    let toScores = path.backward(
      colours, views: views, blendedGradient: toPicture.blended, parameters: parameters,
      into: &gradients)
    let (painted, D) = (hyperparameters.paintedChannels, hyperparameters.depthLogitChannels)
    if D > 0 {
      for (index, logit) in toScores.depthLogits.enumerated() {
        let channel = hyperparameters.firstDepthLogit + index % D
        toPicture.painting[index / D * painted + channel] = logit
      }
    }
    return (toPicture.painting, toScores.coarseScores)
  }
}
