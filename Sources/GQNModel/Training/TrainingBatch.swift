public import Tensors

/// Scenes to learn from: of each some views with their cameras, and a target picture with its camera.
///
/// Legend: `B` examples, `K` views of each; poses are encoded as the network sees them.
public struct TrainingBatch: ~Copyable, Sendable {
  /// Pictures of the views in [0, 1], `[B, K, H, W, 3]`.
  public var contextFrames: Tensor
  /// Camera poses of the views, `[B, K, 7]`.
  public var contextPoses: Tensor
  /// Camera poses of the targets, `[B, 7]`.
  public var queryPoses: Tensor
  /// The target pictures in [0, 1], `[B, H, W, 3]`.
  public var targetFrames: Tensor

  /// Creates a batch.
  ///
  /// - Precondition: the shapes agree on B, K, H and W.
  public init(
    contextFrames: consuming Tensor, contextPoses: consuming Tensor, queryPoses: consuming Tensor,
    targetFrames: consuming Tensor
  ) {
    let (views, targets) = (contextFrames.shape, targetFrames.shape)
    let (B, K) = (views[0], views[1])
    precondition(
      views == [B, K, targets[1], targets[2], Hyperparameters.imageChannels]
        && targets == [B, targets[1], targets[2], Hyperparameters.imageChannels]
        && contextPoses.shape == [B, K, Hyperparameters.poseChannels]
        && queryPoses.shape == [B, Hyperparameters.poseChannels],
      "a batch of views \(views), cameras \(contextPoses.shape) and \(queryPoses.shape), "
        + "targets \(targets)")
    self.contextFrames = contextFrames
    self.contextPoses = contextPoses
    self.queryPoses = queryPoses
    self.targetFrames = targetFrames
  }

  /// Creates a batch of zeros, to be filled.
  public init(_ sizes: Hyperparameters, examples: Int, views: Int) {
    let (H, W, channels) = (
      sizes.imageHeight, sizes.imageWidth, Hyperparameters.imageChannels
    )
    self.init(
      contextFrames: Tensor([examples, views, H, W, channels]),
      contextPoses: Tensor([examples, views, Hyperparameters.poseChannels]),
      queryPoses: Tensor([examples, Hyperparameters.poseChannels]),
      targetFrames: Tensor([examples, H, W, channels]))
  }

  /// B.
  public var examples: Int { contextFrames.shape[0] }
  /// K.
  public var views: Int { contextFrames.shape[1] }

  /// Where a view's picture lies in ``contextFrames``.
  package func frame(example: Int, view: Int) -> Range<Int> {
    Self.part(example * views + view, of: contextFrames.count / (examples * views))
  }

  /// Where a view's camera lies in ``contextPoses``.
  package func pose(example: Int, view: Int) -> Range<Int> {
    Self.part(example * views + view, of: Hyperparameters.poseChannels)
  }

  /// Where a target's camera lies in ``queryPoses``.
  package func query(example: Int) -> Range<Int> {
    Self.part(example, of: Hyperparameters.poseChannels)
  }

  /// Where a target's picture lies in ``targetFrames``.
  package func target(example: Int) -> Range<Int> {
    Self.part(example, of: targetFrames.count / examples)
  }

  private static func part(_ index: Int, of count: Int) -> Range<Int> {
    index * count..<(index + 1) * count
  }
}
