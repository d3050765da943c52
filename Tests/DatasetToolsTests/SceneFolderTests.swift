import Cameras
import Datasets
import Images
import JSONDocuments
import LinuxSystem
import TensorFlowFormats
import Testing

@testable import DatasetTools

/// A dataset of records with pictures and cameras of no particular order.
private struct TestDataset {
  static let cameras: [[Float]] = [
    [0.1, -0.2, 0.3, 3.5, -0.25], [1e-3, 2, -3, -7.75, 1.5], [0, 0, 0, 0, 0],
  ]

  static func picture(_ record: Int, _ view: Int) -> Image {
    var image = Image(width: 16, height: 16, filledWith: RGB(UInt8(40 * record + 9), 90, 180))
    for x in 0...view { image[x, 2 * view] = .white }
    return image
  }

  /// Writes records; the number `damaged` has a picture that is none.
  static func write(_ count: Int, damaged: Int? = nil, to root: String) throws {
    var file: [UInt8] = []
    for record in 0..<count {
      var frames = try cameras.indices.map { try PNG.encode(picture(record, $0)) }
      if record == damaged { frames[1] = [1, 2, 3] }
      let example = Example(features: [
        "frames": .bytes(frames), "cameras": .floats(cameras.flatMap { $0 }),
      ])
      RecordWriter.append(example.serialized().span, to: &file)
    }
    try AtomicFile.write(
      file, to: "1-of-1.tfrecord", in: Folder(creating: root + "/toys/train"))
  }

  static func selection(_ text: String, root: String) throws -> DatasetSelection {
    let numbers = try #require(RecordNumbers(text))
    return try DatasetSelection(
      DatasetFolder("toys", root: root), split: .train, numbers: numbers)
  }
}

struct SceneFolderTests {
  @Test func `what is exported is imported as it was`() throws {
    let folder = try PictureFolder()
    try TestDataset.write(3, to: folder.path)
    let summary = try DatasetExport(
      TestDataset.selection("0,2", root: folder.path), fieldOfView: 35
    ).write(to: folder("out"))
    #expect(summary.scenes == ["train-000000", "train-000002"])
    #expect(summary.damage == [] && summary.hasTransforms)
    for (record, scene) in zip(
      [0, 2], try folder.scenes("out") { ($0.width, $0.height) = (16, 16) }.scenes)
    {
      for (index, view) in scene.views.enumerated() {
        #expect(view.image == TestDataset.picture(record, index))
        let pose = view.pose
        let numbers = [pose.position.x, pose.position.y, pose.position.z, pose.yaw, pose.pitch]
        #expect(numbers.map { Float($0) } == TestDataset.cameras[index])
      }
      #expect(scene.fieldOfView == FieldOfView(horizontal: 35, vertical: 35))
    }
  }

  @Test func `nerfstudio's file says the same as our own`() throws {
    let folder = try PictureFolder()
    try TestDataset.write(1, to: folder.path)
    _ = try DatasetExport(TestDataset.selection("0", root: folder.path), fieldOfView: 35)
      .write(to: folder("out"))
    let own = try #require(try folder.scenes("out/train-000000/scene.json").scenes.first)
    let theirs = try #require(try folder.scenes("out/train-000000/transforms.json").scenes.first)
    #expect(theirs.views.count == 3)
    for (a, b) in zip(own.views, theirs.views) {
      #expect(a.image == b.image)
      #expect(distance(a.pose.position, b.pose.position) < 1e-12)
      #expect(distance(a.pose.direction, b.pose.direction) < 1e-9)
      #expect(abs((b.fieldOfView?.vertical ?? 0) - 35) < 1e-9)
    }
    // Keys without which nerfstudio does not read the file.
    let document = try JSONValue(
      parsing: WholeFile.read(folder("out/train-000000/transforms.json"), limit: 1 << 20))
    guard case .object(let members) = document else {
      Issue.record("no object")
      return
    }
    for key in ["fl_x", "fl_y", "cx", "cy", "w", "h", "camera_angle_x", "frames"] {
      #expect(members[key] != nil, "\(key)")
    }
  }

