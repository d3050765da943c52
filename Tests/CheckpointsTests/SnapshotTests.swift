import GQNModel
import Kernels
import LinuxSystem
import TensorFlowFormats
import TestSupport
import Tensors
import Testing

@testable import Checkpoints

struct SnapshotTests {
  let pool = ThreadPool(threadCount: 2)

  /// A picture by the plain form: what a network computes, in few numbers.
  private func picture(_ network: GenerativeQueryNetwork) -> [Float] {
    let sizes = network.hyperparameters
    let frame = uniformNumbers(sizes.imageHeight * sizes.imageWidth * 3, seed: 1)
    return network.imageMean(
      of: network.representation(frame: frame.span, pose: uniformNumbers(7, seed: 4)),
      pose: uniformNumbers(7, seed: 2),
      noise: { _, epsilon in
        for (index, number) in uniformNumbers(epsilon.count, seed: 3).enumerated() {
          epsilon[index] = number
        }
      }
    ).array()
  }

  private func error(_ body: () throws(SnapshotError) -> Void) -> SnapshotError? {
    do throws(SnapshotError) {
      try body()
      Issue.record("nothing was thrown")
      return nil
    } catch {
      return error
    }
  }

  // MARK: - Reading

  @Test(arguments: Hyperparameters.Encoder.allCases)
  func `an untrained snapshot reads back as it was written`(
    encoder: Hyperparameters.Encoder
  ) throws {
    let folder = try TemporaryFolder()
    var sizes = TestSnapshot().sizes
    sizes.encoder = encoder
    try UntrainedSnapshot.write(sizes, folder: folder("models/new"))
    let snapshot = try Snapshot(folder: folder("models/new"))
    #expect(snapshot.hyperparameters == sizes)
    #expect(snapshot.step == 0)
    #expect(snapshot.prefix == folder("models/new/model.ckpt-0"))
    #expect(snapshot.parameterCount == ParameterLayout(sizes.renderingVariables).parameterCount)
    var written = TestSnapshot()
    written.sizes = sizes
    #expect(
      picture(try snapshot.network(pool: pool))
        == picture(GenerativeQueryNetwork(sizes, parameters: written.store)))
  }

  @Test func `a snapshot without the inference core renders`() throws {
    let folder = try TemporaryFolder()
    try UntrainedSnapshot.write(TestSnapshot().sizes, folder: folder.path)
    let snapshot = try Snapshot(folder: folder.path)
    #expect(!snapshot.bundle.entries.contains { $0.name.contains("LSTM_inf") })
    #expect(picture(try snapshot.network(pool: pool)).allSatisfy { $0.isFinite })
  }

  @Test func `weights of half the precision are widened`() throws {
    let folder = try TemporaryFolder()
    var test = TestSnapshot()
    try test.write(to: folder("float"), step: 1)
    test.rounded = Set(test.sizes.renderingVariables.map(\.name))
    try test.write(to: folder("half"), step: 1)
    expectClose(
      picture(try Snapshot(folder: folder("half")).network(pool: pool)),
      picture(try Snapshot(folder: folder("float")).network(pool: pool)), within: 0.05)
  }

  @Test func `another picture size keeps the weights`() throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder.path, step: 1)
    let network = try Snapshot(folder: folder.path).network(
      imageSize: (height: 20, width: 4), pool: pool)
    #expect(network.hyperparameters.imageHeight == 20)
    #expect(picture(network).count == 20 * 4 * 3)
  }

  // MARK: - Which checkpoint

  @Test func `the file checkpoint names the newest one, a step chooses another`() throws {
    let folder = try TemporaryFolder()
    for step in [1000, 200, 30] {
      var test = TestSnapshot()
      test.salt = UInt64(step)
      test.globalStep = Int64(step)
      try test.write(to: folder.path, step: step)
    }
    #expect(Snapshot.steps(in: folder.path) == [30, 200, 1000])
    // The last one that was written, not the one with the greatest number.
    #expect(try Snapshot(folder: folder.path).step == 30)
    for step in [30, 200, 1000] {
      let snapshot = try Snapshot(folder: folder.path, step: step)
      #expect(snapshot.step == step)
      #expect(snapshot.prefix.hasSuffix("model.ckpt-\(step)"))
    }
    #expect(
      error { () throws(SnapshotError) in _ = try Snapshot(folder: folder.path, step: 31) }
        == .noStep(folder: folder.path, step: 31, available: [30, 200, 1000]))
  }

  @Test func `the step is the global step, or else the number in the name`() throws {
    let folder = try TemporaryFolder()
    var test = TestSnapshot()
    try test.write(to: folder("named"), step: 12)
    #expect(try Snapshot(folder: folder("named")).step == 12)
    test.globalStep = 34
    try test.write(to: folder("stored"), step: 12)
    #expect(try Snapshot(folder: folder("stored")).step == 34)
  }

  @Test(arguments: [
    "/home/somebody/gqn/models/rooms/model.ckpt-5", "../elsewhere/model.ckpt-5", "model.ckpt-5",
  ])
  func `a folder that was copied from another machine opens`(path: String) throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder.path, step: 5)
    try CheckpointState(modelCheckpointPath: path, allModelCheckpointPaths: [path])
      .write(folder: folder.path)
    #expect(try Snapshot(folder: folder.path).prefix == folder("model.ckpt-5"))
  }

  @Test func `a right absolute path is followed, unless the copy has the files`() throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder("a"), step: 4)
    try TestSnapshot().write(to: folder("b"), step: 5)
    try CheckpointState(modelCheckpointPath: folder("b/model.ckpt-5"), allModelCheckpointPaths: [])
      .write(folder: folder("a"))
    #expect(try Snapshot(folder: folder("a")).prefix == folder("b/model.ckpt-5"))
    for name in ["model.ckpt-5.index", "model.ckpt-5.data-00000-of-00001"] {
      try AtomicFile.write(
        WholeFile.read(folder("b/" + name), limit: 1 << 24), to: folder("a/" + name))
    }
    #expect(try Snapshot(folder: folder("a")).prefix == folder("a/model.ckpt-5"))
  }

  @Test func `a relative path leads into another folder`() throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder.path, step: 5)
    try TestSnapshot().write(to: folder("kept"), step: 5)
    try CheckpointState(modelCheckpointPath: "kept/model.ckpt-5", allModelCheckpointPaths: [])
      .write(folder: folder.path)
    #expect(try Snapshot(folder: folder.path).prefix == folder("kept/model.ckpt-5"))
  }

  @Test func `a folder without a checkpoint says what belongs there`() throws {
    let folder = try TemporaryFolder()
    try folder.write("gqn_config.json", "{}")
    for step in [nil, 7] {
      let found = error { () throws(SnapshotError) in
        _ = try Snapshot(folder: folder.path, step: step)
      }
      #expect(found == .noCheckpoint(folder: folder.path))
    }
    #expect("\(SnapshotError.noCheckpoint(folder: "m"))".contains("model.ckpt-STEP.index"))
  }

  @Test func `a checkpoint file that names what is not there says so`() throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder.path, step: 5)
    try folder.write("checkpoint", "model_checkpoint_path: \"model.ckpt-6\"\n")
    let gone = error { () throws(SnapshotError) in _ = try Snapshot(folder: folder.path) }
    #expect(
      gone?.description == """
        \(folder.path)/checkpoint names "model.ckpt-6", of which there is no model.ckpt-6.index. Copy \
        model.ckpt-6.index and model.ckpt-6.data-00000-of-00001 to \(folder.path), or choose with "step" \
        one of the steps that are there: 5.
        """)
    try folder.write("checkpoint", "no such field")
    let damaged = error { () throws(SnapshotError) in _ = try Snapshot(folder: folder.path) }
    #expect(damaged?.description.contains(folder("checkpoint")) == true)
  }

  // MARK: - What is wrong with the variables

  @Test func `all variables that are missing or misshapen are named at once`() throws {
    let folder = try TemporaryFolder()
    var test = TestSnapshot()
    test.missing = ["GQN/eta_g/kernel", "GQN/PoolEncoder/conv2d_3/bias"]
    test.reshaped = ["GQN/eta_g/bias": [4]]
    test.integers = ["GQN/PoolEncoder/conv2d/bias"]
    try test.write(to: folder.path, step: 1)
    let snapshot = try Snapshot(folder: folder.path)
    let found = error { () throws(SnapshotError) in _ = try snapshot.network(pool: pool) }
    guard case .variables(let prefix, let problems, _) = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(prefix == folder("model.ckpt-1"))
    #expect(
      Set(problems) == [
        "GQN/eta_g/kernel is missing, expected [1, 1, 2, 3]",
        "GQN/PoolEncoder/conv2d_3/bias is missing, expected [4]",
        "GQN/eta_g/bias is [4], expected [3]",
        "GQN/PoolEncoder/conv2d/bias is DT_INT64 [], expected DT_FLOAT [4]",
      ])
    let message = found?.description ?? ""
    #expect(problems.allSatisfy { message.contains($0) })
    // These are sizes that tf-gqn does not read from the file.
    #expect(message.contains("tf-gqn ignores ENC_CHANNELS, Z_CHANNELS"))
  }

  @Test func `another encoder's snapshot does not fit`() throws {
    let folder = try TemporaryFolder()
    var test = TestSnapshot()
    try test.write(to: folder.path, step: 1)
    test.sizes.encoder = .tower
    try AtomicFile.write(ConfigurationFile.content(test.sizes), to: folder("gqn_config.json"))
    let snapshot = try Snapshot(folder: folder.path)
    let found = error { () throws(SnapshotError) in _ = try snapshot.network(pool: pool) }
    guard case .variables(_, let problems, _) = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(problems.count == 16)
    #expect(problems.allSatisfy { $0.contains("TowerEncoder") })
  }

  @Test func `one variable that does not fit is one`() {
    let error = SnapshotError.variables(prefix: "p", problems: ["x is missing"], hint: "Do it.")
    #expect("\(error)".hasPrefix("p: 1 variable does not fit gqn_config.json:\n  x is missing\n"))
  }

  @Test func `a flipped bit is found in whichever variable it is`() throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder.path, step: 1)
    let path = folder("model.ckpt-1.data-00000-of-00001")
    let data = try WholeFile.read(path, limit: 1 << 24)
    for entry in try Snapshot(folder: folder.path).bundle.entries {
      var damaged = data
      damaged[entry.offset + entry.byteCount / 2] ^= 0x10
      try AtomicFile.write(damaged, to: path)
      let found = error { () throws(SnapshotError) in
        _ = try Snapshot(folder: folder.path).network(pool: pool)
      }
      #expect(found?.description.contains("\"\(entry.name)\"") == true, "\(entry.name)")
    }
  }

  @Test(arguments: [0, 1, 100, 5000])
  func `a file of weights that is cut off is named`(left: Int) throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder.path, step: 1)
    let path = folder("model.ckpt-1.data-00000-of-00001")
    let data = try WholeFile.read(path, limit: 1 << 24)
    try AtomicFile.write(Array(data.prefix(left)), to: path)
    let found = error { () throws(SnapshotError) in _ = try Snapshot(folder: folder.path) }
    #expect(found?.description.contains(path) == true)
  }

  // MARK: - Digest

  @Test func `the digest follows weights and configuration, not names`() throws {
    let folder = try TemporaryFolder()
    var test = TestSnapshot()
    try test.write(to: folder("a"), step: 1)
    try test.write(to: folder("same"), step: 1)
    let digest = try Snapshot(folder: folder("a")).digest
    #expect(digest.count == 64 && digest.allSatisfy { "0123456789abcdef".contains($0) })
    #expect(try Snapshot(folder: folder("same")).digest == digest)
    // The same configuration in other words.
    let config = String(decoding: ConfigurationFile.content(test.sizes), as: UTF8.self)
    try folder.write("same/gqn_config.json", config.filter { $0 != "\n" && $0 != " " })
    #expect(try Snapshot(folder: folder("same")).digest == digest)
    test.salt = 1
    try test.write(to: folder("weights"), step: 1)
    #expect(try Snapshot(folder: folder("weights")).digest != digest)
    test = TestSnapshot()
    test.sizes.generationSteps += 1
    try test.write(to: folder("steps"), step: 1)
    #expect(try Snapshot(folder: folder("steps")).digest != digest)
  }
}
