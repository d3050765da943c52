internal import Kernels

/// The image mean of a network with a colour path: what the views show and what is imagined, mixed.
///
/// `image mean = τ · blended + (1 − τ · coverage) · generated`, τ = sigmoid(g), g being the fourth channel that the
/// generator paints: where no view shows anything the coverage is 0, and all is imagined. Channels that it paints behind
/// the fourth are ``depthLogits(of:_:)``, of which nothing comes here.
enum ColourBlend {
  private static let colours = Hyperparameters.imageChannels

  /// What the generator says of each pixel's depths, `[pixels, D]`: the last channels of what it paints; empty if there
  /// are none.
  static func depthLogits(of painting: [Float], _ hyperparameters: Hyperparameters) -> [Float] {
    let painted = hyperparameters.paintedChannels
    return painting.indices.filter { $0 % painted >= hyperparameters.firstDepthLogit }
      .map { painting[$0] }
  }

  /// Mixes.
  ///
  /// - Parameters:
  ///   - painting: what the generator paints, `[pixels, 4]` or more channels.
  ///   - blended: the picture blended from the views and its coverage, `[pixels, 4]`.
  /// - Returns: the image mean, `[pixels, 3]`.
  static func forward(painting: [Float], blended: [Float]) -> [Float] {
    let pixels = blended.count / (colours + 1)
    return (0..<pixels * colours).map { index in
      let (pixel, colour) = index.quotientAndRemainder(dividingBy: colours)
      let (start, first) = (pixel * (colours + 1), pixel * (painting.count / pixels))
      let share = Activation.sigmoid(painting[first + colours])
      let coverage = blended[start + colours]
      return share * blended[start + colour] + (1 - share * coverage) * painting[first + colour]
    }
  }

  /// The gradients of both.
  ///
  /// - Parameters:
  ///   - painting: what the generator paints, `[pixels, 4]` or more channels.
  ///   - blended: the picture blended from the views and its coverage, `[pixels, 4]`.
  ///   - gradient: of the image mean, `[pixels, 3]`.
  /// - Returns: those of what is painted and of what is blended, laid out as these; 0 for the channels behind the fourth.
  static func backward(
    painting: [Float], blended: [Float], gradient: [Float]
  ) -> (painting: [Float], blended: [Float]) {
    var toPainting = [Float](repeating: 0, count: painting.count)
    var toBlended = [Float](repeating: 0, count: blended.count)
    let pixels = gradient.count / colours
    for index in gradient.indices {
      let (pixel, colour) = index.quotientAndRemainder(dividingBy: colours)
      let (start, first) = (pixel * (colours + 1), pixel * (painting.count / pixels))
      let (last, own) = (start + colours, start + colour)
      let share = Activation.sigmoid(painting[first + colours])
      let painted = painting[first + colour]
      toBlended[own] = gradient[index] * share
      toBlended[last] -= gradient[index] * share * painted
      toPainting[first + colour] = gradient[index] * (1 - share * blended[last])
      toPainting[first + colours] +=
        gradient[index] * (blended[own] - blended[last] * painted) * share * (1 - share)
    }
    return (toPainting, toBlended)
  }
}
