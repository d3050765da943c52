internal import Tensors

/// A transposed convolution whose stride is its kernel's size: every input position paints a square
/// of its own, and squares do not overlap.
///
/// - Source: tf-gqn `gqn/gqn_draw.py`, `UpsampleGeneratorOutput` (`tf.layers.conv2d_transpose`, 4×4, stride 4).
package struct TransposedConvolution: Sendable, Equatable {
  /// Height, width and stride of the kernel.
  package let kernel: Int
  /// Channels of the input and of the output.
  package let inputChannels, outputChannels: Int

  /// Describes a transposed convolution.
  package init(kernel: Int, from inputChannels: Int, to outputChannels: Int) {
    self.kernel = kernel
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
  }

  /// Adds the painted squares and the bias to the output.
  ///
  /// - Parameters:
  ///   - input: `[B, h, w, in]`.
  ///   - batch: B.
  ///   - height: h.
  ///   - width: w.
  ///   - weights: `[k, k, out, in]` (the last two are in this order in TensorFlow).
  ///   - bias: `[out]`.
  ///   - output: `[B, k·h, k·w, out]`; is added to.
  package func accumulate(
    _ input: Span<Float>, batch: Int, height: Int, width: Int,
    weights: Span<Float>, bias: Span<Float>, into output: inout MutableSpan<Float>
  ) {
    let positions = batch * height * width
    let square = kernel * kernel * outputChannels
    precondition(
      input.count == positions * inputChannels && weights.count == square * inputChannels
        && output.count == positions * square,
      "transposed convolution \(self) of [\(batch), \(height), \(width)] with \(input.count), "
        + "\(weights.count), \(output.count) elements")
    var transposed = Tensor([inputChannels, square])
    var columns = transposed.mutableSpan
    for row in 0..<square {
      for column in 0..<inputChannels {
        columns[column * square + row] = weights[row * inputChannels + column]
      }
    }
    var squares = Tensor([positions, square])
    var painted = squares.mutableSpan
    MatrixProduct.multiply(
      input, transposed.span, rows: positions, inner: inputChannels, columns: square,
      into: &painted)
    for b in 0..<batch {
      for y in 0..<kernel * height {
        for x in 0..<kernel * width {
          let position = (b * height + y / kernel) * width + x / kernel
          let start =
            (position * kernel * kernel + y % kernel * kernel + x % kernel) * outputChannels
          let target = ((b * kernel * height + y) * kernel * width + x) * outputChannels
          for channel in 0..<outputChannels {
            output[target + channel] += painted[start + channel] + bias[channel]
          }
        }
      }
    }
  }
}
