internal import CKernels

/// A convolution without any transform, of a picture that has its border of zeros around it; for few channels.
///
/// Channels of the output are padded to a multiple of 16, and weights are `[kernel row, run, output channels]`, a run
/// being all that a kernel's row covers of a picture's row. See `gqn_convolution`.
package struct DirectConvolution: Sendable {
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
  ///   - inputWidth: columns of the input, its border counted.
  ///   - inputChannels: floats of an input position.
  ///   - outputChannels: a multiple of 16.
  ///   - outputRow: from one row of the output to the next.
  ///   - outputStep: from one position to the next.
  package init(
    rows: Int, columns: Int, kernel: Int, stride: Int = 1, inputWidth: Int, inputChannels: Int,
    outputChannels: Int, outputRow: Int, outputStep: Int
  ) {
    precondition(outputChannels % WinogradKernels.block == 0)
    weightCount = kernel * kernel * inputChannels * outputChannels
    sizes = gqn_convolution(
      rows: rows, columns: columns, kernel_rows: kernel, run: kernel * inputChannels,
      input_row: inputWidth * inputChannels, input_step: stride * inputChannels,
      input_down: stride * inputWidth * inputChannels, output_channels: outputChannels,
      output_row: outputRow, output_step: outputStep)
  }

  /// Computes the outputs.
  package func forward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    rectify: Bool, into output: UnsafeMutablePointer<Float>
  ) {
    var sizes = sizes
    unsafe gqn_convolve(&sizes, input, weights, bias, rectify ? 1 : 0, output)
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
