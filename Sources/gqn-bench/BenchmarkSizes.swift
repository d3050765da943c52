internal import CommandLineArguments
internal import GQNModel

/// The sizes of a network that is made for a measurement.
enum BenchmarkSizes {
  static let options: [Option] = [
    .value(
      "type", "TYPE", "How representations are made.", default: "pool",
      completion: .oneOf(["pool", "tower", "epipolar"])),
    .value("views", "N", "Views of a scene.", default: "5"),
    .value("hidden", "N", "Channels of the cores' states, and of the canvas.", default: "256"),
    .value("latent", "N", "Channels of the latent variable.", default: "64"),
    .value("encoder", "N", "Channels of a representation.", default: "256"),
    .value("depths", "N", "Points of a ray, of an epipolar network.", default: "16"),
    .value(
      "feature-layers", "N", "Layers of a view's features, of an epipolar network.", default: "3"),
    .flag(
      "no-positions", "Points of an epipolar network do not know where in the world they are."),
    .flag("no-colours", "Leave out the colour path of an epipolar network."),
    .flag("no-depth-logits", "The generator of an epipolar network does not weigh depths."),
    .value("steps", "N", "Generation steps.", default: "8"),
  ]

  /// Reads the options.
  static func read(_ parsed: ParsedCommand) throws(UsageError) -> Hyperparameters {
    var sizes = Hyperparameters()
    sizes.encoder = Hyperparameters.Encoder(rawValue: try parsed.string("type")) ?? .pool
    sizes.contextSize = try parsed.int("views", in: 1...1000)
    sizes.hiddenChannels = try parsed.int("hidden", in: 1...4096)
    sizes.canvasChannels = sizes.hiddenChannels
    sizes.latentChannels = try parsed.int("latent", in: 1...4096)
    sizes.encoderChannels = try parsed.int("encoder", in: 2...4096) / 2 * 2
    sizes.generationSteps = try parsed.int("steps", in: 1...1000)
    sizes.epipolar.depthSamples = try parsed.int("depths", in: 2...256)
    sizes.epipolar.featureLayers = try parsed.int("feature-layers", in: 1...8)
    sizes.epipolar.hasPointPositions = !parsed.flag("no-positions")
    sizes.epipolar.hasColourPath = !parsed.flag("no-colours")
    sizes.epipolar.hasDepthLogits = !parsed.flag("no-depth-logits")
    // The cameras of ``BenchmarkScene`` stand at distance 1 around what they look at.
    (sizes.epipolar.near, sizes.epipolar.far) = (0.3, 3)
    return sizes
  }
}
