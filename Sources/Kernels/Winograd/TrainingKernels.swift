internal import CKernels

/// The steps of training that go with ``BlockedMatrix`` and ``BlockedKernel``; `CKernels.h` has each of them
/// in full.
///
/// Everything is for one block of 16 channels of one picture. Counts are of positions.
package enum TrainingKernels {
  package typealias Source = UnsafePointer<Float>
  package typealias Target = UnsafeMutablePointer<Float>

  private static let block = WinogradKernels.block

  /// `V = Bᵀ d B`, into some rows of a transformed matrix.
  package static func transformInput(
    _ grid: LatentGrid, _ input: Source, into matrix: BlockedMatrix, block index: Int, row: Int
  ) {
    unsafe gqn_winograd_input(
      grid.height, grid.width, input, matrix.address(block: index, row: row), matrix.pointStride,
      block)
  }

  /// The adjoint of the input's transform: products `[64, rows, 64]` of a block become a gradient, plus a base.
  package static func inputAdjoint(
    _ grid: LatentGrid, products: Source, pointStride: Int, base: Source?, into gradient: Target
  ) {
    unsafe gqn_winograd_input_adjoint(
      grid.height, grid.width, products, pointStride, WinogradKernels.panel, base, gradient)
  }

  /// Ends a convolution: `Aᵀ M A` and a bias.
  package static func output(
    _ grid: LatentGrid, products: Source, pointStride: Int, bias: Source?, accumulate: Bool = false,
    rectify: Bool = false, into output: Target, positionStride: Int = 16
  ) {
    unsafe gqn_winograd_output(
      grid.height, grid.width, products, pointStride, WinogradKernels.panel, bias,
      accumulate ? 1 : 0, rectify ? 1 : 0, output, positionStride)
  }

  /// The adjoint of the output's transform: `A dY Aᵀ`, into some rows of a transformed matrix.
  package static func outputAdjoint(
    _ grid: LatentGrid, _ gradient: Source, positionStride: Int = 16, into matrix: BlockedMatrix,
    block index: Int, row: Int
  ) {
    unsafe gqn_winograd_output_adjoint(
      grid.height, grid.width, gradient, positionStride, matrix.address(block: index, row: row),
      matrix.pointStride)
  }

  /// What one step of a core reads and writes of one block of channels of one picture.
  @safe
  package struct GateStep {
    /// Constants and kept gates, `[h, w, 64]`; cells, `[h, w, 16]`.
    package var constants, gates, cell: Target
    /// The cell before the step, nil for zeros.
    package var cellBefore: Source?

    /// Collects the addresses.
    package init(constants: Target, gates: Target, cell: Target, cellBefore: Source?) {
      unsafe self.constants = constants
      unsafe self.gates = gates
      unsafe self.cell = cell
      unsafe self.cellBefore = cellBefore
    }
  }

  /// The gates and the next state.
  package static func gates(
    _ grid: LatentGrid, products: Source, pointStride: Int, _ step: GateStep, hidden: Target,
    sumBefore: Source?, sum: Target?
  ) {
    unsafe gqn_gates_forward(
      grid.height, grid.width, products, pointStride, step.constants, step.cellBefore, step.gates,
      step.cell, hidden, sumBefore, sum)
  }

  /// The gates' gradients, transformed, into four blocks of a matrix; `step.constants` is here their sum over steps.
  package static func gatesBackward(
    _ grid: LatentGrid, _ step: GateStep, hiddenGradient: Source?, sumGradient: Source?,
    cellGradient: Target, isFirst: Bool, into matrix: BlockedMatrix, block index: Int, row: Int
  ) {
    unsafe gqn_gates_backward(
      grid.height, grid.width, step.gates, step.cellBefore, step.cell, hiddenGradient, sumGradient,
      cellGradient, isFirst ? 1 : 0, step.constants, matrix.address(block: index, row: row),
      matrix.pointStride, matrix.blockStride)
  }

  /// `z = μ + σ ε`.
  package static func latent(
    count: Int, mean: Source, deviation: Source, noise: Source, into latent: Target
  ) {
    unsafe gqn_latent_forward(count, mean, deviation, noise, latent)
  }

  /// Adds the gradients of μ and s by z.
  package static func latentBackward(
    count: Int, deviation: Source, noise: Source, gradient: Source, intoMean mean: Target,
    intoDeviation result: Target
  ) {
    unsafe gqn_latent_backward(count, deviation, noise, gradient, mean, result)
  }

  /// KL(q ‖ π); the prior's μ and s are the same everywhere where `priorIsConstant`.
  package static func divergence(
    count: Int, posterior: (mean: Source, deviation: Source),
    prior: (mean: Source, deviation: Source), priorIsConstant: Bool
  ) -> Double {
    var sum = 0.0
    unsafe gqn_divergence_forward(
      count, posterior.mean, posterior.deviation, prior.mean, prior.deviation,
      priorIsConstant ? 0 : block, &sum)
    return sum
  }

  /// The gradients of `weight · KL(q ‖ π)`.
  package static func divergenceBackward(
    count: Int, posterior: (mean: Source, deviation: Source),
    prior: (mean: Source, deviation: Source), priorIsConstant: Bool, weight: Float,
    intoPosterior q: (mean: Target, deviation: Target),
    intoPrior p: (mean: Target, deviation: Target)
  ) {
    unsafe gqn_divergence_backward(
      count, posterior.mean, posterior.deviation, prior.mean, prior.deviation,
      priorIsConstant ? 0 : block, weight, q.mean, q.deviation, p.mean, p.deviation)
  }

  /// Adds the sums over positions to 16 sums.
  package static func sum(
    count: Int, _ values: Source, positionStride: Int = 16,
    into sums: UnsafeMutablePointer<Double>
  ) {
    unsafe gqn_block_sum(count, values, positionStride, sums)
  }

  /// Adds 16 numbers to every position.
  package static func addBias(
    count: Int, _ bias: Source, rectify: Bool = false, to values: Target
  ) {
    unsafe gqn_add_bias(count, bias, rectify ? 1 : 0, values)
  }

  /// `sum = a + b`.
  package static func add(count: Int, _ a: Source, _ b: Source, into sum: Target) {
    unsafe gqn_add(count, a, b, sum)
  }

  /// The gradient where what was rectified is positive, else 0.
  package static func rectifyBackward(
    count: Int, rectified: Source, _ gradient: Source, into result: Target
  ) {
    unsafe gqn_rectify_backward(count, rectified, gradient, result)
  }

  /// One step of Adam.
  ///
  /// - Parameters:
  ///   - rates: of the weights (corrected for the step) and of both moments; ε; what gradients are multiplied by.
  ///   - count: how many weights.
  ///   - gradients: g.
  ///   - weights: w.
  ///   - first: m.
  ///   - second: v.
  package static func adam(
    _ rates: (weights: Float, first: Float, second: Float, epsilon: Float, scale: Float),
    count: Int, gradients: Source, weights: Target, first: Target, second: Target
  ) {
    var adam = gqn_adam(
      learning_rate: rates.weights, first_rate: rates.first, second_rate: rates.second,
      epsilon: rates.epsilon, scale: rates.scale)
    unsafe gqn_adam_update(count, &adam, gradients, weights, first, second)
  }
}
