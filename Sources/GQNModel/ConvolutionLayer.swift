package import Kernels
package import Tensors

/// A convolution together with the variables that it uses.
///
/// The plain forms of encoder and cores are made of these; a picture at a time, `[H, W, channels]`.
package struct ConvolutionLayer: Sendable {
  /// The names of kernel and bias.
  package let names: VariableNames.Layer
  /// The sizes.
  package let convolution: Convolution
  /// Whether there is a bias.
  package var hasBias = true

  /// Kernel and bias with their shapes.
  var variables: [ParameterLayout.Variable] {
    let kernel = ParameterLayout.Variable(names.kernel, convolution.kernelShape)
    guard hasBias else { return [kernel] }
    return [kernel, .init(names.bias, [convolution.outputChannels])]
  }

  /// Computes the outputs, or adds them to what is there.
  ///
  /// - Parameters:
  ///   - input: `[H, W, in]`.
  ///   - height: H.
  ///   - width: W.
  ///   - parameters: the network's variables.
  ///   - accumulate: whether the outputs are added to what `output` holds.
  ///   - output: `[h, w, out]`.
  package func forward(
    _ input: Span<Float>, height: Int, width: Int, _ parameters: borrowing ParameterStore,
    accumulate: Bool = false, into output: inout MutableSpan<Float>
  ) {
    if hasBias {
      convolution.forward(
        input, batch: 1, height: height, width: width, kernel: parameters.values(names.kernel),
        bias: parameters.values(names.bias), accumulate: accumulate, into: &output)
    } else {
      convolution.forward(
        input, batch: 1, height: height, width: width, kernel: parameters.values(names.kernel),
        bias: nil, accumulate: accumulate, into: &output)
    }
  }

  /// The outputs, `[h, w, out]`.
  package func forward(
    _ input: Span<Float>, height: Int, width: Int, _ parameters: borrowing ParameterStore
  ) -> [Float] {
    let (h, w) = convolution.outputSize(height: height, width: width)
    var output = [Float](repeating: 0, count: h * w * convolution.outputChannels)
    var target = output.mutableSpan
    forward(input, height: height, width: width, parameters, into: &target)
    return output
  }

  /// Adds the gradients of kernel and bias.
  ///
  /// - Parameters:
  ///   - input: `[H, W, in]`, as it was.
  ///   - outputGradient: `[h, w, out]`.
  ///   - height: H.
  ///   - width: W.
  ///   - gradients: are added to.
  package func backwardToVariables(
    _ input: Span<Float>, _ outputGradient: Span<Float>, height: Int, width: Int,
    into gradients: inout ParameterStore
  ) {
    var kernel = gradients.mutableValues(names.kernel)
    convolution.backwardToKernel(
      input, outputGradient, batch: 1, height: height, width: width, into: &kernel)
    if hasBias {
      var bias = gradients.mutableValues(names.bias)
      Convolution.backwardToBias(outputGradient, into: &bias)
    }
  }

  /// Adds the gradients of kernel, bias and input.
  ///
  /// - Parameters:
  ///   - input: `[H, W, in]`, as it was.
  ///   - outputGradient: `[h, w, out]`.
  ///   - height: H.
  ///   - width: W.
  ///   - parameters: the network's variables.
  ///   - gradients: of the variables; are added to.
  ///   - inputGradient: `[H, W, in]`; is added to.
  package func backward(
    _ input: Span<Float>, _ outputGradient: Span<Float>, height: Int, width: Int,
    _ parameters: borrowing ParameterStore, into gradients: inout ParameterStore,
    _ inputGradient: inout [Float]
  ) {
    backwardToVariables(input, outputGradient, height: height, width: width, into: &gradients)
    var target = inputGradient.mutableSpan
    convolution.backwardToInput(
      outputGradient, batch: 1, height: height, width: width,
      kernel: parameters.values(names.kernel), into: &target)
  }
}
