import Datasets
import Images
import TestSupport
import Testing

/// A genuine record of DeepMind's Shepard-Metzler dataset, through the whole program.
@Suite(
  .enabled(
    if: PackageFolder.hasShared("data/shepard_metzler_5_parts/train"),
    Comment(rawValue: PackageFolder.sharedIsMissing)))
struct GenuineDataTests {
  @Test(arguments: [
    #"{"type": "orbit", "frames": 5, "radius": 3.3333, "elevation": 20}"#,
    #"{"type": "dataset"}"#,
    #"{"type": "views", "frames": 6, "loop": true}"#,
    """
    {"type": "keyframes", "frames": 6, "keyframes": [
      {"position": [3, 0, 1], "lookAt": [0, 0, 0]}, {"position": [0, 3, 1], "lookAt": [0, 0, 0]}]}
    """,
  ])
  func `a genuine record is rendered`(trajectory: String) throws {
    let work = try Workspace(side: 32)
    let request = RequestText(
      scene: """
        {"dataset": "shepard_metzler_5_parts", "root": "\(PackageFolder.shared)/data",
         "split": "train", "record": 1}
        """, trajectory: trajectory)
    let report = try work.render(request)
    #expect(report.frames == report.renderedFrames)
    #expect(work.frames(request).count == report.frames)
    // Two views, as the snapshot says it was trained with, of 64 x 64 pixels.
    #expect(report.warnings.filter { $0.contains("64 x 64 pixels, resized to 32 x 32") }.count == 2)
    #expect(try work.manifest(request).complete)
    if trajectory.contains("dataset") {
      #expect(work.frames(request, in: "truth").count == report.frames)
      let truth = try work.image("output/flight/truth/000001.png")
      // The record's picture in the frames' size, so that the two can be compared.
      let folder = PackageFolder.shared + "/data/shepard_metzler_5_parts/train"
      let original = try RecordFolder(folder).scene(1).image(0)
      #expect(truth == original.resizedBilinear(width: 32, height: 32))
    }
  }
}
