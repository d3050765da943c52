import Images
import LinuxSystem
import TensorFlowFormats
import Tensors

@testable import Datasets

/// Scenes of a few pixels that a test recognises: the camera's x is the scene's number and its y the
/// view's, and the picture's colour tells both.
enum TinyDataset {
  static func colour(scene: Int, view: Int) -> RGB {
    RGB(UInt8(7 * scene % 256), UInt8(31 * view % 256), 99)
  }

  static func example(scene: Int, views: Int, side: Int = 8) throws -> Example {
    Example(features: [
      "frames": .bytes(
        try (0..<views).map { view in
          try JPEG.encode(
            Image(width: side, height: side, filledWith: colour(scene: scene, view: view)))
        }),
      "cameras": .floats(
        (0..<views).flatMap { view in [Float(scene), Float(view), 0.5, 0.25, -0.125] }),
    ])
  }

  /// Writes files with so many scenes each, numbered from 0 over all of them.
  static func write(_ counts: [Int], views: Int = 4, to folder: borrowing TemporaryFolder) throws {
    var scene = 0
    for (file, count) in counts.enumerated() {
      try folder.write(
        "\(file + 1)-of-\(counts.count).tfrecord",
        try (scene..<scene + count).map { try example(scene: $0, views: views) })
      scene += count
    }
  }

  /// Changes bytes of a file.
  static func edit(
    _ name: String, in folder: borrowing TemporaryFolder, _ change: (inout [UInt8]) -> Void
  ) throws {
    var bytes = try WholeFile.read(folder(name), limit: 1 << 24)
    change(&bytes)
    try AtomicFile.write(bytes, to: folder(name))
  }

  /// Where the records of a file start.
  static func offsets(_ name: String, in folder: borrowing TemporaryFolder) throws -> [Int] {
    try offsets(path: folder(name))
  }

  static func offsets(path: String) throws -> [Int] {
    var reader = RecordReader(try RecordFile(path: path))
    var offsets: [Int] = []
    while let offset = try reader.skip() { offsets.append(offset) }
    return offsets
  }

  /// Settings for small batches; `groupBytes` makes groups of a file or two.
  static func settings(
    scenes: Int = 4, contextViews: Int = 2, side: Int = 8, seed: UInt64 = 1, threads: Int = 1,
    groupBytes: Int? = nil
  ) -> TrainingReader.Settings {
    var settings = TrainingReader.Settings(
      size: BatchSize(scenes: scenes, contextViews: contextViews, width: side, height: side),
      seed: seed, threads: threads)
    if let groupBytes { settings.limits.bytes = groupBytes }
    return settings
  }
}

/// All numbers of a batch, to compare two.
struct BatchContent: Equatable {
  let contextFrames, contextPoses, queryPoses, targetFrames: [Float]
  let sources: [SceneBatch.Source]

  init(_ batch: borrowing SceneBatch) {
    contextFrames = batch.contextFrames.array()
    contextPoses = batch.contextPoses.array()
    queryPoses = batch.queryPoses.array()
    targetFrames = batch.targetFrames.array()
    sources = batch.sources
  }

  /// Which scene each example is, by the camera of its target.
  var scenes: [Int] { stride(from: 0, to: queryPoses.count, by: 7).map { Int(queryPoses[$0]) } }
}

extension TrainingReader {
  /// The next so many batches.
  func take(_ count: Int, _ settings: Settings) throws -> [BatchContent] {
    var batch = SceneBatch(settings.size)
    var contents: [BatchContent] = []
    for _ in 0..<count {
      try next(&batch)
      contents.append(BatchContent(batch))
    }
    return contents
  }
}
