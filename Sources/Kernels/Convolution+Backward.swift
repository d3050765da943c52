internal import Tensors

// The derivatives of a convolution. All three add to what the gradient already holds, because a
// variable that is used at several places has the sum of their gradients.
extension Convolution {
  /// Adds the gradient of the input: each output's gradient, through the kernel, to the patch it came from.
  ///
  /// - Parameters:
  ///   - outputGradient: `[B, h, w, out]`.
  ///   - batch: B.
  ///   - height: H.
  ///   - width: W.
  ///   - kernel: `[kh, kw, in, out]`.
  ///   - inputGradient: `[B, H, W, in]`; is added to.
  package func backwardToInput(
    _ outputGradient: Span<Float>, batch: Int, height: Int, width: Int, kernel: Span<Float>,
    into inputGradient: inout MutableSpan<Float>
  ) {
    let (h, before) = extent(height, kernel: kernelHeight)
    let (w, left) = extent(width, kernel: kernelWidth)
    precondition(
      inputGradient.count == batch * height * width * inputChannels
        && outputGradient.count == batch * h * w * outputChannels,
      "gradients of \(inputGradient.count) and \(outputGradient.count) elements for \(self)")
    let inner = kernelHeight * kernelWidth * inputChannels
    var patchGradients = Tensor([batch * h * w, inner])
    var target = patchGradients.mutableSpan
    MatrixProduct.multiply(
      outputGradient, kernel, rows: batch * h * w, inner: outputChannels, columns: inner,
      transposing: .right, into: &target)
    let source = patchGradients.span
    var next = 0
    for b in 0..<batch {
      for y in 0..<h {
        for x in 0..<w {
          for ky in 0..<kernelHeight {
            let row = y * stride + ky * dilation - before
            for kx in 0..<kernelWidth {
              let column = x * stride + kx * dilation - left
              if (0..<height).contains(row) && (0..<width).contains(column) {
                let start = ((b * height + row) * width + column) * inputChannels
                for i in 0..<inputChannels {
                  inputGradient[start + i] += source[next + i]
                }
              }
              next += inputChannels
            }
          }
        }
      }
    }
  }

  /// Adds the gradient of the kernel: the product of patches and output gradients over all positions.
  ///
  /// - Parameters:
  ///   - input: `[B, H, W, in]`.
  ///   - outputGradient: `[B, h, w, out]`.
  ///   - batch: B.
  ///   - height: H.
  ///   - width: W.
  ///   - kernelGradient: `[kh, kw, in, out]`; is added to.
  package func backwardToKernel(
    _ input: Span<Float>, _ outputGradient: Span<Float>, batch: Int, height: Int, width: Int,
    into kernelGradient: inout MutableSpan<Float>
  ) {
    let (h, w) = outputSize(height: height, width: width)
    let patches = patches(of: input, batch: batch, height: height, width: width)
    MatrixProduct.multiply(
      patches.span, outputGradient, rows: kernelHeight * kernelWidth * inputChannels,
      inner: batch * h * w, columns: outputChannels, transposing: .left, accumulate: true,
      into: &kernelGradient)
  }

  /// Adds the gradient of the bias: the sum of the output gradients over all positions.
  ///
  /// - Parameters:
  ///   - outputGradient: `[positions, out]`.
  ///   - biasGradient: `[out]`; is added to.
  package static func backwardToBias(
    _ outputGradient: Span<Float>, into biasGradient: inout MutableSpan<Float>
  ) {
    let channels = biasGradient.count
    precondition(outputGradient.count % channels == 0)
    for channel in 0..<channels {
      var sum = 0.0
      for index in Swift.stride(from: channel, to: outputGradient.count, by: channels) {
        sum += Double(outputGradient[index])
      }
      biasGradient[channel] += Float(sum)
    }
  }
}
