import Cameras
import Datasets
import Images
import LinuxSystem
import Testing

@testable import DatasetTools

struct ImportedDatasetTests {
  /// Two scenes of six views, one of four.
  private func scenes(
    _ folder: borrowing PictureFolder, counts: [Int] = [6, 6]
  ) throws -> [ImportedScene] {
    for (index, count) in counts.enumerated() {
      try folder.writePictures(count, in: "in/s\(index)")
      try folder.writeTransforms(ring(count), to: "in/s\(index)/transforms.json")
    }
    return try folder.scenes("in").scenes
  }

  private func problems(
    _ scenes: [ImportedScene], _ heldOut: ImportSettings.HeldOut
  ) -> [String] {
    do throws(ImportError) {
      _ = try ImportedDataset(scenes, heldOut: heldOut)
      Issue.record("nothing was thrown")
      return []
    } catch {
      guard case .sources(let problems) = error else { return ["\(error)"] }
      return problems
    }
  }

  @Test func `a dataset is written that reads back`() throws {
    let folder = try PictureFolder()
    let scenes = try scenes(folder)
    let summary = try ImportedDataset(scenes, heldOut: .scenes(1))
      .write(name: "mine", root: folder("data"), format: .png, program: "test")
    #expect(summary.folder == folder("data/mine") && summary.train == 1 && summary.test == 1)
    let dataset = try DatasetFolder("mine", root: folder("data"))
    #expect(dataset.fieldOfView.map { abs($0 - 0.8 * 180 / .pi) < 1e-9 } == true)
    let description = try #require(dataset.description)
    #expect(description.views == 6 && description.width == 8 && description.height == 8)
    #expect(description.origin?.method == .imported && description.origin?.source == "s0, s1")
    #expect(
      description.sources?.map(\.files) == [
        [folder("in/s0/transforms.json")], [folder("in/s1/transforms.json")],
      ])
    for (split, scene) in zip([DatasetSplit.train, .test], scenes) {
      let records = try #require(dataset.records(of: split))
      let record = try records.scene(0)
      #expect(record.cameras.count == 6)
      for (index, view) in scene.views.enumerated() {
        #expect(try record.image(index) == view.image)
        let pose = record.cameras[index].pose
        #expect(distance(pose.position, view.pose.position) < 1e-6)
        #expect(distance(pose.direction, view.pose.direction) < 1e-6)
      }
    }
  }

  @Test func `pictures are JPEG where nothing else is asked for`() throws {
    let folder = try PictureFolder()
    _ = try ImportedDataset(scenes(folder), heldOut: .nothing)
      .write(name: "mine", root: folder("data"), format: .jpeg, program: "test")
    let records = try #require(
      try DatasetFolder("mine", root: folder("data")).records(of: .train))
    #expect(try records.scene(1).frames.allSatisfy { $0.starts(with: [0xFF, 0xD8]) })
    #expect(throws: DatasetError.self) { try records.scene(2) }
  }

  @Test func `views are kept for tests evenly, or as the source has it`() throws {
    #expect(ImportedDataset.middles(2, of: 8) == [2, 6])
    #expect(ImportedDataset.middles(1, of: 5) == [2])
    #expect(ImportedDataset.middles(9, of: 3) == [0, 1, 2])
    let folder = try PictureFolder()
    let dataset = try ImportedDataset(scenes(folder), heldOut: .views(2))
    #expect(
      dataset.train.map { $0.views.map(\.name) }
        == Array(repeating: ["0.png", "2.png", "3.png", "5.png"], count: 2))
    #expect(
      dataset.test.map { $0.views.map(\.name) } == Array(repeating: ["1.png", "4.png"], count: 2))
    try folder.writeTransforms(ring(4), to: "in/s0/transforms_train.json")
    try folder.writeTransforms(ring(2), to: "in/s0/transforms_val.json")
    try Folder.removeTree(folder("in/s0/transforms.json"))
    let own = try ImportedDataset(folder.scenes("in/s0").scenes, heldOut: .asInSource)
    #expect(own.train.map(\.views.count) == [4] && own.test.map(\.views.count) == [2])
  }

  @Test func `splits that cannot be made say so`() throws {
    let folder = try PictureFolder()
    let scenes = try scenes(folder, counts: [6, 4])
    #expect(
      problems(scenes, .nothing) == [
        "the scenes of the split train have 4 to 6 views, and those of a dataset all have the same number: "
          + "s0 6, s1 4. Thin them out with --views."
      ])
    #expect(
      problems(scenes, .scenes(2))[0]
        == "nothing is left for the split train of all scenes; keep less for tests")
    #expect(
      problems(scenes, .views(4))[0]
        == "nothing is left for the split train of some scenes; keep less for tests")
    #expect(problems(scenes, .asInSource)[0].hasPrefix("the sources keep no views for tests"))
  }

  @Test func `another import does not go where one is`() throws {
    let folder = try PictureFolder()
    let scenes = try scenes(folder)
    func write(_ scenes: [ImportedScene], _ format: ImportedDataset.Format) throws {
      _ = try ImportedDataset(scenes, heldOut: .nothing)
        .write(name: "mine", root: folder("data"), format: format, program: "test")
    }
    try write(scenes, .png)
    let before = try WholeFile.read(folder("data/mine/train/1-of-1.tfrecord"), limit: 1 << 20)
    #expect(throws: DatasetError.self) { try write(scenes, .png) }
    let error = #expect(throws: DatasetError.self) { try write(scenes, .jpeg) }
    #expect(error.map { "\($0)".contains("holds another dataset: sources") } == true)
    #expect(
      try WholeFile.read(folder("data/mine/train/1-of-1.tfrecord"), limit: 1 << 20) == before)
  }
}
