import Cameras
import FoundationEssentials
import Images
import Kernels
import LinuxSystem
import Tensors
import TestSupport
import Testing

@testable import Datasets

/// Datasets from TensorFlow, and for it. The latter stay in the folder that the environment variable
/// `GQN_KEEP_FILES` names, where `make_fixtures.py check FOLDER` reads them with TensorFlow.
struct DatasetInteroperabilityTests {
  static let fixtures = PackageFolder.path + "/Tests/DatasetsTests/Fixtures"

  @Test func `scenes that TensorFlow wrote have the pixels that it decodes`() throws {
    let records = try RecordFolder(Self.fixtures + "/train")
    #expect(records.announcedFileCount == 2)
    let (shape, pixels) = try NumPyFile.bytes(Self.fixtures + "/train/1-of-2.frames_uint8.npy")
    #expect(shape == [2, 3, 16, 16, 3])
    for scene in 0..<2 {
      let stored = try records.scene(scene)
      #expect(stored.frames.count == 3)
      for view in 0..<3 {
        let start = (3 * scene + view) * 768
        #expect(try stored.image(view).pixels == Array(pixels[start..<start + 768]))
        let first = 0.5 * Double(scene) + 0.5 * Double(view)
        let pose = stored.cameras[view].pose
        let numbers = [pose.position.x, pose.position.y, pose.position.z, pose.yaw, pose.pitch]
        for (index, number) in numbers.enumerated() {
          #expect(abs(number - first - 0.1 * Double(index)) < 1e-6)
        }
      }
    }
    // A training sees the same pixels, times the 255th part of one in single precision.
    let settings = TrainingReader.Settings(
      size: BatchSize(scenes: 2, contextViews: 2, width: 16, height: 16), seed: 3)
    let batch = try TrainingReader(records, settings).take(1, settings)[0]
    let firstOffset = try TinyDataset.offsets(path: records.path(of: 0))[0]
    for (example, source) in batch.sources.enumerated() {
      let scene = source.offset == firstOffset ? 0 : 1
      for (place, view) in source.views.enumerated() {
        let frames =
          place < 2
          ? batch.contextFrames[(768 * (2 * example + place))...]
          : batch.targetFrames[(768 * example)...]
        let start = (3 * scene + view) * 768
        #expect(
          Array(frames.prefix(768))
            == pixels[start..<start + 768].map { Float($0) * Float(1 / 255.0) })
      }
    }
  }

  @Test func `scenes for TensorFlow are written and read back`() throws {
    let temporary = try TemporaryFolder()
    let folder = ProcessInfo.processInfo.environment["GQN_KEEP_FILES"] ?? temporary.path
    try? Folder.removeTree(folder + "/scenes")
    let description = DatasetDescription(name: "scenes", width: 32, height: 24, views: 4)
    let writer = try DatasetWriter(
      description, layout: DatasetLayout(train: 5, test: 0, scenesPerFile: 3), root: folder)
    for file in writer.missing {
      try writer.write(try file.scenes.map { try Self.scene($0) }, as: file)
    }
    let dataset = try DatasetFolder("scenes", root: folder)
    #expect(dataset.description?.layout?.train == 5)
    let expected = dataset.sceneSizes(of: dataset.splits[0])
    #expect(expected == dataset.firstSceneSizes)
    let records = try #require(dataset.records(of: .train))
    #expect(records.files == ["1-of-2.tfrecord", "2-of-2.tfrecord"])
    let found = SplitVerification(
      records, expected: expected, pool: ThreadPool(threadCount: 1))
    #expect(found.wholeScenes == 5 && found.damage.count == 0)
    var pixels: [UInt8] = []
    for scene in 0..<5 {
      let (stored, written) = (try records.scene(scene), try Self.scene(scene))
      #expect(stored.frames == written.frames)
      #expect(stored.cameras.map(\.pose) == written.poses)
      for view in 0..<4 { pixels += try stored.image(view).pixels }
    }
    try AtomicFile.write(pixels, to: folder + "/scenes.pixels")
  }

  private static func scene(_ scene: Int) throws -> SceneRecord {
    let frames = try (0..<4).map { view in
      let pixels = (0..<3 * 32 * 24).map { index -> UInt8 in
        let (x, y) = (index / 3 % 32, index / 96)
        return UInt8((x * (scene + 1) + y * (view + 2) + 40 * (index % 3)) % 200 + x)
      }
      return try JPEG.encode(
        Image(width: 32, height: 24, pixels: pixels), quality: 60 + 10 * view,
        chroma: view % 2 == 0 ? .full : .halved)
    }
    // Multiples of an eighth are the same in both precisions.
    let poses = (0..<4).map { view in
      let number = { (index: Int) in Double(scene) + Double(5 * view + index) / 8 }
      return Pose(
        position: SIMD3(number(0), number(1), number(2)), yaw: number(3), pitch: number(4))
    }
    return SceneRecord(frames: frames, poses: poses)
  }
}
