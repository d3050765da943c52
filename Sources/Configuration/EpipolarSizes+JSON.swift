internal import JSONDocuments

extension EpipolarSizes {
  /// The keys, each with its value as JSON text.
  var configuration: [(key: String, text: String)] {
    [
      ("FIELD_OF_VIEW", "\(fieldOfView)"), ("NEAR", "\(near)"), ("FAR", "\(far)"),
      ("DEPTH_SAMPLES", "\(depthSamples)"), ("FEATURE_CHANNELS", "\(featureChannels)"),
      ("FEATURE_LAYERS", "\(featureLayers)"),
      ("POINT_CHANNELS", "\(pointChannels)"), ("DEPTH_CHANNELS", "\(depthChannels)"),
      ("RAY_CHANNELS", "\(rayChannels)"), ("POINT_POSITIONS", "\(hasPointPositions)"),
      ("COLOUR_PATH", "\(hasColourPath)"), ("COLOUR_CHANNELS", "\(colourChannels)"),
      ("DEPTH_LOGITS", "\(hasDepthLogits)"),
    ]
  }

  /// Reads the keys; what is wrong goes to the object's report.
  ///
  /// There is no field of view, and there are no depths, that would do for most scenes: these three keys must be
  /// there.
  init(reading object: JSONObjectReader) {
    self.init()
    if let angle = object.required(
      "FIELD_OF_VIEW", "the angle in degrees that the pictures cover from top to bottom")?
      .number(in: Self.angles)
    {
      fieldOfView = angle
    }
    let nearest = object.required("NEAR", "the depth of the nearest things")?
      .positiveNumber(upTo: 1e6)
    let farthest = object.required("FAR", "the depth of the farthest things")
    if let nearest { near = nearest }
    if let depth = farthest?.positiveNumber(upTo: 1e9) {
      far = depth
      if let nearest, depth <= nearest {
        farthest?.problem("\(shortest(depth)) is not beyond NEAR, \(shortest(nearest))")
      }
    }
    func read(_ key: String, _ range: ClosedRange<Int>, _ size: inout Int) {
      if let number: Int = object.optional(key)?.integer(in: range) { size = number }
    }
    read("DEPTH_SAMPLES", 2...256, &depthSamples)
    read("FEATURE_CHANNELS", 1...1024, &featureChannels)
    read("FEATURE_LAYERS", 1...8, &featureLayers)
    read("POINT_CHANNELS", 1...1024, &pointChannels)
    read("DEPTH_CHANNELS", 1...1024, &depthChannels)
    read("RAY_CHANNELS", 1...1024, &rayChannels)
    if let flag = object.optional("POINT_POSITIONS")?.bool() { hasPointPositions = flag }
    if let flag = object.optional("COLOUR_PATH")?.bool() { hasColourPath = flag }
    read("COLOUR_CHANNELS", 1...1024, &colourChannels)
    if let flag = object.optional("DEPTH_LOGITS")?.bool() { hasDepthLogits = flag }
  }

  /// The fields of view that a picture without distortion can have, in degrees.
  package static let angles = 1.0...170.0

  /// Passes over the keys, or notes each that is there as one that the encoder has no use for.
  static func passOver(_ object: JSONObjectReader, unusedBy encoder: Hyperparameters.Encoder?) {
    for (key, _) in EpipolarSizes().configuration {
      let cursor = object.optional(key)
      guard let encoder else { continue }
      cursor?.problem(
        "is of use to \"ENC_TYPE\": \"epipolar\" only, and this is \"\(encoder.rawValue)\"; "
          + "remove it")
    }
  }
}
