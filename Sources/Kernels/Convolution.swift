package import Tensors

/// A two-dimensional convolution of a picture `[B, H, W, in]` with a kernel `[kh, kw, in, out]`.
///
/// Legend: `B` batch, `H W` input, `h w` output, channels last; the kernel is not mirrored (a
/// correlation, as in every deep learning framework).
/// - Source: TensorFlow, `tf.nn.conv2d` and its section on padding.
package struct Convolution: Sendable, Equatable {
  /// How the border is treated.
  package enum Padding: Sendable {
    /// Zeros around the picture: `h = ⌈H / stride⌉`; of an odd number of zeros, one more lies behind.
    case same
    /// No zeros: `h = ⌊(H − dilation · (kh − 1) − 1) / stride⌋ + 1`.
    case valid
  }

  /// Height and width of the kernel.
  package let kernelHeight, kernelWidth: Int
  /// Channels of the input and of the output.
  package let inputChannels, outputChannels: Int
  /// The distance of neighbouring outputs in input pixels.
  package let stride: Int
  /// The distance of the kernel's neighbouring taps in input pixels.
  package let dilation: Int
  /// How the border is treated.
  package let padding: Padding

  /// Describes a convolution with a square kernel.
  package init(
    kernel: Int, from inputChannels: Int, to outputChannels: Int, stride: Int = 1,
    dilation: Int = 1, padding: Padding = .same
  ) {
    kernelHeight = kernel
    kernelWidth = kernel
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// The shape of the kernel, `[kh, kw, in, out]`.
  package var kernelShape: Shape { [kernelHeight, kernelWidth, inputChannels, outputChannels] }

  /// Where along one axis the outputs lie: how many there are, and the zeros before the first input.
  func extent(_ input: Int, kernel: Int) -> (output: Int, before: Int) {
    let reach = (kernel - 1) * dilation + 1
    switch padding {
    case .valid:
      return (max(0, (input - reach) / stride + 1), 0)
    case .same:
      let output = (input + stride - 1) / stride
      return (output, max(0, (output - 1) * stride + reach - input) / 2)
    }
  }

  /// The size of the output for an input of the given size.
  package func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      extent(height, kernel: kernelHeight).output,
      extent(width, kernel: kernelWidth).output
    )
  }

  /// The plain definition, one product after the other; what ``forward(_:batch:height:width:kernel:bias:accumulate:into:)`` is held to.
  ///
  /// Sums run over `kh`, `kw`, `in` in this order. Parameters are those of `forward`.
  package func reference(
    _ input: Span<Float>, batch: Int, height: Int, width: Int,
    kernel: Span<Float>, bias: Span<Float>?, accumulate: Bool = false,
    into output: inout MutableSpan<Float>
  ) {
    let (h, before) = extent(height, kernel: kernelHeight)
    let (w, left) = extent(width, kernel: kernelWidth)
    for b in 0..<batch {
      for y in 0..<h {
        for x in 0..<w {
          for o in 0..<outputChannels {
            let index = ((b * h + y) * w + x) * outputChannels + o
            var sum: Float = 0
            if let bias {
              sum = bias[o]
            }
            for ky in 0..<kernelHeight {
              let row = y * stride + ky * dilation - before
              guard (0..<height).contains(row) else { continue }
              for kx in 0..<kernelWidth {
                let column = x * stride + kx * dilation - left
                guard (0..<width).contains(column) else { continue }
                for i in 0..<inputChannels {
                  sum +=
                    input[((b * height + row) * width + column) * inputChannels + i]
                    * kernel[
                      ((ky * kernelWidth + kx) * inputChannels + i) * outputChannels + o]
                }
              }
            }
            output[index] = accumulate ? output[index] + sum : sum
          }
        }
      }
    }
  }

  /// Convolves by one matrix product of the input's patches (im2col) with the kernel.
  ///
  /// - Parameters:
  ///   - input: `[B, H, W, in]`.
  ///   - batch: B.
  ///   - height: H.
  ///   - width: W.
  ///   - kernel: `[kh, kw, in, out]`.
  ///   - bias: `[out]`, or none.
  ///   - accumulate: whether the result is added to what `output` holds.
  ///   - output: `[B, h, w, out]`, see ``outputSize(height:width:)``.
  package func forward(
    _ input: Span<Float>, batch: Int, height: Int, width: Int,
    kernel: Span<Float>, bias: Span<Float>?, accumulate: Bool = false,
    into output: inout MutableSpan<Float>
  ) {
    precondition(
      input.count == batch * height * width * inputChannels && kernel.count == kernelShape.count,
      "input [\(batch), \(height), \(width), \(inputChannels)] has \(input.count) elements, "
        + "kernel \(self) has \(kernel.count)")
    let (h, w) = outputSize(height: height, width: width)
    let positions = batch * h * w
    precondition(
      output.count == positions * outputChannels,
      "output [\(batch), \(h), \(w), \(outputChannels)] has \(output.count) elements")
    if let bias {
      Self.addBias(bias, accumulate: accumulate, into: &output)
    }
    let adds = accumulate || bias != nil
    let inner = kernelHeight * kernelWidth * inputChannels
    if kernelHeight == 1 && kernelWidth == 1 && stride == 1 {
      MatrixProduct.multiply(
        input, kernel, rows: positions, inner: inner, columns: outputChannels, accumulate: adds,
        into: &output)
    } else {
      let patches = patches(of: input, batch: batch, height: height, width: width)
      MatrixProduct.multiply(
        patches.span, kernel, rows: positions, inner: inner, columns: outputChannels,
        accumulate: adds, into: &output)
    }
  }

  /// The input's patch under the kernel for each output: `[B·h·w, kh·kw·in]`.
  func patches(of input: Span<Float>, batch: Int, height: Int, width: Int) -> Tensor {
    let (h, before) = extent(height, kernel: kernelHeight)
    let (w, left) = extent(width, kernel: kernelWidth)
    var patches = Tensor([batch * h * w, kernelHeight * kernelWidth * inputChannels])
    var target = patches.mutableSpan
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
                  target[next + i] = input[start + i]
                }
              }
              next += inputChannels
            }
          }
        }
      }
    }
    return patches
  }

  /// Sets every position to the bias, or adds the bias to every position.
  package static func addBias(
    _ bias: Span<Float>, accumulate: Bool, into output: inout MutableSpan<Float>
  ) {
    for start in Swift.stride(from: 0, to: output.count, by: bias.count) {
      for channel in bias.indices {
        let previous = accumulate ? output[start + channel] : 0
        output[start + channel] = previous + bias[channel]
      }
    }
  }
}
