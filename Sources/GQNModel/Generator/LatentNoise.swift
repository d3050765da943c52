internal import Kernels
internal import Tensors

/// The noise ε of all generation steps of one frame, in the order of the fast form.
///
/// One object may serve many frames: a flythrough that shares its noise holds a single one.
package final class LatentNoise: Sendable {
  /// `[L, blocks, h · w, 16]`; channels behind the last are 0.
  let packed: SharedBlock

  /// Packs the noise of a frame.
  ///
  /// - Parameters:
  ///   - hyperparameters: the network's sizes.
  ///   - write: writes ε of a step, `[h, w, Z]`; is called once for each step.
  package init(
    _ hyperparameters: Hyperparameters,
    write: (_ step: Int, _ epsilon: inout MutableSpan<Float>) -> Void
  ) {
    let positions = hyperparameters.latentHeight * hyperparameters.latentWidth
    let Z = hyperparameters.latentChannels
    let block = WinogradKernels.block
    let blocks = (Z + block - 1) / block
    let steps = hyperparameters.generationSteps
    var packed = Tensor([steps, blocks, positions, block])
    var epsilon = Tensor([positions, Z])
    for step in 0..<steps {
      var writable = epsilon.mutableSpan
      write(step, &writable)
      let source = epsilon.span
      var target = packed.mutableSpan
      for position in 0..<positions {
        for channel in 0..<Z {
          let place = ((step * blocks + channel / block) * positions + position) * block
          target[place + channel % block] = source[position * Z + channel]
        }
      }
    }
    self.packed = SharedBlock(packed)
  }
}
