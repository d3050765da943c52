import Cameras
import FoundationEssentials
import Images
import LinuxSystem
import TensorFlowFormats
import Testing

@testable import Datasets

struct TrainingReaderTests {
  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      Issue.record("nothing was thrown")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [nil, 1, 10_000])
  func `every epoch has each scene once, in another order`(groupBytes: Int?) throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([5, 1, 0, 9, 3, 6], to: folder)
    let settings = TinyDataset.settings(groupBytes: groupBytes)
    let reader = try TrainingReader(try RecordFolder(folder.path), settings)
    let scenes = try reader.take(24, settings).flatMap(\.scenes)
    let epochs = stride(from: 0, to: 96, by: 24).map { Array(scenes[$0..<$0 + 24]) }
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<24)) }
    #expect(Set(epochs).count == 4)
    #expect(reader.position.epoch == 3 && reader.damage.count == 0)
  }

  @Test func `pictures and cameras are those of the views that were drawn`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([6, 6], views: 5, to: folder)
    let settings = TinyDataset.settings(scenes: 5, contextViews: 3)
    let records = try RecordFolder(folder.path)
    let reader = try TrainingReader(records, settings)
    var draws: Set<[Int]> = []
    for batch in try reader.take(7, settings) {
      #expect(batch.sources.count == 5)
      for (example, source) in batch.sources.enumerated() {
        let record = try RecordFile(path: source.file).record(at: source.offset)
        let scene = try DatasetScene(record, file: source.file)
        #expect(Set(source.views).count == 4)
        draws.insert(source.views)
        for (place, view) in source.views.enumerated() {
          let floats = try scene.image(view).unitFloats
          let (frames, poses, index) =
            place < 3
            ? (batch.contextFrames, batch.contextPoses, 3 * example + place)
            : (batch.targetFrames, batch.queryPoses, example)
          #expect(Array(frames[192 * index..<192 * (index + 1)]) == floats)
          #expect(Array(poses[7 * index..<7 * (index + 1)]) == scene.cameras[view].encoded())
        }
      }
    }
    // 35 draws of 120.
    #expect(draws.count > 20)
  }

  @Test func `pictures of another size are resized`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "1-of-1.tfrecord",
      [
        Example(features: [
          "frames": .bytes(
            try (0..<3).map { view in
              let pixels = (0..<3 * 9 * 7).map { UInt8(truncatingIfNeeded: $0 * (37 + 8 * view)) }
              return try PNG.encode(Image(width: 9, height: 7, pixels: pixels))
            }),
          "cameras": .floats([Float](repeating: 0.5, count: 15)),
        ])
      ])
    let settings = TinyDataset.settings(scenes: 1, side: 5)
    let reader = try TrainingReader(try RecordFolder(folder.path), settings)
    let batch = try reader.take(1, settings)[0]
    let scene = try RecordFolder(folder.path).scene(0)
    for (place, view) in batch.sources[0].views.enumerated() {
      var expected = [Float](repeating: 0, count: 75)
      var span = expected.mutableSpan
      Bilinear.resize(
        try scene.image(view).unitFloats.span, width: 9, height: 7, channels: 3, toWidth: 5,
        height: 5, into: &span)
      let frames = place < 2 ? batch.contextFrames[(75 * place)...] : batch.targetFrames[...]
      #expect(Array(frames.prefix(75)) == expected)
    }
  }

  // MARK: - Positions

  @Test(arguments: [nil, 1])
  func `a position that was saved gives the batches that would have come`(
    groupBytes: Int?
  ) throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([4, 3, 6], to: folder)
    // One damaged record, which makes places and batches differ.
    let damaged = try TinyDataset.offsets("3-of-3.tfrecord", in: folder)[2]
    try TinyDataset.edit("3-of-3.tfrecord", in: folder) { $0[damaged + 20] ^= 1 }
    let settings = TinyDataset.settings(groupBytes: groupBytes)
    let records = try RecordFolder(folder.path)
    let whole = try TrainingReader(records, settings)
    var batches: [BatchContent] = []
    var positions: [ReadingPosition] = [whole.position]
    for _ in 0..<10 {
      batches += try whole.take(1, settings)
      positions.append(whole.position)
    }
    #expect(Set(positions).count == 11)
    for (count, position) in positions.enumerated() {
      let saved = try JSONEncoder().encode(position)
      let restored = try JSONDecoder().decode(ReadingPosition.self, from: saved)
      #expect(restored == position && saved.count < 100)
      let later = try TrainingReader(records, settings, from: restored)
      #expect(later.position == position)
      #expect(try later.take(10 - count, settings) == Array(batches[count...]))
      #expect(later.position == positions[10])
    }
  }

  @Test(arguments: [2, 5])
  func `the number of threads does not matter`(threads: Int) throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([7, 5, 6], to: folder)
    try TinyDataset.edit("1-of-3.tfrecord", in: folder) { $0[30] ^= 1 }
    let records = try RecordFolder(folder.path)
    let one = TinyDataset.settings(scenes: 7)
    let several = TinyDataset.settings(scenes: 7, threads: threads)
    let (reader, other) = (
      try TrainingReader(records, one), try TrainingReader(records, several)
    )
    #expect(try reader.take(9, one) == other.take(9, several))
    #expect(reader.position == other.position)
    #expect(reader.damage == other.damage && reader.damage.count >= 3)
  }

  @Test func `a position in other files is refused`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([4, 3], to: folder)
    let settings = TinyDataset.settings()
    let position = try TrainingReader(try RecordFolder(folder.path), settings).position
    try folder.write("3-of-3.tfrecord", [try TinyDataset.example(scene: 0, views: 4)])
    let records = try RecordFolder(folder.path)
    #expect(throws: DatasetError.otherFiles(folder: folder.path)) {
      try TrainingReader(records, settings, from: position)
    }
    // Names and sizes count, and not where the folder is.
    let moved = try TemporaryFolder()
    try TinyDataset.write([4, 3], to: moved)
    #expect(
      try TrainingReader(try RecordFolder(moved.path), settings, from: position).position
        == position)
    for (epoch, group, index) in [(-1, 0, 0), (0, -1, 0), (0, 0, -1), (.max, .max, .max)] {
      #expect(throws: DatasetError.self) {
        try TrainingReader(
          try RecordFolder(moved.path), settings,
          from: ReadingPosition(epoch: epoch, group: group, index: index, files: position.files))
      }
    }
  }

  @Test func `a position beyond all records goes on with the next epoch`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([4, 3], to: folder)
    let settings = TinyDataset.settings(scenes: 7)
    let records = try RecordFolder(folder.path)
    let files = try TrainingReader(records, settings).position.files
    for (group, index) in [(0, 1_000_000), (50, 0), (1 << 31, 1 << 31)] {
      let reader = try TrainingReader(
        records, settings,
        from: ReadingPosition(epoch: 0, group: group, index: index, files: files))
      #expect(try reader.take(1, settings)[0].scenes.sorted() == Array(0..<7))
      #expect(reader.position.epoch == 1)
    }
  }

  // MARK: - Damage

  @Test func `damaged records give way to those that come next, and are counted`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([4, 4, 4], to: folder)
    // Scene 1 has a wrong checksum, scene 6 and what follows it in its file is cut off, and the header
    // after scene 11 is.
    let second = try TinyDataset.offsets("1-of-3.tfrecord", in: folder)[1]
    try TinyDataset.edit("1-of-3.tfrecord", in: folder) { $0[second + 40] ^= 1 }
    let third = try TinyDataset.offsets("2-of-3.tfrecord", in: folder)[2]
    try TinyDataset.edit("2-of-3.tfrecord", in: folder) { $0.removeLast($0.count - third - 50) }
    try TinyDataset.edit("3-of-3.tfrecord", in: folder) { $0 += [1, 2, 3] }
    // Two more are sound records without sound scenes.
    var jpegIsText = try TinyDataset.example(scene: 12, views: 4)
    jpegIsText.features["frames"] = .bytes(Array(repeating: Array("no picture".utf8), count: 4))
    try folder.write(
      "more.tfrecord",
      [jpegIsText, try TinyDataset.example(scene: 13, views: 2), Example()])
    let settings = TinyDataset.settings(scenes: 3)
    let reader = try TrainingReader(try RecordFolder(folder.path), settings)
    let sound = [0, 2, 3, 4, 5, 8, 9, 10, 11]
    let scenes = try reader.take(6, settings).flatMap(\.scenes)
    #expect(Set(scenes[..<9]) == Set(sound) && Set(scenes[9...]) == Set(sound))
    // What is found on the way to the last scene of the second epoch: all of the first, and most of it.
    #expect(reader.damage.count > 6 && reader.damage.count <= 12)
    #expect(reader.damage.first.count == reader.damage.count)
    let messages = Set(reader.damage.first.map(\.message))
    for part in [
      "checksum is", "It is cut off", "of the 12 bytes that a record begins with",
      "this is text", "it has 2 views, and 3 are needed", "there is no list of bytes \"frames\"",
    ] {
      #expect(messages.contains { $0.contains(part) }, "\(part)")
    }
    #expect(reader.damage.first.allSatisfy { $0.message.contains($0.file) })
  }

  @Test func `a batch may be larger than the dataset`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([2], to: folder)
    try folder.write("2-of-2.tfrecord", [Example(), Example()])
    let settings = TinyDataset.settings(scenes: 33)
    let reader = try TrainingReader(try RecordFolder(folder.path), settings)
    let scenes = try reader.take(1, settings)[0].scenes
    #expect(abs(scenes.count { $0 == 0 } - scenes.count { $0 == 1 }) <= 1)
  }

  @Test func `a dataset without a scene that can be used says why`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1-of-2.tfrecord", [])
    let settings = TinyDataset.settings()
    var batch = SceneBatch(settings.size)
    let empty = try TrainingReader(try RecordFolder(folder.path), settings)
    for _ in 0..<2 {
      #expect(
        problem { try empty.next(&batch) }
          == "\(folder.path): there is no scene that can be used: the files hold no record.")
    }
    try folder.write("2-of-2.tfrecord", [Example(), Example(), Example()])
    let useless = try TrainingReader(try RecordFolder(folder.path), settings)
    #expect(
      problem { try useless.next(&batch) }.contains("there is no list of bytes \"frames\""))
  }

  @Test func `a context that leaves no target is refused at once`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([2], views: 3, to: folder)
    let records = try RecordFolder(folder.path)
    #expect(
      problem { _ = try TrainingReader(records, TinyDataset.settings(contextViews: 3)) }
        .contains("scenes have 3 views, and 3 for the context and one as the target are needed"))
    _ = try TrainingReader(records, TinyDataset.settings(contextViews: 2))
  }

  @Test func `a file that goes away while it is read is damage like any other`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([4, 4], to: folder)
    let records = try RecordFolder(folder.path)
    let settings = TinyDataset.settings(scenes: 4)
    try Folder.removeTree(folder("2-of-2.tfrecord"))
    let reader = try TrainingReader(records, settings)
    #expect(Set(try reader.take(4, settings).flatMap(\.scenes)) == Set(0..<4))
    #expect(reader.damage.first.contains { $0.file == folder("2-of-2.tfrecord") })
  }

  // MARK: - Memory

  @Test func `memory does not grow with what has been read`() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let scene = try TinyDataset.example(scene: 1, views: 6, side: 64)
      for file in 1...6 {
        try folder.write("\(file)-of-6.tfrecord", Array(repeating: scene, count: 50))
      }
      let settings = TinyDataset.settings(
        scenes: 20, contextViews: 4, side: 64, threads: 2, groupBytes: 1)
      let reader = try TrainingReader(try RecordFolder(folder.path), settings)
      var batch = SceneBatch(settings.size)
      // A batch has 5 MB; 200 of them, and 60 groups of files, come after the first ones.
      for _ in 0..<10 { try reader.next(&batch) }
      let early = Machine.peakMemoryBytes
      for _ in 0..<200 { try reader.next(&batch) }
      let late = Machine.peakMemoryBytes
      precondition(late - early < 4 << 20, "\(late - early) bytes more")
    }
  }
}
