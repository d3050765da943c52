import GQNModel
import Tensors
import Testing

@testable import Checkpoints

/// `ENC_TYPE: "epipolar"` and its keys in `gqn_config.json`.
struct EpipolarConfigurationTests {
  private let needed =
    "\"ENC_TYPE\": \"epipolar\", \"FIELD_OF_VIEW\": 50, \"NEAR\": 0.5, \"FAR\": 8"

  private func parse(_ json: String) throws(SnapshotError) -> Hyperparameters {
    try ConfigurationFile.parse(Array(json.utf8), path: "c.json")
  }

  private func problems(_ json: String) -> [String] {
    do throws(SnapshotError) {
      Issue.record("\(json) is read as \(try parse(json))")
      return []
    } catch {
      guard case .configuration("c.json", let problems) = error else { return ["\(error)"] }
      return problems
    }
  }

  @Test func `every size survives being written and read`() throws {
    var sizes = Hyperparameters()
    sizes.encoder = .epipolar
    sizes.encoderChannels = 32
    sizes.epipolar.fieldOfView = 20.5
    sizes.epipolar.near = 0.25
    sizes.epipolar.far = 12
    sizes.epipolar.depthSamples = 3
    sizes.epipolar.featureChannels = 4
    sizes.epipolar.featureLayers = 2
    sizes.epipolar.pointChannels = 5
    sizes.epipolar.depthChannels = 6
    sizes.epipolar.rayChannels = 7
    sizes.epipolar.colourChannels = 8
    sizes.epipolar.hasPointPositions = false
    sizes.epipolar.hasColourPath = false
    sizes.epipolar.hasDepthLogits = false
    #expect(try ConfigurationFile.parse(ConfigurationFile.content(sizes), path: "") == sizes)
    #expect(sizes.keysIgnoredByTFGQN.contains("ENC_TYPE"))
  }

  @Test func `sizes that are missing are those of the first trial`() throws {
    let sizes = try parse("{\(needed), \"GENERATOR_INPUT_CHANNELS\": 375}")
    var expected = EpipolarSizes()
    (expected.fieldOfView, expected.near, expected.far) = (50, 0.5, 8)
    #expect(sizes.encoder == .epipolar && sizes.epipolar == expected)
    // 48 of a ray and 256 of all views, 7 of the pose, 64 latent ones.
    #expect(sizes.generatorInputChannels == 375 && sizes.inferenceInputChannels == 311)
  }

  @Test func `what no default would do for must be there`() {
    let found = problems("{\"ENC_TYPE\": \"epipolar\"}")
    #expect(found.count == 3)
    for key in ["FIELD_OF_VIEW", "NEAR", "FAR"] {
      #expect(found.contains { $0.hasPrefix("/\(key): is missing, expected ") }, "\(found)")
    }
  }

