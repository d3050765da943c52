import Images
import TensorFlowFormats

extension Workspace {
  /// The file that ``writeRecords(_:)`` writes.
  static let recordFile = "data/scenes/test/1-of-1.tfrecord"

  /// A picture of each record.
  static func recordView(_ view: Int) -> Image { Pictures.waves(side: 16, phase: view) }

  /// Writes a dataset `scenes` whose records have so many views.
  func writeRecords(_ viewCounts: [Int]) throws {
    var file: [UInt8] = []
    for count in viewCounts {
      let cameras = (0..<count).flatMap { view -> [Float] in
        [Float(view), 1, 1, Float(view) / 2, 0]
      }
      let frames = try (0..<count).map { try PNG.encode(Self.recordView($0)) }
      let example = Example(features: ["frames": .bytes(frames), "cameras": .floats(cameras)])
      RecordWriter.append(example.serialized().span, to: &file)
    }
    try write(file, to: Self.recordFile)
  }
}
