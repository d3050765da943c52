import GQNModel
import Kernels
import LinuxSystem
import Tensors
import TensorFlowFormats
import TestSupport
import Testing

@testable import Checkpoints

/// Checkpoints with Adam's moments: written, kept, read, damaged.
struct TrainingCheckpointTests {
  let pool = ThreadPool(threadCount: 2)

  private static let variables = TestSnapshot().sizes.renderingVariables

  /// Weights and moments that are functions of the step.
  private func store(step: Int, _ kind: UInt64) -> ParameterStore {
    var store = ParameterStore(ParameterLayout(Self.variables))
    UntrainedWeights.fill(&store, salt: UInt64(3 * step) + kind)
    return store
  }

  private func write(
    step: Int, to folder: SnapshotFolder, keep: Int = 5, keepEvery: Int = 0
  ) throws {
    try TrainingCheckpoint(
      step: step, beta1Power: 0.5, beta2Power: 0.25, numbers: ["seed": -7, "epoch": 3]
    ).write(
      parameters: store(step: step, 0), firstMoments: store(step: step, 1),
      secondMoments: store(step: step, 2), to: folder, keep: keep, keepEvery: keepEvery)
  }

  private func prepare(_ temporary: borrowing TemporaryFolder) throws -> SnapshotFolder {
    try AtomicFile.write(
      ConfigurationFile.content(TestSnapshot().sizes), to: temporary(ConfigurationFile.name))
    return SnapshotFolder(temporary.path)
  }

  private func step(_ path: String, step: Int? = nil) throws -> Int {
    try TrainingCheckpoint(try Snapshot(folder: path, step: step)).step
  }

  /// All bytes of a checkpoint's tensors.
  private func data(_ path: String, step: Int) throws -> [UInt8] {
    try WholeFile.read("\(path)/model.ckpt-\(step).data-00000-of-00001", limit: 1 << 24)
  }