  @Test(arguments: [
    ("FIELD_OF_VIEW", "0", "not in 1...170"), ("FIELD_OF_VIEW", "180", "not in 1...170"),
    ("NEAR", "0", "not above 0"), ("NEAR", "\"1\"", "expected a number"),
    ("FAR", "0.5", "not beyond NEAR, 0.5"), ("DEPTH_SAMPLES", "1", "not in 2...256"),
    ("FEATURE_CHANNELS", "0", "not in 1...1024"), ("FEATURE_LAYERS", "0", "not in 1...8"),
    ("FEATURE_LAYERS", "9", "not in 1...8"), ("POINT_CHANNELS", "-1", "not in"),
    ("DEPTH_CHANNELS", "1.5", "not a whole number"), ("RAY_CHANNELS", "1025", "not in"),
    ("POINT_POSITIONS", "0", "expected true or false"),
    ("COLOUR_PATH", "1", "expected true or false"), ("COLOUR_CHANNELS", "[]", "expected a whole"),
    ("DEPTH_LOGITS", "16", "expected true or false"),
  ])
  func `a wrong value is named by its key`(key: String, value: String, expected: String) {
    let others = needed.split(separator: ", ").filter { !$0.contains("\"\(key)\"") }
    let json = "{\((others + ["\"\(key)\": \(value)"]).joined(separator: ", "))}"
    let found = problems(json)
    #expect(found.count == 1 && found[0].hasPrefix("/\(key): "), "\(found)")
    #expect(found.allSatisfy { $0.contains(expected) }, "\(found)")
  }

  @Test(arguments: ["pool", "tower"])
  func `another encoder has no use for them`(encoder: String) {
    let found = problems("{\"ENC_TYPE\": \"\(encoder)\", \"FAR\": 8, \"COLOUR_PATH\": true}")
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.contains("of use to \"ENC_TYPE\": \"epipolar\" only") })
    #expect(found.allSatisfy { $0.contains("this is \"\(encoder)\"") })
    // Where the encoder's name is wrong, the name is all that is wrong.
    #expect(problems("{\"ENC_TYPE\": \"epipolr\", \"FAR\": 8}").count == 1)
  }

  @Test func `differences to another encoder are the encoder's`() throws {
    let epipolar = try parse("{\(needed)}")
    #expect(epipolar.networkDifferences(to: Hyperparameters()).map(\.key).contains("ENC_TYPE"))
    #expect(Hyperparameters().networkDifferences(to: epipolar).map(\.key).contains("ENC_TYPE"))
    var deeper = epipolar
    deeper.epipolar.far = 9
    let difference = deeper.networkDifferences(to: epipolar)
    #expect(difference.map(\.key) == ["FAR"] && difference.map(\.own) == ["9.0"])
  }

  @Test func `variables have names and shapes of their own`() throws {
    let shapes = Dictionary(
      uniqueKeysWithValues: try parse("{\(needed), \"ENC_CHANNELS\": 32}").trainingVariables.map {
        ($0.name, $0.shape)
      })
    let scope = "GQN/EpipolarEncoder/"
    let expected: [String: Shape] = [
      "pool/conv2d/kernel": [2, 2, 3, 32], "pool/conv2d_7/bias": [32],
      "features/conv2d/kernel": [5, 5, 3, 32], "features/conv2d_1/kernel": [3, 3, 32, 32],
      "features/conv2d_3/kernel": [3, 3, 32, 32], "features/conv2d_3/bias": [32],
      "points/conv2d/kernel": [1, 1, 75, 48], "points/conv2d_1/kernel": [1, 1, 48, 55],
      "rays/conv2d/kernel": [1, 1, 147, 48], "rays/conv2d/bias": [48],
      "colours/conv2d/kernel": [1, 1, 8, 16], "colours/conv2d/bias": [16],
      "colours/conv2d_1/kernel": [1, 1, 4, 16], "colours/conv2d_2/kernel": [1, 1, 16, 1],
      "colours/conv2d_2/bias": [1],
    ]
    for (name, shape) in expected {
      #expect(shapes[scope + name] == shape, "\(name)")
    }
    #expect(shapes[scope + "colours/conv2d_1/bias"] == nil)
    #expect(
      shapes["GQN/GQN_RNN/LSTM_gen/GQNCell/representation_LSTMConv/kernel"] == [5, 5, 80, 1024])
    #expect(shapes["GQN/eta_g/kernel"] == [1, 1, 256, 20])
    #expect(shapes["GQN/eta_g/bias"] == [20])
    #expect(shapes.keys.allSatisfy { !$0.contains("PoolEncoder") && !$0.contains("TowerEncoder") })
  }

  @Test(arguments: 1...8)
  func `features have as many layers as are asked for`(layers: Int) throws {
    let names = try parse("{\(needed), \"FEATURE_LAYERS\": \(layers)}").trainingVariables.map(
      \.name)
    let scope = "GQN/EpipolarEncoder/features/conv2d"
    #expect(
      names.filter { $0.hasPrefix(scope) }
        == ([""] + (1...layers).map { "_\($0)" }).flatMap {
          ["\(scope)\($0)/kernel", "\(scope)\($0)/bias"]
        })
  }

  @Test func `points that do not know where they are have fewer inputs`() throws {
    let shapes = Dictionary(
      uniqueKeysWithValues: try parse("{\(needed), \"POINT_POSITIONS\": false}").trainingVariables
        .map { ($0.name, $0.shape) })
    let scope = "GQN/EpipolarEncoder/"
    #expect(shapes[scope + "points/conv2d/kernel"] == [1, 1, 72, 48])
    #expect(shapes[scope + "rays/conv2d/kernel"] == [1, 1, 144, 48])
  }

  @Test(arguments: [
    ("\"DEPTH_LOGITS\": false", 4), ("\"DEPTH_SAMPLES\": 7", 11),
    ("\"DEPTH_LOGITS\": true, \"COLOUR_PATH\": false", 3), ("\"COLOUR_PATH\": false", 3),
  ])
  func `as many channels are painted as there is a use for`(keys: String, painted: Int) throws {
    let sizes = try parse("{\(needed), \(keys)}")
    #expect(sizes.paintedChannels == painted)
    let kernel = sizes.trainingVariables.first { $0.name == "GQN/eta_g/kernel" }
    #expect(kernel?.shape == [1, 1, 256, painted])
  }
}
