import Images
import Kernels
import LinuxSystem
import TensorFlowFormats
import TestSupport
import Testing

@testable import Datasets

struct SplitVerificationTests {
  private let pool = ThreadPool(threadCount: 3)

  @Test func `a sound split has no damage`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([300, 0, 400], views: 2, to: folder)
    var progress: [Int] = []
    let found = SplitVerification(
      try RecordFolder(folder.path), expected: SceneSizes(views: 2, width: 8, height: 8),
      pool: pool, progress: { progress.append($0) })
    #expect(found.scenes == 700 && found.wholeScenes == 700 && found.pictures == 1400)
    #expect(found.damage.count == 0)
    #expect(progress.count == 2 && progress.last == found.byteCount)
    // All but headers and footers.
    #expect(try RecordFolder(folder.path).byteCount == found.byteCount + 16 * 700)
  }

  @Test func `everything that is wrong is named in the order of the files`() throws {
    let folder = try TemporaryFolder()
    var bad = try TinyDataset.example(scene: 0, views: 3)
    guard case .bytes(var frames) = bad.features["frames"] else { return }
    frames[0] = []
    frames[2].removeLast(20)
    bad.features["frames"] = .bytes(frames)
    try folder.write(
      "1-of-2.tfrecord",
      [
        try TinyDataset.example(scene: 0, views: 3), bad,
        try TinyDataset.example(scene: 0, views: 2),
        try TinyDataset.example(scene: 0, views: 3, side: 16), Example(),
      ])
    try folder.write("2-of-2.tfrecord", [try TinyDataset.example(scene: 0, views: 3)])
    try TinyDataset.edit("2-of-2.tfrecord", in: folder) { $0[50] ^= 1 }
    let records = try RecordFolder(folder.path)
    let found = SplitVerification(
      records, expected: SceneSizes(views: 3, width: 8, height: 8), pool: pool)
    #expect(found.scenes == 6 && found.wholeScenes == 1 && found.damage.count == 6)
    let parts = [
      "view 0: the file is empty", "view 2: the JPEG cannot be decoded",
      "it has 2 views, and scenes of this dataset 3",
      "view 0 has 16 × 16 pixels, and those of this dataset 8 × 8",
      "there is no list of bytes \"frames\"", "checksum is",
    ]
    for (damage, part) in zip(found.damage.first, parts) {
      #expect(damage.message.contains(part), "\(damage.message)")
      #expect(damage.message.contains("record at byte \(damage.offset)"))
      #expect(damage.message.hasPrefix(damage.file))
    }
    // Sizes do not matter where nothing is expected.
    #expect(SplitVerification(records, expected: nil, pool: pool).damage.count == 4)
    #expect(
      SplitVerification(records, expected: nil, pool: ThreadPool(threadCount: 1))
        == SplitVerification(records, expected: nil, pool: pool))
  }

  @Test func `it ends where it is told to`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([10], to: folder)
    let found = SplitVerification(
      try RecordFolder(folder.path), expected: nil, pool: pool, isCancelled: { true })
    #expect(found.scenes == 0)
  }

  // MARK: - Files that TensorFlow judged

  /// What is said of each damaged file beside TensorFlow's verdict on it; none where it reads the file.
  static let broken: [(file: String, message: String?)] = [
    // DataLossError: corrupted record at 12.
    ("data_bit_flipped", "record at byte 0: checksum is"),
    ("data_crc_wrong", "record at byte 0: checksum is"),
    // No record, no error.
    ("empty", nil),
    // Input to reshape is a tensor with 30720 values, but the requested shape has 122880.
    ("frames_32_pixels", "view 0 has 32 × 32 pixels, and those of this dataset 64 × 64"),
    // Unknown image file format. One of JPEG, PNG, GIF, BMP required.
    ("jpeg_is_text", "view 3: this is text, and only PNG and JPEG can be read"),
    // Invalid JPEG data or crop window.
    ("jpeg_truncated", "view 3: the JPEG cannot be decoded: Premature end of JPEG file"),
    // Corrupted record at 0 (Is this even a TFRecord file?).
    ("length_crc_wrong", "record at byte 0: checksum of the length is"),
    ("length_wrong", "record at byte 0: checksum of the length is"),
    // Not a valid Example message.
    ("not_a_message", "The record is not a tf.Example"),
    // Key: cameras.  Can't parse serialized Example.
    ("one_camera_missing", "10 frames with 45 camera numbers, expected 5 for each"),
    ("one_frame_missing", "9 frames with 50 camera numbers, expected 5 for each"),
    // Truncated record at 0.
    ("truncated_in_data", "record at byte 0: the file ends after 7267 of the record's 21783 bytes"),
    ("truncated_in_footer", "record at byte 0: the file ends after 21781 of the record's 21783"),
    // TensorFlow takes it for the end of the file; it is a cut file all the same.
    ("truncated_in_header", "byte 0: the file ends after 5 of the 12 bytes"),
    // Truncated record at 21783.
    ("truncated_in_second_record", "record at byte 21783: the file ends after 112 of"),
  ]

  @Test(
    .enabled(
      if: PackageFolder.hasShared("fixtures/tf-gqn/dataset"),
      Comment(rawValue: PackageFolder.sharedIsMissing)), arguments: broken.indices)
  func `what TensorFlow cannot read is reported`(index: Int) throws {
    let (file, expected) = Self.broken[index]
    let folder = try TemporaryFolder()
    let source = "\(TFGQNDatasetTests.dataset)/broken/\(file).tfrecord"
    try AtomicFile.write(
      try WholeFile.read(source, limit: 1 << 24), to: folder("1-of-1.tfrecord"))
    let found = SplitVerification(
      try RecordFolder(folder.path), expected: SceneSizes(views: 10, width: 64, height: 64),
      pool: pool)
    let messages = found.damage.first.map(\.message)
    #expect(found.damage.count == (expected == nil ? 0 : 1), "\(messages)")
    if let expected {
      #expect(messages.first?.contains(expected) == true, "\(messages)")
      #expect(messages.first?.hasPrefix(folder("1-of-1.tfrecord")) == true, "\(messages)")
    }
  }
}
