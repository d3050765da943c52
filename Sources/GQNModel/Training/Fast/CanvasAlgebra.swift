internal import Kernels
internal import Tensors

/// The canvas, which is never painted.
///
/// It is linear in the sum s of the hidden states: `u_t = convT(s_t) + t · bias`, s_t = h_1 + … + h_t. What the inference core
/// sees of it is `conv4×4/4(u_t) = s_t · M + t · m`, M a `[C, C]` matrix, since the 4×4/4 convolution undoes the
/// 4×4/4 transposed one; what is painted is `s_L · P + constant`, P `[C, 48]` for the 4×4 pixels of a position (`[C, 64]` with a
/// colour path, which needs a fourth channel, and 16 more for each depth that it has a logit of); and what it sees of the target is a product with a `[48, C]` matrix. Gradients go back through these matrices by the product rule.
final class CanvasAlgebra {
  private let sizes: Hyperparameters
  /// M, P, and what the target is multiplied by.
  let painting, picture, looking: BlockedKernel
  /// The same as they are computed, and their gradients.
  private let matrices: [SharedBlock]
  private let matrixGradients: [SharedBlock]
  /// The part of the downsampling kernel that meets the canvas, `[16 · canvas, C]`.
  private let seen: SharedBlock
  /// m, padded; and what is added to each of a position's 48 numbers.
  let seenBias, pictureConstant: SharedBlock
  /// What the canvas's bias of one step adds to each colour.
  private(set) var biasPicture: [Float]
  /// The gradients of m, and of the constants of what is painted.
  let seenBiasGradient: SharedBlock
  let colourGradient: SharedBlock

  /// Numbers of a position's 4×4 pixels.
  static let pixels = Hyperparameters.canvasStride * Hyperparameters.canvasStride
  static let colours = Hyperparameters.imageChannels
  static let pictureChannels = pixels * colours
  /// Channels of a pixel that is painted, and numbers of a position's.
  private var painted: Int { sizes.paintedChannels }
  private var paintedChannels: Int { Self.pixels * painted }

  init(_ sizes: Hyperparameters) {
    self.sizes = sizes
    let C = sizes.hiddenChannels
    let (hidden, square) = (
      BlockedKernel.blocks(of: C), BlockedKernel.blocks(of: Self.pictureChannels)
    )
    let paintedChannels = Self.pixels * sizes.paintedChannels
    let numbers = BlockedKernel.blocks(of: paintedChannels)
    painting = BlockedKernel(
      side: 1, inputs: hidden, outputs: hidden, inputChannels: C, outputChannels: C)
    picture = BlockedKernel(
      side: 1, inputs: hidden, outputs: numbers, inputChannels: C,
      outputChannels: paintedChannels)
    looking = BlockedKernel(
      side: 1, inputs: square, outputs: hidden, inputChannels: Self.pictureChannels,
      outputChannels: C)
    let counts = [C * C, C * paintedChannels, Self.pictureChannels * C]
    matrices = counts.map { SharedBlock(count: $0) }
    matrixGradients = counts.map { SharedBlock(count: $0) }
    seen = SharedBlock(count: Self.pixels * sizes.canvasChannels * C)
    seenBias = SharedBlock(count: hidden.count * WinogradKernels.block)
    seenBiasGradient = SharedBlock(count: hidden.count * WinogradKernels.block)
    pictureConstant = SharedBlock(count: numbers.count * WinogradKernels.block)
    colourGradient = SharedBlock(count: sizes.paintedChannels)
    biasPicture = [Float](repeating: 0, count: sizes.paintedChannels)
  }

  /// Where the gradients of M, P and the target's matrix are collected over a batch.
  var paintingGradient: UnsafeMutablePointer<Float> { unsafe matrixGradients[0].base }
  var pictureGradient: UnsafeMutablePointer<Float> { unsafe matrixGradients[1].base }
  var lookingGradient: UnsafeMutablePointer<Float> { unsafe matrixGradients[2].base }

  /// Row of the downsampling kernel for a pixel's first channel.
  private func viewRow(_ pixel: Int) -> Int { pixel * (Self.colours + sizes.canvasChannels) }

  /// Computes the matrices from the weights.
  func compute(_ weights: Weights) {
    unsafe computeView(
      weights[VariableNames.downsample.kernel], bias: weights[VariableNames.upsample.bias])
    unsafe computePainting(weights[VariableNames.upsample.kernel])
    unsafe computePicture(
      weights[VariableNames.upsample.kernel], image: weights[VariableNames.image.kernel])
    unsafe computeConstants(
      weights[VariableNames.upsample.bias], image: weights[VariableNames.image.kernel],
      imageBias: weights[VariableNames.image.bias])
  }

  /// The downsampling kernel's two parts, and m.
  private func computeView(_ view: UnsafePointer<Float>, bias: UnsafePointer<Float>) {
    let (C, canvas, colours) = (sizes.hiddenChannels, sizes.canvasChannels, Self.colours)
    unsafe seenBias.base.update(repeating: 0, count: seenBias.count)
    for pixel in 0..<Self.pixels {
      let row = unsafe view + viewRow(pixel) * C
      unsafe (matrices[2].base + pixel * colours * C).update(from: row, count: colours * C)
      unsafe (seen.base + pixel * canvas * C).update(from: row + colours * C, count: canvas * C)
      for c in 0..<canvas {
        let source = unsafe seen.base + (pixel * canvas + c) * C
        for channel in 0..<C {
          unsafe seenBias.base[channel] += bias[c] * source[channel]
        }
      }
    }
  }

  /// M.
  private func computePainting(_ upsample: UnsafePointer<Float>) {
    let (C, inner) = (sizes.hiddenChannels, Self.pixels * sizes.canvasChannels)
    unsafe MatrixProduct.multiply(
      upsample, seen.base, rows: C, inner: inner, columns: C, transposing: .left,
      into: matrices[0].base)
  }

