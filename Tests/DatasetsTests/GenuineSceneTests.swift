import Cameras
import Images
import JSONDocuments
import LinuxSystem
import TestSupport
import Testing

@testable import Datasets

/// Two genuine scenes of DeepMind's `shepard_metzler_5_parts`.
@Suite(
  .enabled(
    if: PackageFolder.hasShared("data/shepard_metzler_5_parts"),
    Comment(rawValue: PackageFolder.sharedIsMissing)))
struct GenuineSceneTests {
  static let folder = PackageFolder.shared + "/data/shepard_metzler_5_parts"

  @Test(arguments: [0, 1])
  func `frames and cameras are the unpacked ones`(record: Int) throws {
    let scene = try RecordFolder(Self.folder + "/train").scene(record)
    let document = try JSONValue(
      parsing: try WholeFile.read(Self.folder + "/cameras.json", limit: 1 << 20))
    guard case .array(let scenes) = document, case .object(let members) = scenes[record],
      case .array(let frames) = members["frames"], case .array(let cameras) = members["cameras"]
    else {
      Issue.record("cameras.json has another form")
      return
    }
    #expect(scene.frames.count == 15 && frames.count == 15 && cameras.count == 15)
    for (view, (frame, camera)) in zip(frames, cameras).enumerated() {
      guard case .string(let name) = frame, case .array(let numbers) = camera else {
        Issue.record("view \(view) of cameras.json has another form")
        continue
      }
      let file = try WholeFile.read("\(Self.folder)/jpeg/\(name)", limit: 1 << 20)
      #expect(scene.frames[view] == file, "view \(view)")
      let image = try scene.image(view)
      #expect(image.width == 64 && image.height == 64)
      let pose = scene.cameras[view].pose
      let found = [pose.position.x, pose.position.y, pose.position.z, pose.yaw, pose.pitch]
      // The file has seven decimals.
      #expect(
        zip(found, numbers).allSatisfy { abs($0 - ($1.double ?? .nan)) <= 1e-6 }, "view \(view)")
    }
  }

  @Test(arguments: [0, 1])
  func `every camera looks at the origin from a sphere`(record: Int) throws {
    for camera in try RecordFolder(Self.folder + "/train").scene(record).cameras {
      let pose = camera.pose
      let distance = (pose.position * pose.position).sum().squareRoot()
      #expect(abs(distance - 10 / 3) < 1e-5)
      let difference = pose.direction + pose.position / distance
      #expect((difference * difference).sum().squareRoot() < 1e-5)
    }
  }
}
