internal import Tensors

// The derivatives; both add to what the gradient already holds. That of the bias is the sum over all
// positions, ``Convolution/backwardToBias(_:into:)``.
extension TransposedConvolution {
  /// Adds the gradient of the input.
  ///
  /// - Parameters:
  ///   - outputGradient: of the painted picture, `[B, k·h, k·w, out]`.
  ///   - batch: B.
  ///   - height: h.
  ///   - width: w.
  ///   - weights: `[k, k, out, in]`.
  ///   - inputGradient: `[B, h, w, in]`; is added to.
  package func backwardToInput(
    _ outputGradient: Span<Float>, batch: Int, height: Int, width: Int, weights: Span<Float>,
    into inputGradient: inout MutableSpan<Float>
  ) {
    let squares = squares(of: outputGradient, batch: batch, height: height, width: width)
    MatrixProduct.multiply(
      squares.span, weights, rows: batch * height * width,
      inner: kernel * kernel * outputChannels, columns: inputChannels, accumulate: true,
      into: &inputGradient)
  }

  /// Adds the gradient of the weights.
  ///
  /// - Parameters:
  ///   - input: `[B, h, w, in]`.
  ///   - outputGradient: of the painted picture, `[B, k·h, k·w, out]`.
  ///   - batch: B.
  ///   - height: h.
  ///   - width: w.
  ///   - weightsGradient: `[k, k, out, in]`; is added to.
  package func backwardToWeights(
    _ input: Span<Float>, _ outputGradient: Span<Float>, batch: Int, height: Int, width: Int,
    into weightsGradient: inout MutableSpan<Float>
  ) {
    let squares = squares(of: outputGradient, batch: batch, height: height, width: width)
    MatrixProduct.multiply(
      squares.span, input, rows: kernel * kernel * outputChannels, inner: batch * height * width,
      columns: inputChannels, transposing: .left, accumulate: true, into: &weightsGradient)
  }

  /// The square that each position painted, as one row: `[B·h·w, k·k·out]`.
  private func squares(
    of picture: Span<Float>, batch: Int, height: Int, width: Int
  ) -> Tensor {
    let square = kernel * kernel * outputChannels
    precondition(
      picture.count == batch * height * width * square,
      "a picture of \(picture.count) elements from [\(batch), \(height), \(width)] by \(self)")
    var squares = Tensor([batch * height * width, square])
    var rows = squares.mutableSpan
    for b in 0..<batch {
      for y in 0..<kernel * height {
        for x in 0..<kernel * width {
          let position = (b * height + y / kernel) * width + x / kernel
          let start =
            (position * kernel * kernel + y % kernel * kernel + x % kernel) * outputChannels
          let source = ((b * kernel * height + y) * kernel * width + x) * outputChannels
          for channel in 0..<outputChannels {
            rows[start + channel] = picture[source + channel]
          }
        }
      }
    }
    return squares
  }
}