  /// P, by rows of its transpose, which are contiguous in the upsampling kernel.
  private func computePicture(_ upsample: UnsafePointer<Float>, image: UnsafePointer<Float>) {
    let (C, canvas, colours) = (sizes.hiddenChannels, sizes.canvasChannels, painted)
    let rows = SharedBlock(count: paintedChannels * C)
    for pixel in 0..<Self.pixels {
      for c in 0..<canvas {
        let source = unsafe upsample + (pixel * canvas + c) * C
        for colour in 0..<colours {
          let weight = unsafe image[c * colours + colour]
          let target = unsafe rows.base + (pixel * colours + colour) * C
          for channel in 0..<C {
            unsafe target[channel] += weight * source[channel]
          }
        }
      }
    }
    for channel in 0..<C {
      for column in 0..<paintedChannels {
        unsafe matrices[1].base[channel * paintedChannels + column] =
          rows.base[column * C + channel]
      }
    }
  }

  /// What the biases of canvas and picture add to each colour.
  private func computeConstants(
    _ upsampleBias: UnsafePointer<Float>, image: UnsafePointer<Float>,
    imageBias: UnsafePointer<Float>
  ) {
    for colour in 0..<painted {
      var sum = 0.0
      for c in 0..<sizes.canvasChannels {
        unsafe sum += Double(upsampleBias[c]) * Double(image[c * painted + colour])
      }
      biasPicture[colour] = Float(sum)
      let constant = unsafe Double(sizes.generationSteps) * sum + Double(imageBias[colour])
      for pixel in 0..<Self.pixels {
        unsafe pictureConstant.base[pixel * painted + colour] = Float(constant)
      }
    }
  }

  /// Puts the matrices into the order of products, after ``compute(_:)``.
  func arrange() {
    for (kernel, matrix) in zip([painting, picture, looking], matrices) {
      for input in kernel.inputs.indices {
        unsafe kernel.transform(matrix.base, input: input)
      }
    }
  }

  /// Sets the collected gradients to 0.
  func clearGradients() {
    for block in matrixGradients + [seenBiasGradient, colourGradient] {
      unsafe block.base.update(repeating: 0, count: block.count)
    }
  }

  /// Adds the gradients of the variables by those of the matrices.
  func addGradients(_ weights: Weights, to gradients: WeightGradients, pool: ThreadPool) {
    let (C, canvas, colours) = (sizes.hiddenChannels, sizes.canvasChannels, painted)
    let seenColours = Self.colours
    let steps = Float(sizes.generationSteps)
    let upsample = unsafe weights[VariableNames.upsample.kernel]
    let upsampleBias = unsafe weights[VariableNames.upsample.bias]
    let image = unsafe weights[VariableNames.image.kernel]
    // Of each pixel: four numbers a canvas channel, by which eta_g's kernel and the bias change.
    let partial = SharedBlock(count: Self.pixels * canvas * (colours + 1))
    pool.parallelFor(count: Self.pixels) { pixel, _ in
      let rows = pixel * canvas * C
      let upsampleGradient = unsafe gradients[VariableNames.upsample.kernel] + rows
      let viewGradient = unsafe gradients[VariableNames.downsample.kernel] + viewRow(pixel) * C
      unsafe MatrixProduct.multiply(
        seen.base + rows, matrixGradients[0].base, rows: canvas, inner: C, columns: C,
        transposing: .right, accumulate: true, into: upsampleGradient)
      unsafe MatrixProduct.multiply(
        upsample + rows, matrixGradients[0].base, rows: canvas, inner: C, columns: C,
        accumulate: true, into: viewGradient + seenColours * C)
      for row in 0..<seenColours * C {
        unsafe viewGradient[row] += matrixGradients[2].base[pixel * seenColours * C + row]
      }
      for c in 0..<canvas {
        let place = (pixel * canvas + c) * (colours + 1)
        var biasSum: Float = 0
        for channel in 0..<C {
          let bias = unsafe seenBiasGradient.base[channel]
          unsafe biasSum += seen.base[rows + c * C + channel] * bias
          unsafe viewGradient[(seenColours + c) * C + channel] += upsampleBias[c] * bias
        }
        unsafe partial.base[place + colours] = biasSum
        for colour in 0..<colours {
          let weight = unsafe image[c * colours + colour]
          var sum: Float = 0
          for channel in 0..<C {
            let change = unsafe matrixGradients[1].base[
              channel * paintedChannels + pixel * colours + colour]
            unsafe upsampleGradient[c * C + channel] += weight * change
            unsafe sum += upsample[rows + c * C + channel] * change
          }
          unsafe partial.base[place + colour] = sum
        }
      }
    }
    let imageGradient = unsafe gradients[VariableNames.image.kernel]
    let imageBiasGradient = unsafe gradients[VariableNames.image.bias]
    let biasGradient = unsafe gradients[VariableNames.upsample.bias]
    for c in 0..<canvas {
      for pixel in 0..<Self.pixels {
        let place = (pixel * canvas + c) * (colours + 1)
        for colour in 0..<colours {
          unsafe imageGradient[c * colours + colour] += partial.base[place + colour]
        }
        unsafe biasGradient[c] += partial.base[place + colours]
      }
      for colour in 0..<colours {
        let change = unsafe colourGradient.base[colour]
        unsafe imageGradient[c * colours + colour] += steps * upsampleBias[c] * change
        unsafe biasGradient[c] += steps * image[c * colours + colour] * change
      }
    }
    for colour in 0..<colours {
      unsafe imageBiasGradient[colour] += colourGradient.base[colour]
    }
  }
}
