internal import Diagnostics
package import GQNModel
internal import JSONDocuments
package import LinuxSystem

/// `gqn_config.json`: the hyperparameters beside a checkpoint, with tf-gqn's names.
///
/// A key that is missing has tf-gqn's default. Keys that follow from others (`ENC_HEIGHT`,
/// `GENERATOR_INPUT_CHANNELS` …) may be there and must then be right.
/// - Source: tf-gqn `gqn/gqn_params.py`, and `_GQNParams` as `train_gqn_draw.py` writes it.
package enum ConfigurationFile {
  /// The file's name in a snapshot's folder.
  package static let name = "gqn_config.json"
  private static let byteLimit = 1 << 20

  /// Reads the file of a folder, which must lie within `roots` if these are given.
  ///
  /// - Throws: ``SnapshotError`` with everything that is wrong in it.
  package static func read(
    folder: String, within roots: ReadRoots? = nil
  ) throws(SnapshotError) -> Hyperparameters {
    let path = folder + "/" + name
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path, limit: byteLimit, within: roots)
    } catch {
      throw .file("\(error)")
    }
    return try parse(bytes, path: path)
  }

  /// Reads the content of such a file.
  ///
  /// - Parameters:
  ///   - bytes: the content.
  ///   - path: names it in messages.
  /// - Returns: the hyperparameters, with tf-gqn's defaults for keys that are missing.
  /// - Throws: ``SnapshotError/configuration(path:problems:)``.
  package static func parse(_ bytes: [UInt8], path: String) throws(SnapshotError) -> Hyperparameters
  {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .configuration(path: path, problems: ["\(error)"])
    }
    let report = ProblemReport()
    guard let object = JSONCursor(value, report: report).object() else {
      throw .configuration(path: path, problems: report.summary.map(\.description))
    }
    var sizes = Hyperparameters()
    readSizes(object, &sizes)
    readTraining(object, &sizes)
    checkDerived(object, sizes)
    object.finish()
    guard report.isClean else {
      throw .configuration(path: path, problems: report.summary.map(\.description))
    }
    return sizes
  }

  private static func readSizes(_ object: JSONObjectReader, _ sizes: inout Hyperparameters) {
    if let encoder: Hyperparameters.Encoder = object.optional("ENC_TYPE")?.choice() {
      sizes.encoder = encoder
    }
    func read(_ key: String, _ range: ClosedRange<Int>, _ size: inout Int) {
      if let number: Int = object.optional(key)?.integer(in: range) {
        size = number
      }
    }
    read("IMG_HEIGHT", 4...1024, &sizes.imageHeight)
    read("IMG_WIDTH", 4...1024, &sizes.imageWidth)
    for (key, size) in [("IMG_HEIGHT", sizes.imageHeight), ("IMG_WIDTH", sizes.imageWidth)]
    where size % Hyperparameters.canvasStride != 0 {
      object.optional(key)?.problem("\(size) is not a multiple of 4")
    }
    read("CONTEXT_SIZE", 1...1000, &sizes.contextSize)
    read("SEQ_LENGTH", 1...100, &sizes.generationSteps)
    read("ENC_CHANNELS", 2...4096, &sizes.encoderChannels)
    if sizes.encoderChannels % 2 != 0 {
      object.optional("ENC_CHANNELS")?.problem("\(sizes.encoderChannels) is not even")
    }
    read("Z_CHANNELS", 1...4096, &sizes.latentChannels)
    read("LSTM_OUTPUT_CHANNELS", 1...4096, &sizes.hiddenChannels)
    read("LSTM_CANVAS_CHANNELS", 1...4096, &sizes.canvasChannels)
    read("LSTM_KERNEL_SIZE", 1...15, &sizes.gateKernelSize)
    read("ETA_INTERNAL_KERNEL_SIZE", 1...15, &sizes.latentKernelSize)
    read("ETA_EXTERNAL_KERNEL_SIZE", 1...15, &sizes.imageKernelSize)
  }

  private static func readTraining(_ object: JSONObjectReader, _ sizes: inout Hyperparameters) {
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
    read("GENERATOR_SIGMA_ALPHA", &sizes.firstPixelSigma)
    read("GENERATOR_SIGMA_BETA", &sizes.lastPixelSigma)
    read("ANNEAL_SIGMA_TAU", &sizes.pixelSigmaSteps)
    read("ADAM_LR_ALPHA", &sizes.firstLearningRate)
    read("ADAM_LR_BETA", &sizes.lastLearningRate)
    read("ANNEAL_LR_TAU", &sizes.learningRateSteps)
  }

  /// The keys whose value follows from other keys.
  private static func derived(_ sizes: Hyperparameters) -> [(key: String, value: Int)] {
    [
      ("IMG_CHANNELS", Hyperparameters.imageChannels),
      ("POSE_CHANNELS", Hyperparameters.poseChannels),
      ("ENC_HEIGHT", sizes.latentHeight), ("ENC_WIDTH", sizes.latentWidth),
      ("GENERATOR_INPUT_CHANNELS", sizes.generatorInputChannels),
      ("INFERENCE_INPUT_CHANNELS", sizes.inferenceInputChannels),
    ]
  }

  private static func checkDerived(_ object: JSONObjectReader, _ sizes: Hyperparameters) {
    for (key, value) in derived(sizes) {
      guard let cursor = object.optional(key), let found: Int = cursor.integer(in: 0...(1 << 30))
      else { continue }
      if found != value {
        cursor.problem("\(found) does not follow from the other sizes, which give \(value)")
      }
    }
  }

  /// The file's content for a network, byte for byte as tf-gqn writes it: keys sorted, two spaces.
  package static func content(_ sizes: Hyperparameters) -> [UInt8] {
    var members: [(key: String, text: String)] = [
      ("ENC_TYPE", "\"\(sizes.encoder.rawValue)\""),
      ("GENERATOR_SIGMA_ALPHA", "\(sizes.firstPixelSigma)"),
      ("GENERATOR_SIGMA_BETA", "\(sizes.lastPixelSigma)"),
      ("ADAM_LR_ALPHA", "\(sizes.firstLearningRate)"),
      ("ADAM_LR_BETA", "\(sizes.lastLearningRate)"),
    ]
    let numbers = [
      ("IMG_HEIGHT", sizes.imageHeight), ("IMG_WIDTH", sizes.imageWidth),
      ("CONTEXT_SIZE", sizes.contextSize), ("SEQ_LENGTH", sizes.generationSteps),
      ("ENC_CHANNELS", sizes.encoderChannels), ("Z_CHANNELS", sizes.latentChannels),
      ("LSTM_OUTPUT_CHANNELS", sizes.hiddenChannels),
      ("LSTM_CANVAS_CHANNELS", sizes.canvasChannels),
      ("LSTM_KERNEL_SIZE", sizes.gateKernelSize),
      ("ETA_INTERNAL_KERNEL_SIZE", sizes.latentKernelSize),
      ("ETA_EXTERNAL_KERNEL_SIZE", sizes.imageKernelSize),
      ("ANNEAL_SIGMA_TAU", sizes.pixelSigmaSteps), ("ANNEAL_LR_TAU", sizes.learningRateSteps),
    ]
    members += (numbers + derived(sizes).map { ($0.key, $0.value) }).map { ($0, "\($1)") }
    let lines = members.sorted { $0.key < $1.key }.map { "  \"\($0.key)\": \($0.text)" }
    return Array("{\n\(lines.joined(separator: ",\n"))\n}".utf8)
  }
}
