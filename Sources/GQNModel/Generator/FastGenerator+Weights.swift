internal import Kernels
internal import Tensors

extension FastGenerator {
  /// The output channel of each column of a hidden block's panel: i, j, f, o of its 16 channels.
  private static func gateColumns(_ hyperparameters: Hyperparameters, block: Int) -> [Int?] {
    (0..<WinogradKernels.panel).map { column in
      let channel = 16 * block + column % 16
      guard channel < hyperparameters.hiddenChannels else { return nil }
      return column / 16 * hyperparameters.hiddenChannels + channel
    }
  }

  /// The output channel of each column of a prior panel: μ, σ of 16 latent channels, twice.
  private static func priorColumns(_ hyperparameters: Hyperparameters, panel: Int) -> [Int?] {
    (0..<WinogradKernels.panel).map { column in
      let channel = 32 * panel + column / 32 * 16 + column % 16
      guard channel < hyperparameters.latentChannels else { return nil }
      return column / 16 % 2 * hyperparameters.latentChannels + channel
    }
  }

  static func packGates(
    _ hyperparameters: Hyperparameters, _ blocks: Blocks, _ parameters: borrowing ParameterStore,
    _ pool: ThreadPool
  ) -> SharedBlock {
    let panelCount = WinogradKernels.points * blocks.depth * WinogradKernels.panel
    let panels = SharedBlock(count: blocks.hidden * panelCount)
    let hidden = parameters.values(VariableNames.hidden.kernel)
    let latent = parameters.values(VariableNames.latent.kernel)
    pool.parallelFor(count: blocks.hidden) { block, _ in
      let columns = gateColumns(hyperparameters, block: block)
      let panel = unsafe panels.base + block * panelCount
      unsafe WinogradKernels.pack(
        kernel: hidden, inputChannels: hyperparameters.hiddenChannels,
        outputChannels: hyperparameters.gateChannels, columns: columns, firstRow: 0,
        depth: blocks.depth, into: panel)
      unsafe WinogradKernels.pack(
        kernel: latent, inputChannels: hyperparameters.latentChannels,
        outputChannels: hyperparameters.gateChannels, columns: columns,
        firstRow: blocks.hiddenDepth, depth: blocks.depth, into: panel)
    }
    return panels
  }

  static func packPrior(
    _ hyperparameters: Hyperparameters, _ blocks: Blocks, _ parameters: borrowing ParameterStore,
    _ pool: ThreadPool
  ) -> SharedBlock {
    let panelCount = WinogradKernels.points * blocks.hiddenDepth * WinogradKernels.panel
    let panels = SharedBlock(count: blocks.priorPanels * panelCount)
    let kernel = parameters.values(VariableNames.prior.kernel)
    pool.parallelFor(count: blocks.priorPanels) { panel, _ in
      unsafe WinogradKernels.pack(
        kernel: kernel, inputChannels: hyperparameters.hiddenChannels,
        outputChannels: 2 * hyperparameters.latentChannels,
        columns: priorColumns(hyperparameters, panel: panel), firstRow: 0,
        depth: blocks.hiddenDepth, into: panels.base + panel * panelCount)
    }
    return panels
  }

  /// Transforms a kernel `[5, 5, in, gates]`: `[hidden block, 64 points, i j f o, depth, 16 channels]`.
  static func packPanels(
    _ kernel: [Float], inputChannels: Int, depth: Int, _ hyperparameters: Hyperparameters,
    _ blocks: Blocks, _ pool: ThreadPool
  ) -> SharedBlock {
    let panelCount = WinogradKernels.points * depth * WinogradKernels.panel
    let panels = SharedBlock(count: blocks.hidden * panelCount)
    pool.parallelFor(count: blocks.hidden) { block, _ in
      unsafe WinogradKernels.pack(
        kernel: kernel.span, inputChannels: inputChannels,
        outputChannels: hyperparameters.gateChannels,
        columns: gateColumns(hyperparameters, block: block), firstRow: 0, depth: depth,
        into: panels.base + block * panelCount)
    }
    return panels
  }

