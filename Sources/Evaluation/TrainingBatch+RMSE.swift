package import GQNModel
package import Tensors

extension TrainingBatch {
  /// Root mean squared error of pictures to the targets: each picture's own first, then the mean over the
  /// batch.
  ///
  /// - Parameter pictures: `[B, H, W, 3]`; clipped to [0, 1] first.
  /// - Returns: levels of 0...255.
  package func meanRMSE(of pictures: borrowing Tensor) -> Double {
    let (found, wanted) = (pictures.span, targetFrames.span)
    var sum = 0.0
    for example in 0..<examples {
      var squares = 0.0
      let range = target(example: example)
      for index in range {
        let difference = Double(max(0, min(1, found[index])) - wanted[index])
        squares += difference * difference
      }
      sum += 255 * (squares / Double(range.count)).squareRoot()
    }
    return sum / Double(examples)
  }
}
