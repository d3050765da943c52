internal import Kernels

/// The image mean of a network with a colour path: what the views show and what is imagined, mixed.
///
/// `image mean = sigmoid(g) · blended + (1 − sigmoid(g)) · generated`, g being the fourth channel that the
/// generator paints.
enum ColourBlend {
  private static let colours = Hyperparameters.imageChannels

  /// Mixes.
  ///
  /// - Parameters:
  ///   - painting: what the generator paints, `[pixels, 4]`.
  ///   - blended: the picture blended from the views, `[pixels, 3]`.
  /// - Returns: the image mean, `[pixels, 3]`.
  static func forward(painting: [Float], blended: [Float]) -> [Float] {
    blended.indices.map { index in
      let (pixel, colour) = index.quotientAndRemainder(dividingBy: colours)
      let share = Activation.sigmoid(painting[pixel * (colours + 1) + colours])
      let generated = painting[pixel * (colours + 1) + colour]
      return share * blended[index] + (1 - share) * generated
    }
  }

  /// The gradients of both.
  ///
  /// - Parameters:
  ///   - painting: what the generator paints, `[pixels, 4]`.
  ///   - blended: the picture blended from the views, `[pixels, 3]`.
  ///   - gradient: of the image mean, `[pixels, 3]`.
  /// - Returns: those of what is painted, `[pixels, 4]`, and of what is blended, `[pixels, 3]`.
  static func backward(
    painting: [Float], blended: [Float], gradient: [Float]
  ) -> (painting: [Float], blended: [Float]) {
    var toPainting = [Float](repeating: 0, count: painting.count)
    var toBlended = [Float](repeating: 0, count: blended.count)
    for index in blended.indices {
      let (pixel, colour) = index.quotientAndRemainder(dividingBy: colours)
      let start = pixel * (colours + 1)
      let share = Activation.sigmoid(painting[start + colours])
      toBlended[index] = gradient[index] * share
      toPainting[start + colour] = gradient[index] * (1 - share)
      toPainting[start + colours] +=
        gradient[index] * (blended[index] - painting[start + colour]) * share * (1 - share)
    }
    return (toPainting, toBlended)
  }
}