  /// The prior's bias in the order of the panels' columns.
  static func orderPriorBias(
    _ hyperparameters: Hyperparameters, _ blocks: Blocks, _ parameters: borrowing ParameterStore
  ) -> SharedBlock {
    let bias = parameters.values(VariableNames.prior.bias)
    var ordered = Tensor([blocks.priorPanels, WinogradKernels.panel])
    var target = ordered.mutableSpan
    for panel in 0..<blocks.priorPanels {
      for (index, column) in priorColumns(hyperparameters, panel: panel).enumerated() {
        if let column {
          target[panel * WinogradKernels.panel + index] = bias[column]
        }
      }
    }
    return SharedBlock(ordered)
  }

  /// Puts the columns of `[rows, 4 · C]` into the order of the panels: `[rows, hidden block · 64]`.
  static func gateColumns(
    of matrix: Span<Float>, rows: Int, _ hyperparameters: Hyperparameters, _ blocks: Blocks
  ) -> Tensor {
    let order = (0..<blocks.hidden).flatMap { gateColumns(hyperparameters, block: $0) }
    var reordered = Tensor([rows, order.count])
    var target = reordered.mutableSpan
    for row in 0..<rows {
      for (index, column) in order.enumerated() {
        if let column {
          target[row * order.count + index] = matrix[row * hyperparameters.gateChannels + column]
        }
      }
    }
    return reordered
  }

  /// `eta_g ∘ convT`: the 4×4 pixels that a hidden state paints, `[panel, 4, hidden, 16]`.
  static func composeImage(
    _ hyperparameters: Hyperparameters, _ blocks: Blocks, _ parameters: borrowing ParameterStore
  ) -> SharedBlock {
    let upsample = parameters.values(VariableNames.upsample.kernel)  // [4, 4, canvas, hidden]
    let image = parameters.values(VariableNames.image.kernel)  // [1, 1, canvas, painted]
    let (canvas, hidden) = (hyperparameters.canvasChannels, hyperparameters.hiddenChannels)
    let colours = hyperparameters.paintedChannels
    let pixels = Hyperparameters.canvasStride * Hyperparameters.canvasStride
    let block = WinogradKernels.block
    var panels = Tensor([
      imagePanels(hyperparameters), WinogradKernels.panel / block, blocks.hiddenDepth, block,
    ])
    var target = panels.mutableSpan
    var sums = [Double](repeating: 0, count: hidden)
    for pixel in 0..<pixels {
      for colour in 0..<colours {
        for channel in 0..<hidden {
          sums[channel] = 0
        }
        for c in 0..<canvas {
          let weight = Double(image[c * colours + colour])
          let row = (pixel * canvas + c) * hidden
          for channel in 0..<hidden {
            sums[channel] += weight * Double(upsample[row + channel])
          }
        }
        for channel in 0..<hidden {
          let column = pixel * colours + colour
          let row = column / block * blocks.hiddenDepth + channel
          target[row * block + column % block] = Float(sums[channel])
        }
      }
    }
    return SharedBlock(panels)
  }

  /// Panels of 64 columns that the 4×4 pixels of a position fill.
  static func imagePanels(_ hyperparameters: Hyperparameters) -> Int {
    let square = Hyperparameters.canvasStride * Hyperparameters.canvasStride
    return (square * hyperparameters.paintedChannels + WinogradKernels.panel - 1)
      / WinogradKernels.panel
  }

  /// What the biases of canvas and picture come to after all steps, for each channel that is painted.
  static func composeImageBias(
    _ hyperparameters: Hyperparameters, _ parameters: borrowing ParameterStore
  ) -> [Float] {
    let upsampleBias = parameters.values(VariableNames.upsample.bias)
    let image = parameters.values(VariableNames.image.kernel)
    let imageBias = parameters.values(VariableNames.image.bias)
    var constant: [Float] = []
    let colours = hyperparameters.paintedChannels
    for colour in 0..<colours {
      var sum = 0.0
      for c in 0..<hyperparameters.canvasChannels {
        sum += Double(upsampleBias[c]) * Double(image[c * colours + colour])
      }
      constant.append(
        Float(Double(hyperparameters.generationSteps) * sum + Double(imageBias[colour])))
    }
    return constant
  }
}
