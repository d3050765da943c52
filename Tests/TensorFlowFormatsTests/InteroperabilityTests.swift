import FoundationEssentials
import Testing

@testable import TensorFlowFormats

/// Files for TensorFlow to read. They stay in the folder that the environment variable
/// `GQN_KEEP_FILES` names, where `make_fixtures.py check FOLDER` reads them with TensorFlow.
struct InteroperabilityTests {
  @Test func `files for TensorFlow are written and read back`() throws {
    let temporary = try TemporaryFolder()
    let folder = ProcessInfo.processInfo.environment["GQN_KEEP_FILES"] ?? temporary.path

    let writer = try TensorBundleWriter(prefix: "\(folder)/written.ckpt")
    let kernel = (0..<24).map { Float($0) * 0.5 - 1 }
    try writer.append("GQN/kernel", shape: [2, 3, 4], floats: kernel.span)
    let inverses = (1...100).map { 1 / Float($0) }
    try writer.append("GQN/half", shape: [100], roundingToBFloat16: inverses.span)
    try writer.append("global_step", integer: 1_234_567_890_123)
    for index in 0..<40 {
      let bias = [Float](repeating: Float(index), count: index)
      try writer.append("layer_\(index)/bias", shape: [index], floats: bias.span)
    }
    try writer.finish()
    try CheckpointState(
      modelCheckpointPath: "written.ckpt", allModelCheckpointPaths: ["written.ckpt"]
    ).write(folder: folder)

    // An index of many blocks.
    let blocks = try TensorBundleWriter(prefix: "\(folder)/blocks.ckpt")
    for index in 0..<500 {
      try blocks.append("tensor/\(index)", shape: [1], floats: [Float(index)].span)
    }
    try blocks.finish()
    let entries = try BundleIndex(path: "\(folder)/blocks.ckpt.index").entries
    try Data(BundleIndex.serialized(entries, blockByteCount: 200)).write(
      to: URL(filePath: "\(folder)/blocks.ckpt.index"))

    var records: [UInt8] = []
    for index in 0..<3 {
      let example = Example(features: [
        "frames": .bytes([[0xff, 0xd8], [], Array("\(index)".utf8)]),
        "cameras": .floats([Float(index), -0.5]),
        "counts": .integers([-1, Int64(index), .max]), "nothing": .none,
      ])
      RecordWriter.append(example.serialized().span, to: &records)
    }
    RecordWriter.append([UInt8]().span, to: &records)
    try Data(records).write(to: URL(filePath: "\(folder)/written.tfrecord"))

    let state = try CheckpointState(folder: folder)
    let bundle = try TensorBundle(
      prefix: CheckpointState.prefix(state.modelCheckpointPath, in: folder))
    #expect(bundle.entries.count == 43)
    #expect(try floats(bundle, "GQN/kernel", [2, 3, 4]) == kernel)
    let many = try TensorBundle(prefix: "\(folder)/blocks.ckpt")
    #expect(try floats(many, "tensor/499", [1]) == [499])
    #expect(try outcome(of: "\(folder)/written.tfrecord") == "99, 99, 99, 0")
  }
}
