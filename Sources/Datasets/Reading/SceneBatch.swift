package import Tensors

/// Scenes as a network learns from them: of each some views with their cameras, and a target picture
/// with its camera.
///
/// Legend: `B` scenes, `K` context views of each; cameras are encoded as the network sees them. The
/// arrays are variables, so that they can be swapped into whatever computes with them.
package struct SceneBatch: ~Copyable, Sendable {
  /// Which views of which record an example is made of.
  package struct Source: Sendable, Equatable {
    /// The record's file, and where it starts in it.
    package let file: String
    package let offset: Int
    /// The K context views, then the target's.
    package let views: [Int]
  }

  /// Pictures of the context views in [0, 1], `[B, K, H, W, 3]`.
  package var contextFrames: Tensor
  /// Cameras of the context views, `[B, K, 7]`.
  package var contextPoses: Tensor
  /// Cameras of the targets, `[B, 7]`.
  package var queryPoses: Tensor
  /// The target pictures in [0, 1], `[B, H, W, 3]`.
  package var targetFrames: Tensor
  /// Where each example comes from; empty before the batch was filled.
  package internal(set) var sources: [Source] = []

  /// Creates a batch of zeros, to be filled.
  package init(_ size: BatchSize) {
    let (B, K, H, W) = (size.scenes, size.contextViews, size.height, size.width)
    contextFrames = Tensor([B, K, H, W, 3])
    contextPoses = Tensor([B, K, 7])
    queryPoses = Tensor([B, 7])
    targetFrames = Tensor([B, H, W, 3])
  }

  /// Its size.
  package var size: BatchSize {
    let shape = contextFrames.shape
    return BatchSize(
      scenes: shape[0], contextViews: shape[1], width: shape[3], height: shape[2])
  }
}

/// How large a batch is.
package struct BatchSize: Sendable, Equatable {
  /// B, at least 1.
  package var scenes: Int
  /// K, at least 1.
  package var contextViews: Int
  /// Columns and rows of the network's pictures, at least 1.
  package var width, height: Int

  package init(scenes: Int, contextViews: Int, width: Int, height: Int) {
    precondition(
      scenes >= 1 && contextViews >= 1 && width >= 1 && height >= 1,
      "a batch of \(scenes) scenes, \(contextViews) views of \(width) × \(height) pixels")
    self.scenes = scenes
    self.contextViews = contextViews
    self.width = width
    self.height = height
  }

  /// Views of a scene: the context's and the target.
  package var views: Int { contextViews + 1 }
  /// Numbers of a picture.
  var frameCount: Int { 3 * width * height }
}
