internal import CKernels

/// A convolution without any transform, of a picture that has its border of zeros around it; for few channels.
///
/// Channels of the output are padded to a multiple of 16, and weights are `[kernel row, kernel column, input channels,
/// output channels]`. See `gqn_convolution`.
package struct DirectConvolution: Sendable {
  /// What becomes of the sums.
  package enum Ending: Sendable {
    /// They replace the outputs.
    case replace
    /// They replace them where they are not negative; 0 does elsewhere.
    case rectify
    /// They are added to them.
    case add
  }

  private let sizes: gqn_convolution
  /// Floats of the weights.
  package let weightCount: Int

  /// Describes a convolution.
  ///
  /// - Parameters:
  ///   - rows: of the output.
  ///   - columns: of the output.
  ///   - kernel: height and width of the kernel.
  ///   - stride: the distance of neighbouring outputs in input positions.
  ///   - dilation: the distance of a kernel's neighbouring taps in input positions.
  ///   - inputWidth: columns of the input, its border counted.
  ///   - inputChannels: floats of an input position.
  ///   - outputChannels: a multiple of 16.
  ///   - outputRow: from one row of the output to the next.
  ///   - outputStep: from one position to the next.
  package init(
    rows: Int, columns: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, inputWidth: Int,
    inputChannels: Int, outputChannels: Int, outputRow: Int, outputStep: Int
  ) {
    precondition(outputChannels % WinogradKernels.block == 0)
    weightCount = kernel * kernel * inputChannels * outputChannels
    // Taps that are neighbours are one run.
    let runs = dilation == 1 ? 1 : kernel
    sizes = gqn_convolution(
      rows: rows, columns: columns, kernel_rows: kernel, kernel_runs: runs,
      run: kernel / runs * inputChannels, input_row: dilation * inputWidth * inputChannels,
      input_run: dilation * inputChannels, input_step: stride * inputChannels,
      input_down: stride * inputWidth * inputChannels, output_channels: outputChannels,
      output_row: outputRow, output_step: outputStep)
  }

  /// Computes the outputs.
  package func forward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    ending: Ending = .replace, into output: UnsafeMutablePointer<Float>
  ) {
    var sizes = sizes
    let code =
      switch ending {
      case .replace: gqn_convolve_replace
      case .rectify: gqn_convolve_rectify
      case .add: gqn_convolve_add
      }
    unsafe gqn_convolve(&sizes, input, weights, bias, Int32(code), output)
  }

  /// Adds the gradient of the weights.
  package func backwardToWeights(
    _ input: UnsafePointer<Float>, gradient: UnsafePointer<Float>,
    into weights: UnsafeMutablePointer<Float>
  ) {
    var sizes = sizes
    unsafe gqn_convolve_gradient(&sizes, input, gradient, weights)
  }
}
