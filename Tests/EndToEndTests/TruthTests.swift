import Cameras
import Datasets
import FoundationEssentials
import Generators
import Glibc
import Images
import LinuxSystem
import Testing

/// Flights through generated scenes, of which the truth is known.
@Suite(.serialized) struct TruthTests {
  private static let scene =
    #"{"generated": {"name": "shepard_metzler_5_parts", "seed": 5, "index": 2, "views": [0, 3]}}"#
  private static let orbit = #"{"type": "orbit", "frames": 6, "radius": 3.333, "elevation": 30}"#

  private struct Metrics: Decodable {
    struct Frame: Decodable {
      let file, truth: String
      let difference: ManifestFile.Picture.Difference
      let nearestView: ManifestFile.Picture.Difference
    }

    let kind: String
    let mean: ManifestFile.Picture.Difference
    let meanOfSamples: ManifestFile.Picture.Difference?
    let nearestView: ManifestFile.Picture.Difference
    let frames: [Frame]
  }

  private func metrics(_ work: Workspace) throws -> Metrics {
    try JSONDecoder().decode(
      Metrics.self, from: Data(try work.bytes("output/flight/metrics.json")))
  }

  private func rmse(_ a: Image, _ b: Image) -> Double {
    let squares = zip(a.pixels, b.pixels).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    return (squares / Double(a.pixels.count)).squareRoot()
  }

  @Test func `the truth of every frame is the generator's, whatever the path`() throws {
    let work = try Workspace(side: 64)
    let request = RequestText(scene: Self.scene, trajectory: Self.orbit)
    try work.render(request)
    #expect(work.frames(request, in: "truth") == work.frames(request))
    let scene = SceneGenerator.shepardMetzler5Parts.scene(seed: 5, split: .test, index: 2)
    let cameras = try CameraPath.Orbit(
      centre: .zero, radius: 3.333, level: .elevation(30 * .pi / 180), lookingAt: .zero
    ).cameras(frames: 6)
    for (index, camera) in cameras.enumerated() {
      let truth = try work.image("output/flight/truth/00000\(index + 1).png")
      #expect(truth == scene.render(camera.pose, width: 64, height: 64), "frame \(index + 1)")
      // A picture without the object would be black.
      #expect(truth.pixels.contains { $0 > 100 })
    }
  }

