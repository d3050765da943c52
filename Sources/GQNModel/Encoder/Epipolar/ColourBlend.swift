internal import Kernels

/// The image mean of a network with a colour path: what the views show and what is imagined, mixed.
///
/// `image mean = τ · blended + (1 − τ · coverage) · generated`, τ = sigmoid(g), g being the fourth channel that the
/// generator paints: where no view shows anything the coverage is 0, and all is imagined.
enum ColourBlend {
  private static let colours = Hyperparameters.imageChannels

  /// Mixes.
  ///
  /// - Parameters:
  ///   - painting: what the generator paints, `[pixels, 4]`.
  ///   - blended: the picture blended from the views and its coverage, `[pixels, 4]`.
  /// - Returns: the image mean, `[pixels, 3]`.
  static func forward(painting: [Float], blended: [Float]) -> [Float] {
    (0..<painting.count / (colours + 1) * colours).map { index in
      let (pixel, colour) = index.quotientAndRemainder(dividingBy: colours)
      let start = pixel * (colours + 1)
      let share = Activation.sigmoid(painting[start + colours])
      let coverage = blended[start + colours]
      return share * blended[start + colour] + (1 - share * coverage) * painting[start + colour]
    }
  }

  /// The gradients of both.
  ///
  /// - Parameters:
  ///   - painting: what the generator paints, `[pixels, 4]`.
  ///   - blended: the picture blended from the views and its coverage, `[pixels, 4]`.
  ///   - gradient: of the image mean, `[pixels, 3]`.
  /// - Returns: those of what is painted and of what is blended, `[pixels, 4]` both.
  static func backward(
    painting: [Float], blended: [Float], gradient: [Float]
  ) -> (painting: [Float], blended: [Float]) {
    var toPainting = [Float](repeating: 0, count: painting.count)
    var toBlended = [Float](repeating: 0, count: blended.count)
    for index in gradient.indices {
      let (pixel, colour) = index.quotientAndRemainder(dividingBy: colours)
      let start = pixel * (colours + 1)
      let (last, own) = (start + colours, start + colour)
      let share = Activation.sigmoid(painting[last])
      toBlended[own] = gradient[index] * share
      toBlended[last] -= gradient[index] * share * painting[own]
      toPainting[own] = gradient[index] * (1 - share * blended[last])
      toPainting[last] +=
        gradient[index] * (blended[own] - blended[last] * painting[own]) * share * (1 - share)
    }
    return (toPainting, toBlended)
  }
}
