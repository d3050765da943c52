import Testing

@testable import TensorFlowFormats

/// Larger files that TensorFlow wrote, which lie beside the package if at all.
@Suite(.enabled(if: TestFiles.hasShared, "there is no ../shared"))
struct SharedDataTests {
  @Test(arguments: [
    ("fixtures/tf-gqn/tiny-pool/model", 42, 0), ("fixtures/tf-gqn/tiny-tower/model", 31, 0),
    ("fixtures/tf-gqn/narrow-pool/model", 42, 0),
    ("fixtures/tf-gqn/narrow-pool/train/model", 126, 3),
    ("goldens/checkpoints/tiny-pool", 126, 3),
  ])
  func `every tensor of a checkpoint is read`(folder: String, count: Int, step: Int64) throws {
    let folder = TestFiles.shared(folder)
    let state = try CheckpointState(folder: folder)
    let bundle = try TensorBundle(
      prefix: CheckpointState.prefix(state.modelCheckpointPath, in: folder))
    #expect(bundle.entries.count == count)
    #expect(try bundle.integer("global_step") == step)
    for entry in bundle.entries where entry.dataType == .float {
      let values = try floats(bundle, entry.name, entry.shape)
      #expect(values.allSatisfy { $0.isFinite }, "\(entry.name)")
    }
    let lstm = "GQN/GQN_RNN/LSTM_gen/GQNCell/query_pose_LSTMConv"
    #expect(bundle.entry(named: lstm + "/kernel")?.shape == [5, 5, 7, 64])
    #expect(bundle.entry(named: lstm + "/bias")?.shape == [64])
    #expect(bundle.entry(named: "GQN/eta_g/kernel")?.shape == [1, 1, 12, 3])
  }

  @Test(arguments: [
    ("data_bit_flipped", "!, 21334, 21422"),
    ("data_crc_wrong", "!, 21334, 21422"),
    ("empty", ""),
    ("length_crc_wrong", "length"),
    ("length_wrong", "length"),
    ("truncated_in_data", "truncated"),
    ("truncated_in_footer", "truncated"),
    ("truncated_in_header", "5 left over"),
    ("truncated_in_second_record", "21767, truncated"),
  ])
  func `a damaged file is judged as TensorFlow does`(name: String, expected: String) throws {
    let path = TestFiles.shared("fixtures/tf-gqn/dataset/broken/\(name).tfrecord")
    #expect(try outcome(of: path) == expected)
  }

  /// Framed correctly; what is wrong, if anything, is inside.
  @Test(
    arguments: [
      ("frames_32_pixels", 10, 50), ("jpeg_is_text", 10, 50), ("jpeg_truncated", 10, 50),
      ("one_camera_missing", 10, 45), ("one_frame_missing", 9, 50), ("not_a_message", nil, nil),
    ] as [(String, Int?, Int?)])
  func `a wrong content is found where it is`(name: String, frames: Int?, cameras: Int?) throws {
    let path = TestFiles.shared("fixtures/tf-gqn/dataset/broken/\(name).tfrecord")
    let record = try RecordFile(path: path).record(at: 0)
    let example = try? Example(parsing: record.bytes.span)
    #expect(Self.frames(example)?.count == frames)
    #expect(Self.cameras(example)?.count == cameras)
  }

  @Test(arguments: [
    ("fixtures/tf-gqn/dataset/data/rooms_ring_camera_debug/train/1-of-1.tfrecord", 3, 10),
    ("fixtures/tf-gqn/dataset/data/rooms_ring_camera_debug/test/1-of-1.tfrecord", 2, 10),
    ("fixtures/tf-gqn/dataset/data/shepard_metzler_5_parts/test/100-of-100.tfrecord", 1, 15),
    ("data/shepard_metzler_5_parts/train/sample-2scenes.tfrecord", 2, 15),
  ])
  func `scenes are read`(path: String, scenes: Int, views: Int) throws {
    var reader = RecordReader(try RecordFile(path: TestFiles.shared(path)))
    var count = 0
    while let record = try reader.next() {
      let example = try Example(parsing: record.bytes.span)
      let frames = try #require(Self.frames(example))
      #expect(frames.count == views)
      #expect(frames.allSatisfy { $0.starts(with: [0xff, 0xd8]) })
      #expect(Self.cameras(example)?.count == 5 * views)
      #expect(try Example(parsing: example.serialized().span) == example)
      count += 1
    }
    #expect(count == scenes)
    #expect(reader.trailingByteCount == 0)
  }

  static func frames(_ example: Example?) -> [[UInt8]]? {
    guard case .bytes(let frames) = example?.features["frames"] else { return nil }
    return frames
  }

  static func cameras(_ example: Example?) -> [Float]? {
    guard case .floats(let cameras) = example?.features["cameras"] else { return nil }
    return cameras
  }
}
