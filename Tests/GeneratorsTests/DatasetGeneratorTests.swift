import Cameras
import Datasets
import Images
import Kernels
import LinuxSystem
import Metrics
import Synchronization
import Testing

@testable import Generators

/// Datasets of generated scenes on disk.
struct DatasetGeneratorTests {
  private static let layout = DatasetLayout(train: 5, test: 2, scenesPerFile: 2)

  @discardableResult
  private func write(
    _ generator: SceneGenerator, seed: UInt64 = 1, to root: String, threads: Int = 2,
    layout: DatasetLayout = layout, stoppingAfter limit: Int = .max
  ) throws -> DatasetGenerator.Summary {
    let made = Mutex(0)
    return try DatasetGenerator(generator, seed: seed, layout: layout, program: "gqn test")
      .write(
        root: root, pool: ThreadPool(threadCount: threads),
        isCancelled: {
          made.withLock {
            $0 += 1
            return $0 > limit
          }
        })
  }

  /// All files of a dataset with their content.
  private func files(_ folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for split in ["train", "test"] {
      for name in try Folder.names(in: "\(folder)/\(split)") {
        files["\(split)/\(name)"] = try WholeFile.read(
          "\(folder)/\(split)/\(name)", limit: 1 << 26)
      }
    }
    return files
  }

  @Test(arguments: SceneGenerator.allCases)
  func `bytes do not depend on threads, and do on the seed`(generator: SceneGenerator) throws {
    let folder = try TemporaryFolder()
    var found: [[String: [UInt8]]] = []
    for threads in [1, 2, 5] {
      let root = folder("\(threads)")
      let summary = try write(generator, to: root, threads: threads)
      #expect(summary.folder == "\(root)/\(generator.rawValue)")
      #expect(summary.files == 4 && summary.scenes == 7 && summary.allScenes == 7)
      found.append(try files(summary.folder))
    }
    #expect(
      found[0].keys.sorted() == [
        "test/1-of-1.tfrecord", "train/1-of-3.tfrecord", "train/2-of-3.tfrecord",
        "train/3-of-3.tfrecord",
      ])
    #expect(found[1] == found[0])
    #expect(found[2] == found[0])
    let other = try write(generator, seed: 2, to: folder("other"))
    let others = try files(other.folder)
    for (name, bytes) in found[0] { #expect(others[name] != bytes) }
    #expect(found[0]["test/1-of-1.tfrecord"] != found[0]["train/1-of-3.tfrecord"])
  }

  @Test(arguments: SceneGenerator.allCases)
  func `records hold the scenes, their pictures and cameras`(generator: SceneGenerator) throws {
    let folder = try TemporaryFolder()
    let summary = try write(generator, seed: 9, to: folder.path)
    let records = try RecordFolder("\(summary.folder)/train")
    let scene = generator.scene(seed: 9, split: .train, index: 3)
    let found = try records.scene(3)
    #expect(found.cameras.map(\.pose) == scene.cameras)
    for (view, camera) in found.cameras.enumerated() {
      let picture = try found.image(view)
      #expect(picture.width == generator.pixels && picture.height == generator.pixels)
      // The camera of the record takes the picture of the record, but for its coding.
      let truth = scene.render(camera.pose, width: picture.width, height: picture.height)
      let again = try JPEG.encode(
        truth, quality: DatasetGenerator.quality, chroma: DatasetGenerator.chroma)
      #expect(found.frames[view] == again)
      let error = PictureDifference(picture, truth: truth).rootMeanSquaredError
      // Colour of half the size costs most at the edges of blocks.
      #expect(error < 15, "view \(view): RMSE \(error)")
    }
    let description = try #require(try DatasetDescription.read(fromFolder: summary.folder))
    #expect(description.name == generator.rawValue)
    #expect(description.width == generator.pixels && description.views == generator.views)
    #expect(description.fieldOfView == generator.fieldOfView)
    #expect(
      description.origin
        == .init(
          method: .generated, source: generator.rawValue, seed: 9, program: "gqn test"))
    #expect(description.layout == Self.layout)
  }

  @Test(arguments: [0, 1, 2, 3, 4, 6])
  func `a run that was stopped goes on and ends in the same bytes`(limit: Int) throws {
    let folder = try TemporaryFolder()
    let whole = try write(.shepardMetzler5Parts, to: folder("whole"))
    let error = #expect(throws: GeneratorError.self) {
      try write(.shepardMetzler5Parts, to: folder("parts"), stoppingAfter: limit)
    }
    guard case .interrupted(let scenes, of: 7) = error else {
      Issue.record("the error is \(String(describing: error))")
      return
    }
    // Scenes of complete files alone are kept.
    #expect(scenes == [0, 0, 2, 2, 4, 5][[0, 1, 2, 3, 4, 6].firstIndex(of: limit) ?? 0])
    let part = folder("parts/shepard_metzler_5_parts")
    let kept = try files(part)
    #expect(kept.keys.allSatisfy { !$0.contains("/.") })
    let rest = try write(.shepardMetzler5Parts, to: folder("parts"))
    #expect(rest.scenes == 7 - scenes)
    #expect(try files(part) == files(whole.folder))
  }

  @Test func `a complete dataset is not written over`() throws {
    let folder = try TemporaryFolder()
    try write(.roomsRingCamera, to: folder.path)
    let error = #expect(throws: GeneratorError.self) {
      try write(.roomsRingCamera, to: folder.path)
    }
    #expect("\(error, default: "")".contains("holds this dataset already, complete. Remove"))
    let other = #expect(throws: GeneratorError.self) {
      try write(.roomsRingCamera, seed: 2, to: folder.path)
    }
    #expect("\(other, default: "")".contains("another dataset: seed 1, asked for 2."))
  }

  @Test func `progress comes to its end`() throws {
    let folder = try TemporaryFolder()
    var seen: [Int] = []
    _ = try DatasetGenerator(
      .shepardMetzler5Parts, seed: 1, layout: Self.layout, program: "gqn test"
    ).write(root: folder.path, pool: ThreadPool(threadCount: 1)) { progress in
      seen.append(progress.done)
      #expect(progress.total == 7)
    }
    #expect(seen.last == 7)
    #expect(seen == seen.sorted())
  }
}