  @Test func `the raw numbers are in the file too`() throws {
    let folder = try PictureFolder()
    try TestDataset.write(1, to: folder.path)
    _ = try DatasetExport(TestDataset.selection("0", root: folder.path), fieldOfView: nil)
      .write(to: folder("out"))
    let document = try JSONValue(
      parsing: WholeFile.read(folder("out/train-000000/scene.json"), limit: 1 << 20))
    for (view, camera) in TestDataset.cameras.enumerated() {
      let numbers = (0..<5).compactMap {
        document[JSONPointer(tokens: ["cameras", "\(view)", "\($0)"])]?.double.map { Float($0) }
      }
      #expect(numbers == camera)
    }
    #expect(document[JSONPointer(tokens: ["source", "record"])] == .integer(0))
    // What a field of view is not known of has no file for nerfstudio.
    #expect((try? FileFacts(of: folder("out/train-000000/transforms.json"))) == nil)
  }

  @Test func `damaged records are passed over`() throws {
    let folder = try PictureFolder()
    try TestDataset.write(3, damaged: 1, to: folder.path)
    let summary = try DatasetExport(
      TestDataset.selection("0-", root: folder.path), fieldOfView: nil
    ).write(to: folder("out"))
    #expect(summary.scenes == ["train-000000", "train-000002"])
    #expect(summary.damage.count == 1 && summary.damage[0].hasPrefix("record 1: "))
    #expect(throws: ImportError.self) {
      try DatasetExport(TestDataset.selection("3-5", root: folder.path), fieldOfView: nil)
        .write(to: folder("out"))
    }
  }
}

struct DatasetViewerTests {
  @Test func `the sheet has scenes as rows and views as columns`() throws {
    let folder = try PictureFolder()
    try TestDataset.write(4, damaged: 2, to: folder.path)
    let viewer = try DatasetViewer(
      TestDataset.selection("1-", root: folder.path), viewLimit: 2)
    #expect(viewer.scenes.map(\.number) == [1, 3])
    #expect(viewer.warnings.count == 1)
    let sheet = try #require(viewer.contactSheet)
    #expect((sheet.width, sheet.height) == (2 + 2 * 18, 2 + 2 * 18))
    for (row, record) in [1, 3].enumerated() {
      for view in 0..<2 {
        let cell = sheet.cropped(left: 2 + 18 * view, top: 2 + 18 * row, width: 16, height: 16)
        #expect(cell == TestDataset.picture(record, view))
      }
    }
  }

  @Test func `the page has every view, its pose and a map, and needs no other file`() throws {
    let folder = try PictureFolder()
    try TestDataset.write(2, to: folder.path)
    let viewer = try DatasetViewer(
      TestDataset.selection("0-9", root: folder.path), viewLimit: 15)
    try viewer.write(to: folder("show"))
    let bytes = try WholeFile.read(folder("show/index.html"), limit: 1 << 24)
    let html = String(decoding: bytes, as: UTF8.self)
    #expect(
      html.split(separator: "src=\"data:image/png;base64,", omittingEmptySubsequences: false).count
        == 7)
    #expect(!html.contains("http") && !html.contains("src=\"/"))
    for caption in [
      "0: (0.1, -0.2, 0.3), yaw 201°, pitch -14°", "1: (0, 2, -3), yaw -444°, pitch 86°",
      "2: (0, 0, 0), yaw 0°, pitch 0°",
    ] {
      #expect(html.contains("<figcaption>\(caption)</figcaption>"), "\(caption)")
    }
    for title in ["map-0-title", "map-1-title"] {
      #expect(html.split(separator: "id=\"\(title)\"").count == 2)
    }
    #expect(html.contains("Map from above: 3 views"))
  }
}
