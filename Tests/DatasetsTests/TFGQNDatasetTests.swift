import Cameras
import Images
import LinuxSystem
import TensorFlowFormats
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Record files that TensorFlow wrote, against what TensorFlow reads from them.
@Suite(
  .enabled(
    if: PackageFolder.hasShared("fixtures/tf-gqn/dataset"),
    Comment(rawValue: PackageFolder.sharedIsMissing)))
struct TFGQNDatasetTests {
  static let dataset = PackageFolder.shared + "/fixtures/tf-gqn/dataset"

  @Test(arguments: [
    ("rooms_ring_camera_debug/train", ["1-of-1"]), ("rooms_ring_camera_debug/test", ["1-of-1"]),
    ("shepard_metzler_5_parts/train", ["001-of-900", "900-of-900"]),
    ("shepard_metzler_5_parts/test", ["100-of-100"]),
  ])
  func `pixels and poses are those that tf-gqn is fed`(split: String, files: [String]) throws {
    let records = try RecordFolder("\(Self.dataset)/data/\(split)")
    #expect(records.files == files.map { $0 + ".tfrecord" })
    var next = 0
    for file in files {
      let decoded = "\(Self.dataset)/decoded/\(split)/\(file)"
      let (shape, pixels) = try NumPyFile.bytes(decoded + ".frames_uint8.npy")
      let raw = try NumPyFile.floats(decoded + ".cameras_raw.npy").values
      let encoded = try NumPyFile.floats(decoded + ".cameras_encoded.npy").values
      let (views, count) = (shape[1], shape[2] * shape[3] * 3)
      for record in 0..<shape[0] {
        let scene = try records.scene(next)
        next += 1
        #expect(scene.frames.count == views)
        for view in 0..<views {
          let place = record * views + view
          let image = try scene.image(view)
          #expect(image.pixels == Array(pixels[place * count..<(place + 1) * count]), "\(place)")
          let pose = scene.cameras[view].pose
          #expect(
            [pose.position.x, pose.position.y, pose.position.z, pose.yaw, pose.pitch]
              == raw[place * 5..<(place + 1) * 5].map(Double.init))
          expectClose(
            scene.cameras[view].encoded(), Array(encoded[place * 7..<(place + 1) * 7]),
            within: 1e-6)
        }
      }
    }
    let end = next
    #expect(throws: DatasetError.self) { try records.scene(end) }
  }

  @Test func `pixels become floats as in TensorFlow`() throws {
    let scene = try RecordFolder(Self.dataset + "/data/rooms_ring_camera_debug/train").scene(0)
    let expected = try NumPyFile.floats(
      Self.dataset + "/decoded/rooms_ring_camera_debug/train/1-of-1.frames_float.npy"
    ).values
    let floats = try scene.frames.indices.flatMap { try scene.image($0).unitFloats }
    #expect(floats == expected)
  }

  /// A damaged file, and a part of what is said about it; none where nothing needs to be said.
  static let broken: [(file: String, message: String?)] = [
    ("data_bit_flipped", "checksum is"), ("data_crc_wrong", "checksum is"),
    ("empty", "there is no record 0; the files here hold 0"),
    // Pictures of another size are resized before the network sees them.
    ("frames_32_pixels", nil), ("jpeg_is_text", "view "), ("jpeg_truncated", "view "),
    ("length_crc_wrong", "checksum of the length"), ("length_wrong", "checksum of the length"),
    ("not_a_message", "not a tf.Example"), ("one_camera_missing", "camera numbers, expected 5"),
    ("one_frame_missing", "camera numbers, expected 5"), ("truncated_in_data", "It is cut off"),
    ("truncated_in_footer", "It is cut off"),
    ("truncated_in_header", "there is no record 0; the files here hold 0"),
    ("truncated_in_second_record", "It is cut off"),
  ]

  @Test func `every damaged file is covered`() throws {
    #expect(
      try Folder.names(in: Self.dataset + "/broken") == Self.broken.map { $0.file + ".tfrecord" })
  }

  @Test(arguments: broken.indices)
  func `a damaged file ends in a message`(index: Int) throws {
    let (file, expected) = Self.broken[index]
    let folder = try TemporaryFolder()
    try AtomicFile.write(
      try WholeFile.read("\(Self.dataset)/broken/\(file).tfrecord", limit: 1 << 24),
      to: folder("1-of-1.tfrecord"))
    let records = try RecordFolder(folder.path)
    var message: String?
    do throws(DatasetError) {
      // The first record of one file is whole.
      for record in 0..<(file == "truncated_in_second_record" ? 2 : 1) {
        let scene = try records.scene(record)
        for view in scene.frames.indices {
          _ = try scene.image(view)
        }
      }
    } catch {
      message = "\(error)"
    }
    if let expected {
      #expect(message?.contains(expected) == true, "\(message ?? "no message")")
      #expect(message?.contains(folder.path) == true, "\(message ?? "no message")")
    } else {
      #expect(message == nil)
    }
  }
}
