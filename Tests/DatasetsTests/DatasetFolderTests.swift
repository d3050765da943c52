import Kernels
import LinuxSystem
import TensorFlowFormats
import Testing

@testable import Datasets

struct DatasetFolderTests {
  private let pool = ThreadPool(threadCount: 2)

  /// A root with datasets; a split is a folder below it.
  private func write(
    _ path: String, _ examples: [Example], in root: borrowing TemporaryFolder
  ) throws {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    _ = try Folder(creating: root(folder))
    try root.write(path, examples)
  }

  @Test func `the table has the published sizes`() {
    #expect(KnownDataset.all.count == 8)
    let sizes = KnownDataset.all.map {
      "\($0.name) \($0.trainFiles) \($0.testFiles) \($0.pixels) \($0.views)"
    }
    #expect(
      sizes == [
        "jaco 3600 400 64 11", "mazes 1080 120 84 300",
        "rooms_free_camera_no_object_rotations 2160 240 64 10",
        "rooms_free_camera_with_object_rotations 2034 226 128 10",
        "rooms_ring_camera 2160 240 64 10", "rooms_ring_camera_debug 1 1 64 10",
        "shepard_metzler_5_parts 900 100 64 15", "shepard_metzler_7_parts 900 100 64 15",
      ])
    #expect(KnownDataset.named("mazes")?.files(of: .test) == 120)
    #expect(KnownDataset.named("maze") == nil)
  }

  @Test func `what is here of a dataset is found and counted`() throws {
    let root = try TemporaryFolder()
    let scene = try TinyDataset.example(scene: 0, views: 3)
    try write("jaco/train/0007-of-3600.tfrecord", [scene, scene], in: root)
    try write("jaco/train/3600-of-3600.tfrecord", [scene], in: root)
    let dataset = try DatasetFolder("jaco", root: root.path)
    #expect(dataset.splits.map(\.split) == [.train])
    #expect(dataset.records(of: .test) == nil)
    #expect(dataset.expectedFiles(of: .train) == 3600)
    #expect(dataset.expectedFiles(of: .test) == 400)
    #expect(dataset.firstSceneSizes == SceneSizes(views: 3, width: 8, height: 8))
    #expect(
      dataset.sceneSizes(of: dataset.splits[0]) == SceneSizes(views: 11, width: 64, height: 64))
    let records = try #require(dataset.records(of: .train))
    let survey = SplitSurvey(records, pool: pool)
    #expect(survey.scenes == 3 && survey.damage.isEmpty)
    #expect(survey.byteCount == records.byteCount && survey.byteCount > 1000)
  }

  @Test func `a dataset of any name has the sizes of its first scene`() throws {
    let root = try TemporaryFolder()
    try write("mine/train/1-of-2.tfrecord", [Example()], in: root)
    try write("mine/train/2-of-2.tfrecord", [Example()], in: root)
    try write("mine/test/some.tfrecord", [try TinyDataset.example(scene: 0, views: 3)], in: root)
    _ = try Folder(creating: root("empty/train"))
    let dataset = try DatasetFolder("mine", root: root.path)
    #expect(dataset.splits.map(\.split) == [.train, .test])
    #expect(dataset.sceneSizes(of: dataset.splits[0]) == nil)
    #expect(dataset.sceneSizes(of: dataset.splits[1]) == SceneSizes(views: 3, width: 8, height: 8))
    #expect(dataset.firstSceneSizes == SceneSizes(views: 3, width: 8, height: 8))
    #expect(dataset.fieldOfView == nil)
    #expect(dataset.expectedFiles(of: .train) == 2 && dataset.expectedFiles(of: .test) == nil)
    #expect(DatasetFolder.names(in: root.path) == ["empty", "mine"])
  }

  @Test func `what describes itself is not held to the table`() throws {
    let root = try TemporaryFolder()
    try write(
      "mazes/train/1-of-7.tfrecord", [try TinyDataset.example(scene: 0, views: 3)], in: root)
    #expect(try DatasetFolder("mazes", root: root.path).fieldOfView == nil)
    var description = DatasetDescription(
      name: "mazes", width: 16, height: 12, views: 5, fieldOfView: 40,
      layout: DatasetLayout(train: 7, test: 3, scenesPerFile: 1),
      origin: .init(method: .generated, source: "mazes", seed: 1, program: "gqn 1"))
    try AtomicFile.write(description.bytes, to: root("mazes/dataset.json"))
    let generated = try DatasetFolder("mazes", root: root.path)
    let sizes = generated.sceneSizes(of: generated.splits[0])
    #expect(sizes == SceneSizes(views: 5, width: 16, height: 12))
    #expect(generated.fieldOfView == 40)
    #expect(generated.expectedFiles(of: .train) == 7 && generated.expectedFiles(of: .test) == 3)
    // An imported dataset keeps fewer views for its tests.
    description.origin?.method = .imported
    try AtomicFile.write(description.bytes, to: root("mazes/dataset.json"))
    let imported = try DatasetFolder("mazes", root: root.path)
    #expect(
      imported.sceneSizes(of: imported.splits[0]) == SceneSizes(views: 3, width: 8, height: 8))
    try AtomicFile.write(Array("{}".utf8), to: root("mazes/dataset.json"))
    #expect(throws: DatasetError.self) { try DatasetFolder("mazes", root: root.path) }
  }

  @Test func `files that disagree about their number say nothing`() throws {
    let root = try TemporaryFolder()
    for name in ["1-of-2", "1-of-3", "more", "x-of-9", "2-of-0"] {
      try write("mazes/test/\(name).tfrecord", [], in: root)
    }
    let dataset = try DatasetFolder("mazes", root: root.path)
    #expect(dataset.records(of: .test)?.announcedFileCount == nil)
    #expect(dataset.expectedFiles(of: .test) == 120)
  }

  @Test func `a name that is not there is asked back`() throws {
    let root = try TemporaryFolder()
    try write("rooms_ring_camera/test/1-of-240.tfrecord", [], in: root)
    _ = try Folder(creating: root("hollow/train"))
    func message(_ name: String) -> String {
      do throws(DatasetError) {
        _ = try DatasetFolder(name, root: root.path)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(message("room_ring_camera").contains("Did you mean \"rooms_ring_camera\"?"))
    #expect(message("hollow").hasPrefix("\(root.path)/hollow: there is no dataset here"))
  }

  @Test func `headers show where files end too early`() throws {
    let folder = try TemporaryFolder()
    try TinyDataset.write([3, 2, 2, 1], to: folder)
    try TinyDataset.edit("1-of-4.tfrecord", in: folder) { $0.removeLast(30) }
    try TinyDataset.edit("2-of-4.tfrecord", in: folder) { $0 += [UInt8](repeating: 7, count: 11) }
    // The data is not read, and so what is wrong with it is not seen.
    try TinyDataset.edit("3-of-4.tfrecord", in: folder) { $0[100] ^= 1 }
    let survey = SplitSurvey(try RecordFolder(folder.path), pool: pool)
    #expect(survey.scenes == 2 + 2 + 2 + 1)
    #expect(survey.damage.map(\.file) == [folder("1-of-4.tfrecord"), folder("2-of-4.tfrecord")])
    #expect(survey.damage[0].message.contains("It is cut off"))
    #expect(survey.damage[1].message.contains("after 11 of the 12 bytes"))
    var calls = 0
    _ = SplitSurvey(try RecordFolder(folder.path), pool: ThreadPool(threadCount: 1)) { _ in
      calls += 1
    }
    #expect(calls == 4)
  }
}
