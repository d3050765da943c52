import Kernels
import LinuxSystem
import TensorFlowFormats
import Testing

@testable import Datasets

/// A small file with every possible cut and every byte changed: each gives messages or scenes. A trap
/// would end the whole test program, so it is enough to get to the end.
struct DatasetDamageTests {
  private let pool = ThreadPool(threadCount: 1)

  /// Reads a file in every way.
  private func read(_ bytes: [UInt8], in folder: borrowing TemporaryFolder) throws -> (
    scenes: Int, damage: [Damage]
  ) {
    try AtomicFile.write(bytes, to: folder("1-of-1.tfrecord"))
    let records = try RecordFolder(folder.path)
    let survey = SplitSurvey(records, pool: pool)
    let found = SplitVerification(records, expected: nil, pool: pool)
    #expect(found.scenes == survey.scenes)
    #expect(found.damage.first.allSatisfy { $0.message.contains(folder.path) })
    var reader = EvaluationReader(records, scenes: 10)
    var batch = SceneBatch(BatchSize(scenes: 3, contextViews: 1, width: 8, height: 8))
    let scenes = reader.next(&batch)
    #expect(scenes >= found.wholeScenes)
    return (found.wholeScenes, found.damage.first)
  }

  private func file() throws -> [UInt8] {
    var file: [UInt8] = []
    for scene in 0..<2 {
      let example = try TinyDataset.example(scene: scene, views: 2)
      RecordWriter.append(example.serialized().span, to: &file)
    }
    return file
  }

  @Test func `every cut`() throws {
    let folder = try TemporaryFolder()
    let file = try file()
    #expect(try read(file, in: folder) == (2, []))
    let half = file.count / 2
    for count in file.indices {
      let (scenes, damage) = try read(Array(file[..<count]), in: folder)
      #expect(scenes == (count < half ? 0 : 1))
      #expect(damage.count == (count == 0 || count == half ? 0 : 1), "\(count) bytes")
    }
  }

  @Test func `every changed byte`() throws {
    let folder = try TemporaryFolder()
    let file = try file()
    for offset in file.indices {
      var changed = file
      changed[offset] ^= UInt8(1 << (offset % 8))
      let (scenes, damage) = try read(changed, in: folder)
      #expect(damage.count == 1 && scenes < 2, "byte \(offset)")
    }
  }

  /// With checksums that are right all the same, so that what is behind them is looked at.
  @Test func `every changed byte of a record`() throws {
    let folder = try TemporaryFolder()
    let data = try TinyDataset.example(scene: 1, views: 2).serialized()
    var wholeScenes = 0
    for offset in data.indices {
      for mask in [UInt8(0xff), 1, 0x80, UInt8(1 << (offset % 7))] {
        var changed = data
        changed[offset] ^= mask
        var file: [UInt8] = []
        RecordWriter.append(changed.span, to: &file)
        let (scenes, damage) = try read(file, in: folder)
        #expect((scenes == 1) == damage.isEmpty, "byte \(offset)")
        wholeScenes += scenes
      }
    }
    // Pixels and cameras have changed where nothing is wrong.
    #expect(wholeScenes > 0 && wholeScenes < 4 * data.count)
  }
}
