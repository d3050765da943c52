import Cameras
import Images
import TensorFlowFormats
import Testing

@testable import Datasets

struct EvaluationReaderTests {
  @Test func `the first scenes come in their order with their first views`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([3, 0, 4], to: folder)
    let size = BatchSize(scenes: 4, contextViews: 2, width: 8, height: 8)
    var reader = EvaluationReader(try RecordFolder(folder.path), scenes: 6)
    var batch = SceneBatch(size)
    var count = reader.next(&batch)
    #expect(count == 4)
    let frames = BatchContent(batch)
    #expect(frames.scenes == [0, 1, 2, 3])
    #expect(frames.sources.allSatisfy { $0.views == [0, 1, 2] })
    for (example, scene) in [0, 1, 2, 3].enumerated() {
      let stored = try RecordFolder(folder.path).scene(scene)
      let target = try stored.image(2).unitFloats
      #expect(Array(frames.targetFrames[192 * example..<192 * (example + 1)]) == target)
      #expect(
        Array(frames.contextPoses[14 * example..<14 * example + 7])
          == stored.cameras[0].encoded())
    }
    count = reader.next(&batch)
    #expect(count == 2)
    let last = BatchContent(batch)
    #expect(last.sources.count == 2 && Array(last.scenes[..<2]) == [4, 5])
    count = reader.next(&batch)
    #expect(count == 0)
    #expect(reader.damage.count == 0)
  }

  @Test func `fewer scenes than asked for are all there are`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([3], to: folder)
    try folder.write("2-of-3.tfrecord", [Example()])
    try TinyDataset.edit("1-of-1.tfrecord", in: folder) { $0.removeLast() }
    var reader = EvaluationReader(try RecordFolder(folder.path), scenes: 100)
    var batch = SceneBatch(BatchSize(scenes: 1, contextViews: 3, width: 8, height: 8))
    var scenes: [Int] = []
    while reader.next(&batch) > 0 { scenes += BatchContent(batch).scenes }
    #expect(scenes == [0, 1])
    #expect(reader.damage.first.map { $0.message.contains("cut off") } == [true, false])
  }
}