  @Test func `the distance is that of the files, and its mean that of the frames`() throws {
    let work = try Workspace()
    let request = RequestText(
      scene: Self.scene, trajectory: Self.orbit, sampling: #"{"samples": 2}"#)
    try work.render(request)
    let metrics = try metrics(work)
    #expect(metrics.kind == "generation" && metrics.frames.count == 6)
    for frame in metrics.frames {
      let expected = rmse(
        try work.image("output/flight/\(frame.file)"),
        try work.image("output/flight/\(frame.truth)"))
      #expect(abs(frame.difference.rmse - expected) < 1e-4, "\(frame.file)")
    }
    let mean = metrics.frames.map(\.difference.rmse).reduce(0, +) / 6
    #expect(abs(metrics.mean.rmse - mean) < 1e-9)
    #expect(try #require(metrics.meanOfSamples).rmse != metrics.mean.rmse)
    let pictures = try work.manifest(request).pictures
    #expect(pictures.count == 6 * 4)
    for picture in pictures {
      let isCompared = picture.file.hasPrefix("frames/") || picture.file.hasPrefix("mean/")
      #expect((picture.difference != nil) == isCompared, "\(picture.file)")
    }
    let html = try work.text("output/flight/index.html")
    for part in [
      "Distance from the truth", "id=\"truth\"", "id=\"chart-now\"", "(generation)",
      "generated: shepard_metzler_5_parts, seed 5, test 2",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test func `beside a frame's distance stands that of the nearest given view`() throws {
    let work = try Workspace(side: 64)
    let request = RequestText(scene: Self.scene, trajectory: Self.orbit)
    try work.render(request)
    let metrics = try metrics(work)
    let scene = SceneGenerator.shepardMetzler5Parts.scene(seed: 5, split: .test, index: 2)
    let record = try DatasetGenerator.record(scene)
    let cameras = try CameraPath.Orbit(
      centre: .zero, radius: 3.333, level: .elevation(30 * .pi / 180), lookingAt: .zero
    ).cameras(frames: 6)
    for (index, frame) in metrics.frames.enumerated() {
      let query = cameras[index].encoded(as: .training)
      func distance(_ view: Int) -> Float {
        zip(Camera(scene.cameras[view]).encoded(as: .training), query).map {
          ($0.0 - $0.1) * ($0.0 - $0.1)
        }.reduce(0, +)
      }
      let nearest = distance(0) <= distance(3) ? 0 : 3
      let expected = rmse(
        try Image(contentsOf: record.frames[nearest], name: "view"),
        try work.image("output/flight/\(frame.truth)"))
      #expect(abs(frame.nearestView.rmse - expected) < 1e-4, "\(frame.file)")
    }
    let mean = metrics.frames.map(\.nearestView.rmse).reduce(0, +) / 6
    #expect(abs(metrics.nearestView.rmse - mean) < 1e-9)
    #expect(
      try work.text("output/flight/index.html").contains("The same of the nearest given view"))
  }

  @Test func `enlarged pictures are compared as they were before`() throws {
    let work = try Workspace()
    var request = RequestText(scene: Self.scene, trajectory: Self.orbit)
    try work.render(request)
    let plain = try metrics(work)
    request.output = #"{"scale": 3, "scaleFilter": "lanczos"}"#
    try work.render(request)
    #expect(try metrics(work).frames.map(\.difference) == plain.frames.map(\.difference))
    let film = try work.image("output/flight/side-by-side.apng")
    #expect(film.width == 2 * 48 + 2 * 3 && film.height == 48)
    let truth = try work.image("output/flight/truth/000001.png")
    #expect(film.cropped(left: 54, top: 0, width: 48, height: 48) == truth)
    let frame = try work.image("output/flight/frames/000001.png")
    #expect(film.cropped(left: 0, top: 0, width: 48, height: 48) == frame)
  }

  @Test func `a truth that is lost is made again, and nothing else`() throws {
    let work = try Workspace()
    let request = RequestText(scene: Self.scene, trajectory: Self.orbit)
    try work.render(request)
    let names = ["metrics.json", "side-by-side.apng", "flythrough.apng", "truth/000003.png"]
    let before = try names.map { try work.bytes("output/flight/\($0)") }
    try work.remove("output/flight/truth/000003.png")
    #expect(try work.render(request).renderedFrames == 1)
    #expect(try names.map { try work.bytes("output/flight/\($0)") } == before)
    #expect(try work.render(request).renderedFrames == 0)
    #expect(try names.map { try work.bytes("output/flight/\($0)") } == before)
  }

  @Test func `truths do not depend on threads nor on how often a run was killed`() throws {
    let work = try Workspace(steps: 24)
    let request = RequestText(scene: Self.scene, trajectory: RequestText.look(120))
    try work.render(request, "--threads", "1")
    func files() throws -> [[UInt8]] {
      try
        (work.frames(request, in: "truth").map { "truth/" + $0 }
        + ["metrics.json", "side-by-side.apng"]).map { try work.bytes("output/flight/\($0)") }
    }
    let expected = try files()
    #expect(expected.count == 122)
    try work.remove("output")
    let run = try work.start(request)
    #expect(try run.wait { work.frames(request).count >= 30 })
    run.send(SIGKILL)
    _ = try run.wait()
    try work.render(request, "--threads", "2")
    #expect(try files() == expected)
  }

  @Test func `a flight without a truth keeps none of an earlier one`() throws {
    let work = try Workspace()
    var request = RequestText(scene: Self.scene, trajectory: Self.orbit)
    try work.render(request)
    request.scene = RequestText().scene
    try work.render(request)
    #expect(work.frames(request, in: "truth") == [])
    for name in ["metrics.json", "side-by-side.apng"] {
      #expect(!work.has("output/flight/\(name)"), "\(name)")
    }
    #expect(try work.manifest(request).pictures.allSatisfy { $0.difference == nil })
  }

  @Test func `the views are those of the generated dataset, byte for byte`() throws {
    let work = try Workspace()
    let made = try work.run(
      "dataset", "generate", "shepard_metzler_5_parts", "--train", "1", "--test", "3", "--seed", "5"
    )
    #expect(made.ending == .exited(0), "\(made.errors)")
    var request = RequestText(scene: Self.scene, sampling: #"{"noise": "mean"}"#)
    try work.render(request)
    let generated = try work.pictures(request)
    try work.remove("output")
    request.scene = #"{"dataset": "shepard_metzler_5_parts", "record": 2, "views": [0, 3]}"#
    try work.render(request)
    #expect(try work.pictures(request) == generated)
  }

  @Test(.enabled(if: Program.hasFFmpeg, "ffmpeg is not installed"))
  func `every kind of film is made with the truth beside it`() throws {
    let work = try Workspace()
    let request = RequestText(
      scene: Self.scene, trajectory: Self.orbit,
      output: #"{"video": ["apng", "mp4", "webm", "gif"]}"#)
    try work.render(request)
    for kind in ["apng", "mp4", "webm", "gif"] {
      #expect(work.has("output/flight/flythrough.\(kind)"), "\(kind)")
      #expect(work.has("output/flight/side-by-side.\(kind)"), "\(kind)")
    }
    let size = try Subprocess.run(
      "ffprobe",
      [
        "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0",
        work.path("output/flight/side-by-side.mp4"),
      ])
    #expect(size.output.hasPrefix("34,16"), "\(size.output)")
  }
}
