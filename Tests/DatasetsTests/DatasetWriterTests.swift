import Cameras
import Images
import LinuxSystem
import Testing

@testable import Datasets

/// Writing datasets file by file.
struct DatasetWriterTests {
  private static let description = DatasetDescription(
    name: "small", width: 8, height: 8, views: 2,
    origin: .init(method: .generated, source: "test", seed: 3, program: "gqn test"))
  private static let layout = DatasetLayout(train: 5, test: 1, scenesPerFile: 2)

  /// A scene that a test recognises by the x of its cameras.
  private func scene(_ number: Int) throws -> SceneRecord {
    let jpeg = try JPEG.encode(Image(width: 8, height: 8, filledWith: RGB(9, 99, 199)))
    return SceneRecord(
      frames: [jpeg, jpeg],
      poses: [0.25, 0.5].map {
        Pose(position: SIMD3(Double(number), $0, 1), yaw: $0 + 1, pitch: -$0)
      })
  }

  private func write(_ file: DatasetLayout.File, to writer: borrowing DatasetWriter) throws {
    try writer.write(file.scenes.map { try scene($0 + (file.split == .test ? 100 : 0)) }, as: file)
  }

  /// Why a dataset cannot be begun.
  private func refusal(
    _ root: String, _ description: DatasetDescription = description,
    _ layout: DatasetLayout = layout
  ) -> String {
    do throws(DatasetError) {
      _ = try DatasetWriter(description, layout: layout, root: root)
      return "it was begun"
    } catch {
      return "\(error)"
    }
  }

  @Test func `what is written is read by the reader`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try DatasetWriter(Self.description, layout: Self.layout, root: folder("data"))
      #expect(writer.path == folder("data/small"))
      for file in writer.missing { try write(file, to: writer) }
    }
    let train = try RecordFolder(folder("data/small/train"))
    #expect(train.files == (1...3).map { "\($0)-of-3.tfrecord" })
    for index in 0..<5 {
      let found = try train.scene(index)
      #expect(found.cameras.map(\.pose) == (try scene(index).poses))
      #expect(found.frames == (try scene(index).frames))
    }
    let test = try RecordFolder(folder("data/small/test"))
    #expect(test.files == ["1-of-1.tfrecord"])
    #expect(try test.scene(0).cameras[0].pose.position.x == 100)
    var described = Self.description
    described.layout = Self.layout
    #expect(try DatasetDescription.read(fromFolder: folder("data/small")) == described)
  }

  @Test func `a writer that was stopped goes on with what is missing`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try DatasetWriter(Self.description, layout: Self.layout, root: folder.path)
      try write(writer.missing[0], to: writer)
      try write(writer.missing[2], to: writer)
    }
    let writer = try DatasetWriter(Self.description, layout: Self.layout, root: folder.path)
    #expect(
      writer.missing.map { "\($0.split)/\($0.name)" } == [
        "train/2-of-3.tfrecord", "test/1-of-1.tfrecord",
      ])
  }

  @Test func `two writers do not write one dataset`() throws {
    let folder = try TemporaryFolder()
    let writer = try DatasetWriter(Self.description, layout: Self.layout, root: folder.path)
    #expect(refusal(folder.path).contains("process"))
    _ = consume writer
    #expect(refusal(folder.path) == "it was begun")
  }

  @Test func `a dataset that is complete is not written again`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try DatasetWriter(Self.description, layout: Self.layout, root: folder.path)
      for file in writer.missing { try write(file, to: writer) }
    }
    #expect(
      refusal(folder.path) == "\(folder("small")) holds this dataset already, complete. "
        + "Remove the folder, or choose another with --root.")
  }

  @Test func `another dataset is not written over`() throws {
    let folder = try TemporaryFolder()
    _ = try DatasetWriter(Self.description, layout: Self.layout, root: folder.path)
    var other = Self.description
    other.origin?.seed = 4
    #expect(refusal(folder.path, other).contains("another dataset: seed 3, asked for 4."))
    var larger = Self.layout
    larger.train = 6
    #expect(
      refusal(folder.path, Self.description, larger).contains(
        "scenes to train 5, asked for 6."))
    other = Self.description
    other.fieldOfView = 20
    #expect(refusal(folder.path, other).contains("field of view none, asked for 20.0."))
  }

  @Test func `records of unknown origin are left alone`() throws {
    let folder = try TemporaryFolder()
    try Folder.create("small/train", in: folder.path)
    try folder.write("small/train/001-of-900.tfrecord", [])
    #expect(refusal(folder.path).contains("holds records that this program did not make"))
    #expect(try Folder.names(in: folder("small/train")) == ["001-of-900.tfrecord"])
    #expect(try DatasetDescription.read(fromFolder: folder("small")) == nil)
  }

  @Test func `a broken description is named`() throws {
    let folder = try TemporaryFolder()
    try Folder.create("small", in: folder.path)
    try AtomicFile.write(Array("{}".utf8), to: folder("small/dataset.json"))
    #expect(refusal(folder.path).hasPrefix(folder("small/dataset.json") + ": /version: is missing"))
  }

  @Test func `where nothing can be written the failed call is named`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([], to: folder("file"))
    #expect(refusal(folder("file")).contains("file"))
  }
}

extension Folder {
  fileprivate static func create(_ path: String, in root: String) throws {
    _ = try Folder(creating: "\(root)/\(path)")
  }
}
