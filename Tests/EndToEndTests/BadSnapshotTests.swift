import FoundationEssentials
import Testing

/// Snapshots that are damaged, incomplete, or do not fit their configuration.
struct BadSnapshotTests {
  private static let index = "models/tiny/model.ckpt-0.index"
  private static let data = "models/tiny/model.ckpt-0.data-00000-of-00001"
  private static let sizes = "models/tiny/gqn_config.json"

  /// Damage, and what is said of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let message: String
    let damage: @Sendable (Workspace) throws -> Void

    init(_ message: String, _ damage: @escaping @Sendable (Workspace) throws -> Void) {
      (self.message, self.damage) = (message, damage)
    }

    var testDescription: String { message }
  }

  static let cases = [
    Case("block checksum is 0x") { try $0.edit(index) { $0[40] ^= 4 } },
    Case("checksum of tensor \"GQN/") { try $0.edit(data) { $0[5000] ^= 1 } },
    Case("do not end like the index of a TensorFlow checkpoint") {
      try $0.edit(index) { $0[$0.count - 1] ^= 1 }
    },
    Case("500 bytes that do not end like the index") {
      try $0.edit(index) { $0.removeSubrange(500...) }
    },
    Case("0 bytes that do not end like the index") { try $0.write("", to: index) },
    Case("the file has 1000 bytes, but tensor \"GQN/") {
      try $0.edit(data) { $0.removeSubrange(1000...) }
    },
    Case("model.ckpt-0.data-00000-of-00001: No such file or directory") {
      try $0.remove(data)
    },
    Case("checkpoint names \"model.ckpt-0\", of which there is no model.ckpt-0.index. Copy ") {
      try $0.remove(index)
    },
    Case("checkpoint, line 1: ") { try $0.write([0xFF, 0xFE, 0], to: "models/tiny/checkpoint") },
    Case("has no file \"checkpoint\", which the folder of a model must have") {
      try $0.remove("models/tiny/checkpoint")
    },
    Case("has no file \"gqn_config.json\", which the folder of a model must have") {
      try $0.remove(sizes)
    },
    Case("gqn_config.json: line 1, column 1: the file is empty") { try $0.write("", to: sizes) },
    Case("/SEQ_LENGHT: unknown key. Did you mean \"SEQ_LENGTH\"?") {
      try $0.write($0.text(sizes).replacing("SEQ_LENGTH", with: "SEQ_LENGHT"), to: sizes)
    },
  ]

  @Test(arguments: cases) func `damage is named with its place`(bad: Case) throws {
    let work = try Workspace()
    try bad.damage(work)
    try work.expectRefused(RequestText(), "/model: ")
    try work.expectRefused(RequestText(), bad.message)
  }

  @Test func `sizes that do not fit name every variable`() throws {
    let work = try Workspace()
    let text = try work.text(Self.sizes)
    try work.write(
      text.replacing("\"LSTM_CANVAS_CHANNELS\": 12", with: "\"LSTM_CANVAS_CHANNELS\": 20"),
      to: Self.sizes)
    try work.expectRefused(
      RequestText(),
      """
      3 variables do not fit gqn_config.json:
        GQN/GQN_RNN/LSTM_gen/UpsampleGeneratorOutput/kernel is [4, 4, 12, 16], expected \
      [4, 4, 20, 16]
        GQN/GQN_RNN/LSTM_gen/UpsampleGeneratorOutput/bias is [12], expected [20]
        GQN/eta_g/kernel is [1, 1, 12, 3], expected [1, 1, 20, 3]
      Use the gqn_config.json that the network was trained with.
      """)
  }

  @Test func `an index with a byte changed or its end missing is refused`() throws {
    let work = try Workspace()
    let index = try work.bytes(Self.index)
    var requests: [[UInt8]] = []
    func add(_ content: [UInt8]) throws {
      let model = "bad-\(requests.count)"
      try work.copy("models/tiny", to: "models/\(model)")
      try work.write(content, to: "models/\(model)/model.ckpt-0.index")
      requests.append(Array(RequestText(model: model).text.utf8))
    }
    for place in stride(from: 3, to: index.count, by: 67) {
      try add(Array(index[..<place]))
      // The last hundred bytes are mostly an empty block and filling, which hold nothing.
      guard place < index.count - 100 else { continue }
      var changed = index
      changed[place] ^= 0x10
      try add(changed)
    }
    try work.expectAllInvalid(requests)
  }
}
