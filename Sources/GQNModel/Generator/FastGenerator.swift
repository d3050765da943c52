package import Kernels
package import Tensors

/// The generation core with a tenth of the arithmetic, and the same pictures.
///
/// It computes the function of ``GeneratorCell`` by algebra alone:
/// - What does not depend on the step or the camera is computed once per scene (the representation's
///   part of the gates, and all biases), what does not depend on the step once per frame (the pose's).
/// - A spatially constant input of a 5×5 SAME convolution has at most 25 distinct results, one for each
///   pair of ``LatentGrid/BorderClasses``: sums of the kernel's taps.
/// - The canvas is linear in the hidden states and the image mean in the canvas: one product of
///   `Σ_t h_t` with a composite kernel replaces them (where `eta_g` is 1×1, as in tf-gqn).
/// - The remaining convolutions, over z and h, go by Winograd's method; the transformed h serves prior
///   and gates. At the first step h is 0, and the prior its bias.
/// - Frames are the batch. The 64 columns of a panel are the four gates of 16 channels, so that the
///   products of a few frames, the gates, the new state and its transform are one pass in the cache.
///
/// Every number of a frame is one chain of operations that does not depend on which frames are computed
/// beside it, nor on the number of threads.
package final class FastGenerator: Sendable {
  /// The network's sizes.
  package let hyperparameters: Hyperparameters
  /// The latent grid of a frame.
  package let grid: LatentGrid
  let blocks: Blocks
  /// U for z and h under the gates: `[hidden block, 64 points, i j f o, depth, 16 channels]`.
  let gatePanels: SharedBlock
  /// U for h under the prior: `[panel, 64 points, μ σ μ σ, hidden, 16 channels]`, the second
  /// μ and σ being those of the next 16 channels.
  let priorPanels: SharedBlock
  /// The prior's bias in the same order of columns, `[panel, 64]`.
  let priorBias: SharedBlock
  /// The pose's part of the gates, by tap: `[7 · 25, hidden block · 64]`.
  let poseTaps: SharedBlock
  /// From `Σ h` to the 4×4 pixels of a position: `[panel, 4, hidden, 16]`, 16 columns used for each channel that is
  /// painted; and what is added.
  let imagePanel: SharedBlock
  let imageConstant: [Float]
  /// What looking along rays needs; of an epipolar network.
  let rays: Rays?

  /// How channels are grouped: in blocks of 16, the last padded with zeros.
  struct Blocks: Sendable {
    let hidden, latent: Int
    /// Rows of the gates' panels: hidden channels, then latent ones.
    var depth: Int { WinogradKernels.block * (hidden + latent) }
    var hiddenDepth: Int { WinogradKernels.block * hidden }
    var priorPanels: Int { (latent + 1) / 2 }

    init(_ hyperparameters: Hyperparameters) {
      hidden = (hyperparameters.hiddenChannels + 15) / 16
      latent = (hyperparameters.latentChannels + 15) / 16
    }
  }

  /// Rows of the products that are held at a time: their 64 points fill most of a core's cache.
  static let groupTiles = 48

  /// Whether a network can be computed this way: kernels of 5×5, and a picture by a 1×1 kernel.
  package static func supports(_ hyperparameters: Hyperparameters) -> Bool {
    hyperparameters.gateKernelSize == 5 && hyperparameters.latentKernelSize == 5
      && hyperparameters.imageKernelSize == 1
  }

  /// Transforms the weights, once for a snapshot.
  ///
  /// - Precondition: ``supports(_:)``.
  package init(
    _ hyperparameters: Hyperparameters, parameters: borrowing ParameterStore, pool: ThreadPool
  ) {
    precondition(Self.supports(hyperparameters))
    self.hyperparameters = hyperparameters
    grid = LatentGrid(height: hyperparameters.latentHeight, width: hyperparameters.latentWidth)
    let blocks = Blocks(hyperparameters)
    self.blocks = blocks
    gatePanels = Self.packGates(hyperparameters, blocks, parameters, pool)
    priorPanels = Self.packPrior(hyperparameters, blocks, parameters, pool)
    priorBias = Self.orderPriorBias(hyperparameters, blocks, parameters)
    poseTaps = SharedBlock(
      Self.gateColumns(
        of: parameters.values(VariableNames.queryPose.kernel),
        rows: 25 * Hyperparameters.poseChannels, hyperparameters, blocks))
    imagePanel = Self.composeImage(hyperparameters, blocks, parameters)
    imageConstant = Self.composeImageBias(hyperparameters, parameters)
    rays =
      hyperparameters.encoder == .epipolar ? Rays(hyperparameters, blocks, parameters, pool) : nil
  }
}
