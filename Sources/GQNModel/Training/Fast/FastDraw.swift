internal import Kernels
internal import Tensors

/// The DRAW loop of training with a tenth of the arithmetic: the function of ``PlainDraw``, and its gradients.
///
/// - What does not depend on the step comes in with ``GateConstants``.
/// - The canvas is never painted, see ``CanvasAlgebra``.
/// - The 5×5 convolutions of h and z go by Winograd's method. Their inputs and output gradients stay transformed, as they
///   were multiplied, until all steps are done; then each kernel's gradient is one product over all steps and
///   examples, transformed back once.
/// - Examples and steps are rows: row `(step · n + example) · tiles + tile` of a transformed matrix, likewise of positions.
///
/// Work is divided by blocks of channels and groups of examples, never by the number of threads.
final class FastDraw {
  let sizes: Hyperparameters
  let grid: LatentGrid
  let pool: ThreadPool
  let scratch: Scratch
  let constants: GateConstants
  let canvas: CanvasAlgebra
  /// Steps, blocks of hidden channels, blocks of latent channels.
  let steps, hidden, latent: Int

  /// From z and h to the generator's gates; from h and x to the inference core's; from a hidden state to eta.
  let latentToGenerator, hiddenToGenerator: BlockedKernel
  let generatedToInference, inputToInference: BlockedKernel
  let posterior, prior: BlockedKernel
  /// Biases of both eta layers, by blocks.
  let posteriorBias, priorBias: SharedBlock

  /// V of the generator's hidden state after each step, of x, of the inference core's hidden state after each step, of z.
  let generatedV, inputV, inferredV, latentV: BlockedMatrix
  /// Gates of the steps, `[hidden block, rows, 64]`, generator's and inference core's; cells after each step.
  let gates: [SharedBlock]
  let cells: [BlockedMatrix]
  /// s after each step; h of the inference core; what it sees of the target; x of a step.
  let sums, inferred, looks, views: BlockedMatrix
  /// eta of posterior and prior, by blocks of μ and s in turn; ε.
  let etaQ, etaP, noise: BlockedMatrix
  /// The targets' 4×4 pixels, `[3 blocks, positions]`.
  let targets: BlockedMatrix

  /// dM of the gates of both cores and of both eta layers.
  let gateGradients: [BlockedMatrix]
  let posteriorGradients, priorGradients: BlockedMatrix
  /// Gradients of hidden states, cells, s, x of all steps, eta of all steps, and of the image means.
  let hiddenGradients, cellGradients: [BlockedMatrix]
  let sumGradient, inputGradients, etaQGradients, etaPGradients, pictureGradients: BlockedMatrix

  init(
    _ sizes: Hyperparameters, examples: Int, constants: GateConstants, pool: ThreadPool,
    scratch: Scratch
  ) {
    self.sizes = sizes
    self.pool = pool
    self.scratch = scratch
    self.constants = constants
    canvas = CanvasAlgebra(sizes)
    let grid = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
    self.grid = grid
    steps = sizes.generationSteps
    let channels = BlockedKernel.blocks(of: sizes.hiddenChannels)
    let latents = BlockedKernel.blocks(of: sizes.latentChannels)
    (hidden, latent) = (channels.count, latents.count)
    func kernel(_ inputs: [Range<Int>], _ outputs: [Range<Int>]) -> BlockedKernel {
      BlockedKernel(
        side: 5, inputs: inputs, outputs: outputs,
        inputChannels: inputs.last?.upperBound ?? 0,
        outputChannels: outputs.reduce(0) { max($0, $1.upperBound) })
    }
    latentToGenerator = kernel(latents, sizes.gateBlocks)
    hiddenToGenerator = kernel(channels, sizes.gateBlocks)
    generatedToInference = kernel(channels, sizes.gateBlocks)
    inputToInference = kernel(channels, sizes.gateBlocks)
    posterior = kernel(channels, sizes.etaBlocks)
    prior = kernel(channels, sizes.etaBlocks)
    posteriorBias = SharedBlock(count: 2 * latent * WinogradKernels.block)
    priorBias = SharedBlock(count: 2 * latent * WinogradKernels.block)

    let plan = Plan(sizes, examples: examples)
    let (one, all, tiles) = (plan.rows, plan.allRows, plan.allTiles)
    func transformed(_ blocks: Int) -> BlockedMatrix {
      BlockedMatrix(points: WinogradKernels.points, blocks: blocks, rows: tiles)
    }
    generatedV = transformed(hidden)
    inputV = transformed(hidden)
    inferredV = transformed(hidden)
    latentV = transformed(latent)
    gates = (0..<2).map { _ in
      SharedBlock(count: channels.count * all * WinogradKernels.panel)
    }
    cells = (0..<2).map { _ in BlockedMatrix(blocks: channels.count, rows: all) }
    sums = BlockedMatrix(blocks: hidden, rows: all)
    inferred = BlockedMatrix(blocks: hidden, rows: one)
    looks = BlockedMatrix(blocks: hidden, rows: one)
    views = BlockedMatrix(blocks: hidden, rows: one)
    etaQ = BlockedMatrix(blocks: 2 * latent, rows: all)
    etaP = BlockedMatrix(blocks: 2 * latent, rows: all)
    noise = BlockedMatrix(blocks: latent, rows: all)
    targets = BlockedMatrix(blocks: canvas.looking.inputs.count, rows: one)

    gateGradients = [transformed(4 * hidden), transformed(4 * hidden)]
    posteriorGradients = transformed(2 * latent)
    priorGradients = transformed(2 * latent)
    hiddenGradients = (0..<2).map { _ in BlockedMatrix(blocks: channels.count, rows: one) }
    cellGradients = (0..<2).map { _ in BlockedMatrix(blocks: channels.count, rows: one) }
    sumGradient = BlockedMatrix(blocks: hidden, rows: one)
    inputGradients = BlockedMatrix(blocks: hidden, rows: all)
    etaQGradients = BlockedMatrix(blocks: 2 * latent, rows: all)
    etaPGradients = BlockedMatrix(blocks: 2 * latent, rows: all)
    pictureGradients = BlockedMatrix(blocks: canvas.picture.outputs.count, rows: one)
  }

