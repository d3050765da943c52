import Cameras
import Datasets
import Images
import Metrics
import RayTracing
import TestSupport
import Testing

@testable import Generators

/// Genuine views of DeepMind's Shepard-Metzler objects beside the same objects, rebuilt here.
@Suite(
  .enabled(
    if: PackageFolder.hasShared("data/shepard_metzler_5_parts/train"),
    Comment(rawValue: PackageFolder.sharedIsMissing)))
struct GenuineObjectsTests {
  /// An object: its cells and the hues of its cubes, found by trying all paths and by fitting.
  struct Object: Sendable {
    let record: Int
    let cells: [SIMD3<Int>]
    let hues: [Double]
  }

  static let objects = [
    Object(
      record: 0,
      cells: [
        SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(1, 1, 0), SIMD3(1, 1, 1), SIMD3(1, 1, 2),
      ],
      hues: [322.3, 73.3, 281.7, 286.1, 328.1]),
    Object(
      record: 1,
      cells: [
        SIMD3(0, 0, 1), SIMD3(0, 1, 1), SIMD3(1, 0, 0), SIMD3(1, 1, 0), SIMD3(1, 1, 1),
      ],
      hues: [172.5, 128.9, 132.9, 269.2, 170.1]),
  ]

  private func scene(_ object: Object) throws -> DatasetScene {
    try RecordFolder("\(PackageFolder.shared)/data/shepard_metzler_5_parts/train")
      .scene(object.record)
  }

  /// The picture of a rebuilt object as its dataset would hold it.
  private func rebuilt(_ contents: RayTracedScene, _ camera: Pose) throws -> Image {
    let view = PerspectiveView(
      pose: camera, fieldOfView: ShepardMetzler.fieldOfView, width: 64, height: 64)
    let bytes = try JPEG.encode(
      contents.image(view), quality: DatasetGenerator.quality, chroma: DatasetGenerator.chroma)
    return try JPEG.decode(bytes.span, name: "rebuilt")
  }

  private func error(_ picture: Image, _ truth: Image) -> Double {
    PictureDifference(picture, truth: truth).rootMeanSquaredError
  }

  @Test(arguments: objects) func `a rebuilt object looks like the genuine one`(
    object: Object
  ) throws {
    let scene = try scene(object)
    let contents = ShepardMetzler.contents(object.cells, hues: object.hues)
    var mean = 0.0
    for (view, camera) in scene.cameras.enumerated() {
      let genuine = try scene.image(view)
      let error = error(try rebuilt(contents, camera.pose), genuine)
      mean += error / Double(scene.cameras.count)
      #expect(error < 8, "view \(view): RMSE \(error)")
      // Mirrored, or seen from elsewhere, it is another picture.
      let other = scene.cameras[(view + 1) % scene.cameras.count].pose
      #expect(self.error(try rebuilt(contents, other), genuine) > 2 * error)
    }
    #expect(mean < 4, "mean RMSE \(mean)")
  }

  /// The coding is that of the genuine files: the same tables, and chroma of half the size.
  @Test func `pictures are coded as the genuine ones`() throws {
    let genuine = try scene(Self.objects[0]).frames[0]
    let own = try JPEG.encode(
      Image(width: 64, height: 64), quality: DatasetGenerator.quality,
      chroma: DatasetGenerator.chroma)
    func segments(_ file: [UInt8], _ marker: UInt8) -> [[UInt8]] {
      var found: [[UInt8]] = []
      var offset = 2
      while offset + 4 <= file.count, file[offset] == 0xFF, file[offset + 1] != 0xDA {
        let length = Int(file[offset + 2]) << 8 | Int(file[offset + 3])
        if file[offset + 1] == marker {
          found.append(Array(file[(offset + 4)..<(offset + 2 + length)]))
        }
        offset += 2 + length
      }
      return found
    }
    // Quantisation, and the frame with its sampling factors.
    for marker: UInt8 in [0xDB, 0xC0] {
      #expect(!segments(own, marker).isEmpty)
      #expect(segments(own, marker) == segments(genuine, marker))
    }
  }
}
