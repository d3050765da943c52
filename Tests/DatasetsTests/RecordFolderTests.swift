import Cameras
import Glibc
import Images
import LinuxSystem
import TensorFlowFormats
import Testing

@testable import Datasets

/// Folders of records that were written here.
struct RecordFolderTests {
  /// A scene that a test recognises by the x of its first camera.
  private func scene(_ number: Int, views: Int = 1) throws -> Example {
    let jpeg = try JPEG.encode(Image(width: 8, height: 8, filledWith: RGB(9, 99, 199)))
    return Example(features: [
      "frames": .bytes([[UInt8]](repeating: jpeg, count: views)),
      "cameras": .floats((0..<5 * views).map { Float(number) + Float($0) / 8 }),
    ])
  }

  private func number(of scene: DatasetScene) -> Double { scene.cameras[0].pose.position.x }

  private func problem(_ body: () throws(DatasetError) -> Void) -> String {
    do throws(DatasetError) {
      try body()
      Issue.record("nothing was thrown")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func `a scene reads back as it was written`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1-of-1.tfrecord", [scene(0), scene(7, views: 3)])
    let scene = try RecordFolder(folder.path).scene(1)
    #expect(scene.frames.count == 3)
    #expect(scene.file == folder("1-of-1.tfrecord"))
    #expect(scene.offset > 0)
    #expect(
      scene.cameras
        == (0..<3).map { view in
          let first = 7 + Double(5 * view) / 8
          return Camera(
            Pose(
              position: SIMD3(first, first + 0.125, first + 0.25), yaw: first + 0.375,
              pitch: first + 0.5))
        })
    let image = try scene.image(2)
    #expect(image.width == 8 && image.height == 8)
    #expect(zip(image.pixels, [9, 99, 199]).allSatisfy { abs(Int($0) - $1) <= 3 })
  }

  @Test func `a file that leads out of the folders that may be read is refused`() throws {
    let folder = try TemporaryFolder()
    let roots = ReadRoots([folder("in")])
    for name in ["in", "out"] { _ = try Folder(creating: folder(name)) }
    try folder.write("in/1-of-2.tfrecord", [scene(1)])
    try folder.write("out/2-of-2.tfrecord", [scene(2)])
    #expect(unsafe symlink("../out/2-of-2.tfrecord", folder("in/2-of-2.tfrecord")) == 0)
    #expect(number(of: try RecordFolder(folder("in"), within: roots).scene(0)) == 1)
    let problem = problem { () throws(DatasetError) in
      _ = try RecordFolder(folder("in"), within: roots).scene(1)
    }
    #expect(
      problem.contains("\(folder("in/2-of-2.tfrecord")) leads out of the folders that may be read"))
    #expect(number(of: try RecordFolder(folder("in")).scene(1)) == 2)
  }

  @Test func `files are taken in the order of their numbers`() throws {
    let folder = try TemporaryFolder()
    for number in 1...10 {
      try folder.write("\(number)-of-10.tfrecord", [scene(number), scene(100 + number)])
    }
    let records = try RecordFolder(folder.path)
    #expect(records.files == (1...10).map { "\($0)-of-10.tfrecord" })
    for record in 0..<20 {
      #expect(
        number(of: try records.scene(record)) == Double(record / 2 + 1 + record % 2 * 100))
    }
    #expect(
      problem { () throws(DatasetError) in _ = try records.scene(20) }
        == "\(DatasetError.noRecord(folder: folder.path, record: 20, count: 20))")
  }

  @Test func `a part of a dataset is as good as the whole`() throws {
    let folder = try TemporaryFolder()
    try folder.write("0900-of-2160.tfrecord", [scene(900)])
    try folder.write("0017-of-2160.tfrecord", [scene(17)])
    try folder.write("2160-of-2160.tfrecord", [])
    try folder.write(".0001-of-2160.tfrecord", [scene(1)])
    try AtomicFile.write([1, 2, 3], to: folder("0002-of-2160.tfrecord.part"))
    try AtomicFile.write([1, 2, 3], to: folder("README.md"))
    try folder.write("more.tfrecord", [scene(5)])
    let records = try RecordFolder(folder.path)
    #expect(
      records.files == [
        "0017-of-2160.tfrecord", "0900-of-2160.tfrecord", "2160-of-2160.tfrecord", "more.tfrecord",
      ])
    #expect(try (0..<3).map { number(of: try records.scene($0)) } == [17, 900, 5])
  }

  @Test func `a folder without records says so`() throws {
    let folder = try TemporaryFolder()
    #expect(
      problem { () throws(DatasetError) in _ = try RecordFolder(folder.path) }
        .hasPrefix("\(folder.path): there are no .tfrecord files."))
    #expect(
      problem { () throws(DatasetError) in _ = try RecordFolder(folder("gone")) }
        .contains(folder("gone")))
  }

  @Test func `no record has a negative number`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1-of-1.tfrecord", [scene(0)])
    #expect(
      problem { () throws(DatasetError) in _ = try RecordFolder(folder.path).scene(-1) }
        .contains("there is no record -1"))
  }

  /// Only the way to a record must be whole.
  @Test func `damage behind a record does not matter`() throws {
    let folder = try TemporaryFolder()
    try folder.write("1-of-2.tfrecord", [scene(1), scene(2)])
    let path = folder("1-of-2.tfrecord")
    var bytes = try WholeFile.read(path, limit: 1 << 20)
    bytes.removeLast(10)
    try AtomicFile.write(bytes, to: path)
    let records = try RecordFolder(folder.path)
    #expect(number(of: try records.scene(0)) == 1)
    #expect(
      problem { () throws(DatasetError) in _ = try records.scene(1) }.contains("It is cut off"))
  }

  static let notScenes: [(problem: String, example: Example)] = [
    ("there is no list of bytes \"frames\"", Example()),
    ("there is no list of bytes \"frames\"", Example(features: ["frames": .floats([1])])),
    ("there is no list of floats \"cameras\"", Example(features: ["frames": .bytes([[1]])])),
    ("\"frames\" is empty", Example(features: ["frames": .bytes([]), "cameras": .floats([])])),
    (
      "2 frames with 5 camera numbers, expected 5 for each",
      Example(features: ["frames": .bytes([[1], [2]]), "cameras": .floats([1, 2, 3, 4, 5])])
    ),
    (
      "a camera is not finite",
      Example(features: ["frames": .bytes([[1]]), "cameras": .floats([1, 2, .nan, 4, 5])])
    ),
  ]

  @Test(arguments: notScenes.indices)
  func `a record that is no scene says why`(index: Int) throws {
    let (expected, example) = Self.notScenes[index]
    let folder = try TemporaryFolder()
    try folder.write("1-of-1.tfrecord", [example])
    let found = problem { () throws(DatasetError) in _ = try RecordFolder(folder.path).scene(0) }
    #expect(found.contains("1-of-1.tfrecord, record at byte 0: \(expected)"), "\(found)")
  }

  @Test func `a picture that cannot be decoded is named by its view`() throws {
    let folder = try TemporaryFolder()
    let example = Example(features: [
      "frames": .bytes([Array("no picture".utf8)]), "cameras": .floats([1, 2, 3, 4, 5]),
    ])
    try folder.write("1-of-1.tfrecord", [example])
    let scene = try RecordFolder(folder.path).scene(0)
    #expect(
      problem { () throws(DatasetError) in _ = try scene.image(0) }
        .contains("1-of-1.tfrecord, record at byte 0, view 0"))
  }
}
