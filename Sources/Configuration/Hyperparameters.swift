public import Tensors

/// The sizes and constants of a network, as `gqn_config.json` holds them.
///
/// Derived numbers are computed here and nowhere else. The defaults are tf-gqn's.
/// - Source: tf-gqn `gqn/gqn_params.py`, `_GQNParams`; Eslami et al. 2018, supplement, table S1.
public struct Hyperparameters: Sendable, Equatable {
  /// How the representations of the views are made.
  public enum Encoder: String, Sendable, CaseIterable {
    /// `TowerEncoder`: a representation that varies over positions, `[h, w, C]`.
    case tower
    /// `PoolEncoder`: the tower's mean over positions, `[1, 1, C]`.
    case pool
    /// `EpipolarEncoder`: a pool encoder, and beside it what the views show along each of the query's rays. Of
    /// this program alone.
    case epipolar
  }

  /// Height of the pictures in pixels, a multiple of 4 (`IMG_HEIGHT`).
  public var imageHeight = 64
  /// Width of the pictures in pixels, a multiple of 4 (`IMG_WIDTH`).
  public var imageWidth = 64
  /// How many views a scene was shown with in training (`CONTEXT_SIZE`).
  public var contextSize = 5
  /// How the representations of the views are made (`ENC_TYPE`).
  public var encoder = Encoder.pool
  /// Channels of a view's representation (`ENC_CHANNELS`), even. tf-gqn ignores the key and has 256.
  public var encoderChannels = 256
  /// The sizes of an epipolar representation; of no meaning for another.
  public var epipolar = EpipolarSizes()
  /// Channels `Z` of the latent variable (`Z_CHANNELS`). tf-gqn ignores the key and has 64.
  public var latentChannels = 64
  /// Generation steps `L` (`SEQ_LENGTH`).
  public var generationSteps = 8
  /// Channels of cell and hidden state (`LSTM_OUTPUT_CHANNELS`).
  public var hiddenChannels = 256
  /// Channels of the canvas (`LSTM_CANVAS_CHANNELS`).
  public var canvasChannels = 256
  /// Height and width of the gates' kernels (`LSTM_KERNEL_SIZE`).
  public var gateKernelSize = 5
  /// Height and width of the kernels that give μ and σ (`ETA_INTERNAL_KERNEL_SIZE`). tf-gqn has 5.
  public var latentKernelSize = 5
  /// Height and width of the kernel from canvas to picture (`ETA_EXTERNAL_KERNEL_SIZE`). tf-gqn has 1.
  public var imageKernelSize = 1

  /// Standard deviation of a pixel at the first training step (`GENERATOR_SIGMA_ALPHA`).
  public var firstPixelSigma = 2.0
  /// Standard deviation of a pixel after the annealing (`GENERATOR_SIGMA_BETA`).
  public var lastPixelSigma = 0.7
  /// Training steps over which the standard deviation falls (`ANNEAL_SIGMA_TAU`).
  public var pixelSigmaSteps = 200_000
  /// Learning rate at the first training step (`ADAM_LR_ALPHA`). tf-gqn writes `5*10e-5`.
  public var firstLearningRate = 5e-4
  /// Learning rate after the annealing (`ADAM_LR_BETA`).
  public var lastLearningRate = 5e-5
  /// Training steps over which the learning rate falls (`ANNEAL_LR_TAU`).
  public var learningRateSteps = 1_600_000

  /// Creates tf-gqn's default hyperparameters.
  public init() {}

  /// Channels of a picture (`IMG_CHANNELS`).
  public static let imageChannels = 3
  /// Numbers that the network sees of a camera pose (`POSE_CHANNELS`).
  public static let poseChannels = 7
  /// Pixels along each side of the square that a position of the latent grid paints.
  public static let canvasStride = 4

  /// Height `h` of the latent grid, a quarter of the picture's (`ENC_HEIGHT`).
  public var latentHeight: Int { imageHeight / Self.canvasStride }
  /// Width `w` of the latent grid, a quarter of the picture's (`ENC_WIDTH`).
  public var latentWidth: Int { imageWidth / Self.canvasStride }
  /// Channels of the four gates together.
  public var gateChannels: Int { 4 * hiddenChannels }
  /// Channels of r, which both cores are given: of an epipolar network what lies along a ray comes first.
  public var representationChannels: Int {
    encoder == .epipolar ? epipolar.rayChannels + encoderChannels : encoderChannels
  }
  /// Channels of all inputs of the generation core (`GENERATOR_INPUT_CHANNELS`).
  public var generatorInputChannels: Int {
    representationChannels + Self.poseChannels + latentChannels
  }
  /// Channels of all inputs of the inference core (`INFERENCE_INPUT_CHANNELS`).
  public var inferenceInputChannels: Int { representationChannels + Self.poseChannels }

  /// The shape of the sum of the views' representations.
  public var representationShape: Shape {
    switch encoder {
    case .tower: [latentHeight, latentWidth, encoderChannels]
    case .pool, .epipolar: [1, 1, encoderChannels]
    }
  }

  /// Whether colours of the views are blended into the picture.
  public var hasColourPath: Bool { encoder == .epipolar && epipolar.hasColourPath }
  /// Logits of depths that the generator paints for each pixel: as many as there are depths; 0 without a colour path,
  /// which alone has a use for them.
  public var depthLogitChannels: Int {
    hasColourPath && epipolar.hasDepthLogits ? epipolar.depthSamples : 0
  }
  /// Channels that the generator paints: the colours, with a colour path how far those of the views count, and behind
  /// them the logits of the depths.
  public var paintedChannels: Int { firstDepthLogit + depthLogitChannels }
  /// The first depth's channel of what is painted.
  public var firstDepthLogit: Int { Self.imageChannels + (hasColourPath ? 1 : 0) }

  /// The keys whose value tf-gqn does not know, or differs from the constant that it uses in their place; empty
  /// for a network that tf-gqn can load.
  public var keysIgnoredByTFGQN: [String] {
    let tfGQN = Hyperparameters()
    return [
      ("ENC_TYPE", encoder != .epipolar),
      ("ENC_CHANNELS", encoderChannels == tfGQN.encoderChannels),
      ("Z_CHANNELS", latentChannels == tfGQN.latentChannels),
      ("ETA_INTERNAL_KERNEL_SIZE", latentKernelSize == tfGQN.latentKernelSize),
      ("ETA_EXTERNAL_KERNEL_SIZE", imageKernelSize == tfGQN.imageKernelSize),
    ].filter { !$0.1 }.map(\.0)
  }
}
