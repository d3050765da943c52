internal import GQNModel
internal import Tensors

/// How the latent variables of query views are drawn: `z = μ + σ · ε`.
public struct LatentSampling: Sendable, Equatable {
  /// What the noise ε depends on.
  public enum Noise: Sendable, Equatable {
    /// The same ε for every view: a flight does not flicker.
    case shared
    /// A new ε for every view, as tf-gqn draws.
    case independent
    /// ε = 0: the means.
    case mean
  }

  /// What the noise depends on.
  public var noise: Noise
  /// Any number; the same one gives the same pictures.
  public var seed: UInt64
  /// What ε is multiplied by, at least 0; 1 samples the model's own distribution.
  public var temperature: Double

  /// Describes how latents are drawn.
  public init(noise: Noise = .shared, seed: UInt64 = 0, temperature: Double = 1) {
    self.noise = noise
    self.seed = seed
    self.temperature = temperature
  }

  /// Writes ε of one generation step, `[h, w, Z]`.
  func write(frame: Int, sample: Int, step: Int, into epsilon: inout MutableSpan<Float>) {
    guard noise != .mean else {
      for index in epsilon.indices {
        epsilon[index] = 0
      }
      return
    }
    GaussianNoise(seed: seed).write(
      frame: noise == .shared ? 0 : frame, sample: sample, step: step, into: &epsilon)
    guard temperature != 1 else { return }
    for index in epsilon.indices {
      epsilon[index] *= Float(temperature)
    }
  }

  /// Which views have the same noise: those with equal keys.
  func key(frame: Int, sample: Int) -> SIMD2<Int> {
    switch noise {
    case .mean: SIMD2(0, 0)
    case .shared: SIMD2(0, sample)
    case .independent: SIMD2(frame, sample)
    }
  }
}
