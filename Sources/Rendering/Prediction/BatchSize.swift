internal import GQNModel
internal import Kernels

/// Chooses how many frames are computed together.
///
/// The weights are read from memory once a batch and step, so that a batch of a single frame is slower;
/// beyond ``tiles`` there is nothing more to win. Pictures do not depend on the choice.
enum BatchSize {
  /// How many 4×4 tiles of the latent grid a batch has where memory allows: 24 frames of 64 × 64 pixels.
  private static let tiles = 384

  /// Plans the memory of the batches of a run.
  ///
  /// - Parameters:
  ///   - generator: knows the sizes.
  ///   - queries: how many frames there are in all.
  ///   - threads: how many threads work.
  ///   - memory: what the process may hold; none for no limit.
  /// - Returns: what a workspace is made by.
  /// - Throws: ``RenderingError/memoryLimit(limit:needed:)`` where not even one frame fits.
  static func choose(
    for generator: FastGenerator, queries: Int, threads: Int, memory: MemoryBudget?
  ) throws(RenderingError) -> FastGenerator.WorkspaceSize {
    func size(_ frames: Int) -> FastGenerator.WorkspaceSize {
      FastGenerator.WorkspaceSize(generator, frames: frames, threads: threads)
    }
    let wanted = min(max(1, tiles / generator.grid.tiles), max(1, queries))
    guard let memory else { return size(wanted) }
    let free = memory.free
    for frames in stride(from: wanted, through: 1, by: -1) {
      let size = size(frames)
      if size.byteCount <= free { return size }
    }
    throw .memoryLimit(limit: memory.limit, needed: memory.limit - free + size(1).byteCount)
  }
}
