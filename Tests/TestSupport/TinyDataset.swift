internal import Glibc
internal import Images
internal import LinuxSystem
internal import TensorFlowFormats
internal import Tensors

/// A dataset in DeepMind's layout that takes no time to learn from: pictures of 16 × 16 pixels, a coloured
/// disc before a wall whose colours depend on the scene, and whose place depends on the camera.
public enum TinyDataset {
  /// The dataset's name, a folder below the root.
  public static let name = "tiny_rooms"
  /// Pixels along a side.
  public static let pixels = 16
  /// Views of a scene.
  public static let views = 4

  /// Writes the dataset.
  ///
  /// - Parameters:
  ///   - root: the folder that holds datasets; made where it is missing.
  ///   - train: scenes of the training split, in two files.
  ///   - test: scenes of the test split, in one file; none for no test split.
  /// - Throws: where something cannot be written.
  public static func write(root: String, train: Int = 12, test: Int = 3) throws {
    let half = train / 2
    try write(0..<half, to: "\(root)/\(name)/train", "1-of-2.tfrecord")
    try write(half..<train, to: "\(root)/\(name)/train", "2-of-2.tfrecord")
    if test > 0 {
      try write(1000..<1000 + test, to: "\(root)/\(name)/test", "1-of-1.tfrecord")
    }
  }

  private static func write(_ scenes: Range<Int>, to folder: String, _ file: String) throws {
    _ = try Folder(creating: folder)
    var bytes: [UInt8] = []
    for scene in scenes {
      RecordWriter.append(try example(scene).serialized().span, to: &bytes)
    }
    try AtomicFile.write(bytes, to: "\(folder)/\(file)")
  }

  private static func example(_ scene: Int) throws -> Example {
    var random = SplitMix64(seed: UInt64(scene))
    func colour() -> [Float] { (0..<3).map { _ in Float(random.next() >> 40) / 16_777_216 } }
    let (wall, disc) = (colour(), colour())
    var frames: [[UInt8]] = []
    var cameras: [Float] = []
    for view in 0..<views {
      let yaw = Float(random.next() >> 40) / 16_777_216 * 2 - 1
      frames.append(try PNG.encode(picture(wall, disc, yaw: yaw)))
      cameras += [Float(view) / 10, -0.5, 0.25, yaw, 0]
    }
    return Example(features: ["frames": .bytes(frames), "cameras": .floats(cameras)])
  }

  private static func picture(_ wall: [Float], _ disc: [Float], yaw: Float) -> Image {
    var floats: [Float] = []
    for y in 0..<pixels {
      for x in 0..<pixels {
        let (dx, dy) = (Float(x) - 8 + 5 * yaw, Float(y) - 8)
        floats += dx * dx + dy * dy < 12 ? disc : wall
      }
    }
    return Image(width: pixels, height: pixels, unitFloats: floats.span)
  }

  /// A `gqn_config.json`, or the `config` of a request, for a network of these pictures: as JSON text.
  public static let configuration = """
    {"IMG_HEIGHT": 16, "IMG_WIDTH": 16, "CONTEXT_SIZE": 2, "SEQ_LENGTH": 2, "ENC_CHANNELS": 16,
     "Z_CHANNELS": 4, "LSTM_OUTPUT_CHANNELS": 8, "LSTM_CANVAS_CHANNELS": 8, "ADAM_LR_ALPHA": 0.002,
     "GENERATOR_SIGMA_ALPHA": 1.0, "GENERATOR_SIGMA_BETA": 0.5, "ANNEAL_SIGMA_TAU": 50}
    """

  /// A train request for this dataset, as JSON text; further keys may be given.
  ///
  /// - Parameters:
  ///   - steps: training steps in all.
  ///   - directory: the snapshot's folder.
  ///   - root: the folder that holds datasets.
  ///   - more: further keys with their values.
  /// - Returns: the request.
  public static func request(
    steps: Int, directory: String = "learned", root: String = "data", more: [String] = []
  ) -> String {
    let keys =
      [
        #""version": 1"#, #""type": "train""#, "\"steps\": \(steps)", #""batchSize": 3"#,
        "\"dataset\": {\"name\": \"\(name)\", \"root\": \"\(root)\"}",
        "\"model\": {\"directory\": \"\(directory)\", \"config\": \(configuration)}",
      ] + more
    return "{" + keys.joined(separator: ", ") + "}"
  }
}
