import GQNModel
import LinuxSystem
import TestSupport
import Testing

@testable import Checkpoints

struct ConfigurationFileTests {
  static let fixtures = PackageFolder.path + "/Tests/CheckpointsTests/Fixtures"

  private func parse(_ json: String) throws -> Hyperparameters {
    try ConfigurationFile.parse(Array(json.utf8), path: "models/rooms/gqn_config.json")
  }

  /// What is wrong with a file, problem by problem.
  private func problems(_ json: String) -> [String] {
    do throws(SnapshotError) {
      let sizes = try ConfigurationFile.parse(Array(json.utf8), path: "c.json")
      Issue.record("\(json) is read as \(sizes)")
      return []
    } catch {
      guard case .configuration("c.json", let problems) = error else {
        Issue.record("\(error)")
        return []
      }
      return problems
    }
  }

  // MARK: - tf-gqn's files

  @Test(arguments: ["default", "tiny-tower", "narrow-pool"])
  func `a file of tf-gqn's is written again byte for byte`(name: String) throws {
    let bytes = try WholeFile.read("\(Self.fixtures)/\(name).json", limit: 1 << 20)
    let sizes = try ConfigurationFile.parse(bytes, path: name)
    #expect(
      String(decoding: ConfigurationFile.content(sizes), as: UTF8.self)
        == String(decoding: bytes, as: UTF8.self))
  }

  @Test func `tf-gqn's sizes are found under its names`() throws {
    func read(_ name: String) throws -> Hyperparameters {
      try ConfigurationFile.parse(
        WholeFile.read("\(Self.fixtures)/\(name).json", limit: 1 << 20), path: name)
    }
    #expect(try read("default") == Hyperparameters())
    var narrow = Hyperparameters()
    narrow.contextSize = 2
    narrow.encoderChannels = 32
    narrow.canvasChannels = 12
    narrow.hiddenChannels = 16
    narrow.generationSteps = 3
    narrow.latentChannels = 8
    #expect(try read("narrow-pool") == narrow)
    #expect(narrow.keysIgnoredByTFGQN == ["ENC_CHANNELS", "Z_CHANNELS"])
    #expect(try read("tiny-tower").encoder == .tower)
    #expect(try read("tiny-tower").keysIgnoredByTFGQN.isEmpty)
  }

  @Test func `every size survives being written and read`() throws {
    var sizes = Hyperparameters()
    sizes.encoder = .tower
    (sizes.imageHeight, sizes.imageWidth) = (84, 128)
    sizes.contextSize = 7
    sizes.encoderChannels = 10
    sizes.latentChannels = 11
    sizes.generationSteps = 12
    sizes.hiddenChannels = 13
    sizes.canvasChannels = 14
    sizes.gateKernelSize = 3
    sizes.latentKernelSize = 1
    sizes.imageKernelSize = 7
    sizes.firstPixelSigma = 1.5
    sizes.lastPixelSigma = 0.1
    sizes.pixelSigmaSteps = 15
    sizes.firstLearningRate = 1e-3
    sizes.lastLearningRate = 1e-6
    sizes.learningRateSteps = 16
    #expect(try ConfigurationFile.parse(ConfigurationFile.content(sizes), path: "") == sizes)
  }

  @Test func `missing keys take tf-gqn's defaults`() throws {
    #expect(try parse("{}") == Hyperparameters())
    var sizes = Hyperparameters()
    sizes.generationSteps = 12
    #expect(try parse("{\"SEQ_LENGTH\": 12}") == sizes)
  }

  // MARK: - What is wrong

  @Test func `an unknown key is answered with the nearest one`() {
    #expect(
      problems("{\"SEQ_LENGHT\": 12}")
        == ["/SEQ_LENGHT: unknown key. Did you mean \"SEQ_LENGTH\"?"])
    #expect(problems("{\"colour\": 1}")[0].hasPrefix("/colour: unknown key, expected one of"))
  }

  @Test(arguments: [
    ("ENC_TYPE", "\"towers\"", "Did you mean \"tower\"?"), ("ENC_TYPE", "3", "expected one of"),
    ("IMG_HEIGHT", "\"64\"", "expected a whole number"), ("IMG_HEIGHT", "0", "not in 4...1024"),
    ("IMG_WIDTH", "2048", "not in 4...1024"), ("CONTEXT_SIZE", "0", "not in 1...1000"),
    ("SEQ_LENGTH", "1.5", "not a whole number"), ("SEQ_LENGTH", "1e300", "not in 1...100"),
    ("ENC_CHANNELS", "5", "not even"), ("Z_CHANNELS", "-1", "not in 1...4096"),
    ("LSTM_OUTPUT_CHANNELS", "99999999999999999999", "not in 1...4096"),
    ("LSTM_CANVAS_CHANNELS", "null", "expected a whole number"),
    ("LSTM_KERNEL_SIZE", "16", "not in 1...15"),
    ("ETA_INTERNAL_KERNEL_SIZE", "[5]", "expected a whole number"),
    ("ETA_EXTERNAL_KERNEL_SIZE", "true", "expected a whole number"),
    ("GENERATOR_SIGMA_ALPHA", "0", "not above 0"), ("GENERATOR_SIGMA_BETA", "{}", "expected"),
    ("ANNEAL_SIGMA_TAU", "0", "not in 1"), ("ADAM_LR_ALPHA", "-1", "not above 0"),
    ("ADAM_LR_BETA", "2000", "at most 1000"), ("ANNEAL_LR_TAU", "\"x\"", "expected"),
  ])
  func `a wrong value is named by its key`(key: String, value: String, expected: String) {
    let found = problems("{\"\(key)\": \(value)}")
    // A size that is not used has no consequences for other keys: there is one problem.
    #expect(found.count == 1)
    #expect(found.allSatisfy { $0.hasPrefix("/\(key): ") && $0.contains(expected) }, "\(found)")
  }

  @Test(arguments: [
    ("IMG_CHANNELS", "1"), ("POSE_CHANNELS", "5"), ("ENC_HEIGHT", "17"), ("ENC_WIDTH", "32"),
    ("GENERATOR_INPUT_CHANNELS", "328"), ("INFERENCE_INPUT_CHANNELS", "0"),
  ])
  func `a number that does not follow from the others is refused`(key: String, value: String) {
    let found = problems("{\"\(key)\": \(value)}")
    #expect(found.count == 1)
    #expect(found.allSatisfy { $0.hasPrefix("/\(key): \(value) does not follow") }, "\(found)")
  }

  @Test func `derived numbers follow the sizes of the file`() throws {
    let sizes = try parse(
      "{\"IMG_HEIGHT\": 84, \"ENC_HEIGHT\": 21, \"Z_CHANNELS\": 3, \"GENERATOR_INPUT_CHANNELS\": 266}"
    )
    #expect(sizes.latentHeight == 21 && sizes.generatorInputChannels == 266)
  }

  @Test func `all that is wrong is told at once`() {
    let found = problems(
      """
      {"IMG_HEIGHT": 63, "ENC_TYPE": "pol", "SEQ_LENGTH": "8", "POSE_CHANNELS": 6, "seq": 1,
       "ADAM_LR_ALPHA": 0}
      """)
    #expect(found.count == 6)
    for part in [
      "/IMG_HEIGHT: 63 is not a multiple of 4", "Did you mean \"pool\"?", "/SEQ_LENGTH: found",
      "/POSE_CHANNELS: 6", "/seq: unknown key", "/ADAM_LR_ALPHA: 0",
    ] {
      #expect(found.contains { $0.contains(part) }, "\(part) in \(found)")
    }
    let error = SnapshotError.configuration(path: "c.json", problems: found)
    #expect(found.allSatisfy { "\(error)".contains($0) })
    #expect("\(error)".hasPrefix("c.json: ") && "\(error)".contains("Correct the file"))
  }

  @Test(arguments: ["", "{", "[]", "3", "{\"SEQ_LENGTH\": NaN}", "{\"SEQ_LENGTH\": 3,}"])
  func `what is no object is refused`(text: String) {
    #expect(problems(text).count == 1)
  }

  @Test func `a missing file is named`() throws {
    let folder = try TemporaryFolder()
    #expect {
      try ConfigurationFile.read(folder: folder.path)
    } throws: { error in
      "\(error)".contains(folder("gqn_config.json"))
    }
  }
}
