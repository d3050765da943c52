/// The sizes of an epipolar representation: the keys of `gqn_config.json` that only `ENC_TYPE: "epipolar"` has.
///
/// Cameras see without distortion, and all of a network's pictures have the same field of view. tf-gqn knows
/// nothing of the kind.
public struct EpipolarSizes: Sendable, Equatable {
  /// The angle in degrees that a picture covers from its top to its bottom (`FIELD_OF_VIEW`).
  public var fieldOfView = 50.0
  /// The depth of a ray's nearest point, along the camera's looking direction (`NEAR`).
  public var near = 0.5
  /// The depth of its farthest point (`FAR`).
  public var far = 10.0
  /// How many points a ray has (`DEPTH_SAMPLES`).
  public var depthSamples = 16
  /// Channels that are made of a view, beside its colours (`FEATURE_CHANNELS`).
  public var featureChannels = 32
  /// How many 3×3 layers make them at half resolution; those behind the first are residual, with a dilation of 2
  /// (`FEATURE_LAYERS`).
  public var featureLayers = 3
  /// Channels of what is made of a point: hidden, and weighted over the depths (`POINT_CHANNELS`).
  public var pointChannels = 48
  /// Channels of each depth that lie side by side (`DEPTH_CHANNELS`).
  public var depthChannels = 6
  /// Channels of what lies along a ray (`RAY_CHANNELS`).
  public var rayChannels = 48
  /// Whether points know where in the world they are, and rays where they go (`POINT_POSITIONS`).
  public var hasPointPositions = true
  /// Whether colours of the views are blended into the picture (`COLOUR_PATH`).
  public var hasColourPath = true
  /// Hidden channels of a view at a point of a pixel's ray in the colour path (`COLOUR_CHANNELS`).
  public var colourChannels = 16
  /// Whether the generator paints how much each depth counts in the colour path (`DEPTH_LOGITS`).
  public var hasDepthLogits = true

  /// Creates sizes that two cores learn with; the field of view and the depths are a scene's own.
  public init() {}

  /// Channels that a view has at each place: features and colours.
  public var viewChannels: Int { featureChannels + Hyperparameters.imageChannels }
  /// What the views say of a point: mean and variance over them.
  public var statisticsChannels: Int { 2 * viewChannels }
  /// What is known of a point: mean and variance over the views, the share of views that see it, its depth, and
  /// where it is if points know that.
  public var pointInputChannels: Int { statisticsChannels + 2 + placeChannels }
  /// The coordinates of a point's position, and of a ray's direction; 0 where they do not know them.
  public var placeChannels: Int { hasPointPositions ? 3 : 0 }
  /// What is made of a point: a score, values, and the channels of its depth.
  public var pointOutputChannels: Int { 1 + pointChannels + depthChannels }
  /// What a ray's channels are made of: the weighted values, all depths side by side, and where it goes if rays
  /// know that.
  public var rayInputChannels: Int { pointChannels + depthSamples * depthChannels + placeChannels }
  /// What the colour path knows of a point: mean and variance of the colours, the share of views, the score of
  /// the coarse ray.
  public static let colourInputChannels = 2 * Hyperparameters.imageChannels + 2
  /// What it knows of a view there: the colour, and the cosine of the angle between the view's ray and the query's.
  public static let colourViewChannels = Hyperparameters.imageChannels + 1
  /// Channels of the blended picture: colours and coverage.
  public static let blendedChannels = Hyperparameters.imageChannels + 1

  /// The depths of a ray's points, uniform in inverse depth, the nearest first.
  public var depths: [Double] {
    shares.map { 1 / (1 / near + (1 / far - 1 / near) * $0) }
  }

  /// For each depth how far it is on the way from near to far, 0...1 in equal steps.
  public var shares: [Double] {
    (0..<depthSamples).map { Double($0) / Double(max(depthSamples - 1, 1)) }
  }
}