  @Test func `a checkpoint is read as it was written`() throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    try write(step: 12, to: folder)
    let snapshot = try Snapshot(folder: temporary.path)
    #expect(snapshot.step == 12)
    #expect(
      try TrainingCheckpoint(snapshot)
        == TrainingCheckpoint(
          step: 12, beta1Power: 0.5, beta2Power: 0.25, numbers: ["seed": -7, "epoch": 3]))
    let layout = ParameterLayout(Self.variables)
    for (kind, suffix) in ["", "/Adam", "/Adam_1"].enumerated() {
      let expected = store(step: 12, UInt64(kind))
      let found = try snapshot.values(layout, suffix: suffix, pool: pool)
      for variable in Self.variables {
        for index in 0..<variable.shape.count {
          #expect(found.values(variable.name)[index] == expected.values(variable.name)[index])
        }
      }
    }
    // And the same numbers give the same bytes.
    let first = try data(temporary.path, step: 12)
    try write(step: 12, to: folder)
    #expect(try data(temporary.path, step: 12) == first)
  }

  @Test func `the newest stay, and some for good`() throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    for step in stride(from: 10, through: 80, by: 10) {
      try write(step: step, to: folder, keep: 2, keepEvery: 30)
    }
    #expect(Snapshot.steps(in: temporary.path) == [30, 60, 70, 80])
    let state = try CheckpointState(folder: temporary.path)
    #expect(state.modelCheckpointPath == "model.ckpt-80")
    // As TensorFlow's saver does, the list has those that may be removed, and the newest.
    #expect(state.allModelCheckpointPaths == [70, 80].map { "model.ckpt-\($0)" })
    let names = try Folder.names(in: temporary.path)
    #expect(names.count == 2 + 2 * 4, "\(names)")
    for step in [30, 60, 70, 80] { #expect(try self.step(temporary.path, step: step) == step) }
    // For good, whatever later runs ask for.
    try write(step: 85, to: folder, keep: 1, keepEvery: 0)
    #expect(Snapshot.steps(in: temporary.path) == [30, 60, 85])
  }

  @Test func `what others put there and the list does not have stays`() throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    try write(step: 5, to: folder)
    try CheckpointState(modelCheckpointPath: "gone-1", allModelCheckpointPaths: ["gone-1"])
      .write(folder: temporary.path)
    try write(step: 10, to: folder)
    for name in ["model.ckpt-10.meta", "best.ckpt-10.index"] {
      try AtomicFile.write([1], to: temporary(name))
    }
    for step in [20, 30] { try write(step: step, to: folder, keep: 1) }
    let names = try Folder.names(in: temporary.path)
    #expect(
      Set(names.filter { $0.hasSuffix(".index") })
        == ["model.ckpt-5.index", "model.ckpt-30.index", "best.ckpt-10.index"])
    #expect(!names.contains("model.ckpt-10.meta"), "the saver's graph goes with its checkpoint")
    #expect(try step(temporary.path) == 30)
  }

  @Test func `what a killed run had listed, or not listed yet, is removed by the next`() throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    for step in [10, 20, 30, 40] { try write(step: step, to: folder) }
    // Killed after 30 had become the newest and before 10 was removed; and later, before 40 was listed.
    try CheckpointState(
      modelCheckpointPath: "model.ckpt-30",
      allModelCheckpointPaths: ["model.ckpt-10", "model.ckpt-20", "model.ckpt-30"]
    ).write(folder: temporary.path)
    try write(step: 50, to: folder, keep: 2)
    #expect(Snapshot.steps(in: temporary.path) == [40, 50])
    let state = try CheckpointState(folder: temporary.path)
    #expect(state.allModelCheckpointPaths == ["model.ckpt-40", "model.ckpt-50"])
  }

  @Test func `what a killed run left unfinished is removed`() throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    try write(step: 10, to: folder, keep: 2, keepEvery: 0)
    for name in [
      ".new-model.ckpt-20.index", "..new-model.ckpt-20.data-00000-of-00001.part",
      ".new-model.ckpt-20.data-00000-of-00001",
    ] {
      try AtomicFile.write([1, 2, 3], to: temporary(name))
    }
    try folder.removeUnfinished()
    let names = try Folder.names(in: temporary.path)
    #expect(names.count == 4, "\(names)")
    #expect(try step(temporary.path) == 10)
  }

  @Test func `a failed write leaves what was there`() throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    try write(step: 10, to: folder, keep: 2, keepEvery: 0)
    let before = try Folder.names(in: temporary.path)
    #expect(throws: SnapshotError.self) {
      try folder.write(step: 20, keep: 2, keepEvery: 0) { writer throws(BundleError) in
        try writer.append("a", shape: [1], floats: [Float(1)].span)
        throw .noTensor(path: "disk", name: "full")
      }
    }
    #expect(try Folder.names(in: temporary.path) == before)
    #expect(try step(temporary.path) == 10)
  }

  @Test func `the named one comes first, then the newest`() throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    for step in [10, 20, 30] {
      try write(step: step, to: folder, keep: 5, keepEvery: 0)
    }
    #expect(folder.candidates == [30, 20, 10])
    try CheckpointState(
      modelCheckpointPath: "model.ckpt-20",
      allModelCheckpointPaths: ["model.ckpt-10", "model.ckpt-20"]
    ).write(folder: temporary.path)
    #expect(folder.candidates == [20, 30, 10])
    // Going on from there removes nothing of what lies beyond.
    try write(step: 25, to: folder, keep: 1, keepEvery: 0)
    #expect(Snapshot.steps(in: temporary.path) == [25, 30])
    try AtomicFile.write(Array("model_checkpoint_path: \"x-7\"".utf8), to: temporary("checkpoint"))
    #expect(folder.candidates == [30, 25])
  }

  @Test func `a snapshot without Adam's moments is refused by name`() throws {
    let temporary = try TemporaryFolder()
    try TestSnapshot().write(to: temporary.path, step: 5)
    let snapshot = try Snapshot(folder: temporary.path)
    let error = #expect(throws: SnapshotError.self) {
      _ = try snapshot.values(ParameterLayout(Self.variables), suffix: "/Adam", pool: pool)
    }
    #expect("\(try #require(error))".contains("GQN/eta_g/bias/Adam is missing"))
    #expect(throws: SnapshotError.self) { try TrainingCheckpoint(snapshot) }
  }

  // MARK: - Export

  @Test(arguments: SnapshotExport.Precision.allCases)
  func `an export holds what rendering needs`(precision: SnapshotExport.Precision) throws {
    let temporary = try TemporaryFolder()
    let folder = try prepare(temporary)
    try write(step: 12, to: folder, keep: 5, keepEvery: 0)
    let whole = try Snapshot(folder: temporary.path)
    let target = temporary("small/model")
    let bytes = try SnapshotExport.write(whole, to: target, precision: precision, pool: pool)
    let small = try Snapshot(folder: target)
    #expect(small.step == 12 && small.hyperparameters == whole.hyperparameters)
    #expect(small.bundle.entries.count == Self.variables.count + 1)
    #expect(try data(target, step: 12).count == bytes + 8)
    let layout = ParameterLayout(Self.variables)
    let before = try whole.values(layout, pool: pool)
    let after = try small.values(layout, pool: pool)
    // Rounding to 8 bits changes a number by half of its last place at most.
    let tolerance: Float = precision == .float32 ? 0 : 1 / 256
    for variable in Self.variables {
      for index in 0..<variable.shape.count {
        let (old, new) = (
          before.values(variable.name)[index], after.values(variable.name)[index]
        )
        #expect(abs(old - new) <= tolerance * abs(old))
      }
    }
  }

  // MARK: - tf-gqn's

  @Test(
    .enabled(
      if: PackageFolder.hasShared("fixtures/tf-gqn/narrow-pool/train/model"),
      Comment(rawValue: PackageFolder.sharedIsMissing)))
  func `a checkpoint of tf-gqn's estimator is read and written as it was`() throws {
    let source = PackageFolder.shared + "/fixtures/tf-gqn/narrow-pool/train/model"
    let bundle = try TensorBundle(prefix: source + "/model.ckpt-3")
    let variables = bundle.entries.filter { $0.name.hasSuffix("/Adam") }.map {
      ParameterLayout.Variable(String($0.name.dropLast("/Adam".count)), Shape($0.shape))
    }
    #expect(variables.count == 41)
    let snapshot = try Snapshot(folder: source)
    let found = try TrainingCheckpoint(snapshot)
    #expect(found.step == 3 && found.numbers.isEmpty)
    #expect(abs(found.beta1Power - 0.6561) < 1e-6 && abs(found.beta2Power - 0.996006) < 1e-6)
    let temporary = try TemporaryFolder()
    let layout = ParameterLayout(variables)
    try found.write(
      parameters: snapshot.values(layout, pool: pool),
      firstMoments: snapshot.values(layout, suffix: "/Adam", pool: pool),
      secondMoments: snapshot.values(layout, suffix: "/Adam_1", pool: pool),
      to: SnapshotFolder(temporary.path), keep: 1, keepEvery: 0)
    #expect(try data(temporary.path, step: 3) == data(source, step: 3))
    #expect(
      try TensorBundle(prefix: temporary("model.ckpt-3")).entries == bundle.entries)
  }
}