  /// How many rows matrices have.
  struct Plan {
    /// Positions of all examples; of all steps too; tiles of these.
    let rows, allRows, allTiles: Int

    init(_ sizes: Hyperparameters, examples: Int) {
      let grid = LatentGrid(height: sizes.latentHeight, width: sizes.latentWidth)
      rows = examples * grid.positions
      allRows = sizes.generationSteps * rows
      allTiles = sizes.generationSteps * examples * grid.tiles
    }
  }

  /// Bytes an example.
  static func byteCount(_ sizes: Hyperparameters) -> Int {
    let plan = Plan(sizes, examples: 1)
    let hidden = BlockedKernel.blocks(of: sizes.hiddenChannels).count
    let latent = BlockedKernel.blocks(of: sizes.latentChannels).count
    let transformed = BlockedMatrix.count(
      points: WinogradKernels.points, blocks: 11 * hidden + 5 * latent, rows: plan.allTiles)
    let kept = BlockedMatrix.count(blocks: 12 * hidden + 9 * latent, rows: plan.allRows)
    let single = BlockedMatrix.count(
      blocks: 8 * hidden + CanvasAlgebra.colours + sizes.paintedChannels, rows: plan.rows)
    return 4 * (transformed + kept + single)
  }

  /// The kernels that are transformed for every batch, by the names of their variables.
  var transformedKernels: [(BlockedKernel, String)] {
    [
      (latentToGenerator, VariableNames.latent.kernel),
      (hiddenToGenerator, VariableNames.hidden.kernel),
      (generatedToInference, VariableNames.inferenceGenerated.kernel),
      (inputToInference, VariableNames.inferenceHidden.kernel),
      (posterior, VariableNames.posterior.kernel), (prior, VariableNames.prior.kernel),
    ]
  }

  /// Puts the biases of the eta layers into the order of blocks.
  func arrangeBiases(_ weights: Weights) {
    for (target, name) in [
      (posteriorBias, VariableNames.posterior.bias), (priorBias, VariableNames.prior.bias),
    ] {
      let source = unsafe weights[name]
      for (index, block) in sizes.etaBlocks.enumerated() {
        for (lane, channel) in block.enumerated() {
          unsafe target.base[index * WinogradKernels.block + lane] = source[channel]
        }
      }
    }
  }
}

// MARK: - Places

extension FastDraw {
  /// The first row of positions of an example at a step, of n examples.
  func row(_ step: Int, _ example: Int, _ n: Int) -> Int {
    (step * n + example) * grid.positions
  }

  /// The rows of tiles of a group at a step.
  func tiles(_ step: Int, _ group: Range<Int>, _ n: Int) -> Range<Int> {
    let first = (step * n + group.lowerBound) * grid.tiles
    return first..<first + group.count * grid.tiles
  }

  /// The gates of a block of hidden channels from a row of positions on, `[…, 64]`.
  func gates(_ core: Int, block: Int, row: Int) -> UnsafeMutablePointer<Float> {
    unsafe gates[core].base + (block * sums.rows + row) * WinogradKernels.panel
  }

  /// Whether there is a prior of a state that varies, at a step; before the first one it is the bias.
  func priorIsBias(_ step: Int, _ objective: Objective) -> Bool {
    objective == .paper && step == 0
  }

  /// The step after which the state was left from which the prior of a step is taken.
  func priorState(_ step: Int, _ objective: Objective) -> Int {
    objective == .paper ? step - 1 : step
  }

  /// Calls a function for each panel and group, with the memory of the thread.
  func forEach(
    _ panels: Int, _ groups: [Range<Int>],
    _ body: (_ panel: Int, _ group: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) -> Void
  ) {
    // Groups run fastest, so that all threads share one panel's weights in the cache.
    pool.parallelFor(count: panels * groups.count) { task, worker in
      unsafe body(task / groups.count, groups[task % groups.count], scratch.base(worker))
    }
  }

  /// Memory behind the products of a group: blocks of a picture.
  func blocks(
    behind products: UnsafeMutablePointer<Float>, of group: Range<Int>
  ) -> UnsafeMutablePointer<Float> {
    unsafe products + WinogradKernels.points * group.count * grid.tiles * WinogradKernels.panel
  }
}
