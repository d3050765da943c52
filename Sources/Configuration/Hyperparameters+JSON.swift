package import JSONDocuments

// `gqn_config.json`, key by key, with tf-gqn's names. A key that is missing has tf-gqn's default. Keys
// that follow from others (`ENC_HEIGHT`, `GENERATOR_INPUT_CHANNELS` …) may be there and must then be right.
//
// Source: tf-gqn `gqn/gqn_params.py`, and `_GQNParams` as `train_gqn_draw.py` writes it.

extension Hyperparameters {
  /// Reads the keys of a configuration; what is wrong goes to the object's report.
  ///
  /// - Parameter object: the whole configuration; unknown keys are problems.
  package init(reading object: JSONObjectReader) {
    self.init()
    readSizes(object)
    readTraining(object)
    checkDerived(object)
    object.finish()
  }

  private mutating func readSizes(_ object: JSONObjectReader) {
    readEncoder(object)
    func read(_ key: String, _ range: ClosedRange<Int>, _ size: inout Int) {
      if let number: Int = object.optional(key)?.integer(in: range) {
        size = number
      }
    }
    read("IMG_HEIGHT", 4...1024, &imageHeight)
    read("IMG_WIDTH", 4...1024, &imageWidth)
    for (key, size) in [("IMG_HEIGHT", imageHeight), ("IMG_WIDTH", imageWidth)]
    where size % Self.canvasStride != 0 {
      object.optional(key)?.problem("\(size) is not a multiple of 4")
    }
    read("CONTEXT_SIZE", 1...1000, &contextSize)
    read("SEQ_LENGTH", 1...100, &generationSteps)
    read("ENC_CHANNELS", 2...4096, &encoderChannels)
    if encoderChannels % 2 != 0 {
      object.optional("ENC_CHANNELS")?.problem("\(encoderChannels) is not even")
    }
    read("Z_CHANNELS", 1...4096, &latentChannels)
    read("LSTM_OUTPUT_CHANNELS", 1...4096, &hiddenChannels)
    read("LSTM_CANVAS_CHANNELS", 1...4096, &canvasChannels)
    read("LSTM_KERNEL_SIZE", 1...15, &gateKernelSize)
    read("ETA_INTERNAL_KERNEL_SIZE", 1...15, &latentKernelSize)
    read("ETA_EXTERNAL_KERNEL_SIZE", 1...15, &imageKernelSize)
  }

  private mutating func readEncoder(_ object: JSONObjectReader) {
    let type = object.optional("ENC_TYPE")
    let named: Encoder? = type?.choice()
    if let named { encoder = named }
    if encoder == .epipolar {
      epipolar = EpipolarSizes(reading: object)
    } else {
      // Where the encoder's name is wrong nobody knows whose keys these are.
      let isKnown = type == nil || named != nil
      EpipolarSizes.passOver(object, unusedBy: isKnown ? encoder : nil)
    }
  }

  private mutating func readTraining(_ object: JSONObjectReader) {
    func read(_ key: String, _ number: inout Double) {
      if let value = object.optional(key)?.positiveNumber(upTo: 1000) {
        number = value
      }
    }
    func read(_ key: String, _ steps: inout Int) {
      if let value: Int = object.optional(key)?.integer(in: 1...1_000_000_000) {
        steps = value
      }
    }
    read("GENERATOR_SIGMA_ALPHA", &firstPixelSigma)
    read("GENERATOR_SIGMA_BETA", &lastPixelSigma)
    read("ANNEAL_SIGMA_TAU", &pixelSigmaSteps)
    read("ADAM_LR_ALPHA", &firstLearningRate)
    read("ADAM_LR_BETA", &lastLearningRate)
    read("ANNEAL_LR_TAU", &learningRateSteps)
  }

  private func checkDerived(_ object: JSONObjectReader) {
    for (key, value) in derived {
      guard let cursor = object.optional(key), let found: Int = cursor.integer(in: 0...(1 << 30))
      else { continue }
      if found != value {
        cursor.problem("\(found) does not follow from the other sizes, which give \(value)")
      }
    }
  }
}

extension Hyperparameters {
  /// The keys whose value follows from other keys.
  private var derived: [(key: String, value: Int)] {
    [
      ("IMG_CHANNELS", Self.imageChannels), ("POSE_CHANNELS", Self.poseChannels),
      ("ENC_HEIGHT", latentHeight), ("ENC_WIDTH", latentWidth),
      ("GENERATOR_INPUT_CHANNELS", generatorInputChannels),
      ("INFERENCE_INPUT_CHANNELS", inferenceInputChannels),
    ]
  }

  /// Every key of `gqn_config.json` with its value as JSON text, sorted by key.
  package var configuration: [(key: String, text: String)] {
    let numbers = [
      ("IMG_HEIGHT", imageHeight), ("IMG_WIDTH", imageWidth), ("CONTEXT_SIZE", contextSize),
      ("SEQ_LENGTH", generationSteps), ("ENC_CHANNELS", encoderChannels),
      ("Z_CHANNELS", latentChannels), ("LSTM_OUTPUT_CHANNELS", hiddenChannels),
      ("LSTM_CANVAS_CHANNELS", canvasChannels), ("LSTM_KERNEL_SIZE", gateKernelSize),
      ("ETA_INTERNAL_KERNEL_SIZE", latentKernelSize),
      ("ETA_EXTERNAL_KERNEL_SIZE", imageKernelSize), ("ANNEAL_SIGMA_TAU", pixelSigmaSteps),
      ("ANNEAL_LR_TAU", learningRateSteps),
    ]
    let members: [(key: String, text: String)] = [
      ("ENC_TYPE", "\"\(encoder.rawValue)\""), ("GENERATOR_SIGMA_ALPHA", "\(firstPixelSigma)"),
      ("GENERATOR_SIGMA_BETA", "\(lastPixelSigma)"), ("ADAM_LR_ALPHA", "\(firstLearningRate)"),
      ("ADAM_LR_BETA", "\(lastLearningRate)"),
    ]
    let ours = encoder == .epipolar ? epipolar.configuration : []
    let all = members + ours + (numbers + derived.map { ($0.key, $0.value) }).map { ($0, "\($1)") }
    return all.sorted { $0.key < $1.key }
  }

  /// The keys of the schedules, which say how a network learns and nothing of the network.
  private static let scheduleKeys: Set = [
    "ADAM_LR_ALPHA", "ADAM_LR_BETA", "ANNEAL_LR_TAU",
    "ANNEAL_SIGMA_TAU", "GENERATOR_SIGMA_ALPHA", "GENERATOR_SIGMA_BETA",
  ]

  /// The keys in which two networks differ, each with both values as JSON text. Schedules, which may change while a
  /// network learns, are not among them.
  package func networkDifferences(
    to other: Hyperparameters
  ) -> [(key: String, own: String, others: String)] {
    let others = Dictionary(
      other.configuration.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
    // Keys that only one of both has follow from the encoder, which differs then.
    return configuration.compactMap { key, text in
      guard !Self.scheduleKeys.contains(key), let their = others[key], their != text else {
        return nil
      }
      return (key, text, their)
    }
  }
}
