import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

/// The requests of `jobs/examples`, with the snapshots that come with the program.
struct ExampleTests {
  /// An example of a render, and what comes of it.
  struct Example: CustomTestStringConvertible {
    let name: String
    let frames: Int
    var files = ["contact-sheet.png", "flythrough.apng"]
    /// Whether a network is nearer to the truth than the nearest view it is given.
    var isNear = false

    var testDescription: String { name }
    var needsFFmpeg: Bool { files.contains("flythrough.mp4") }
  }

  private static let withTruth = [
    "truth", "metrics.json", "contact-sheet.png", "flythrough.apng", "side-by-side.apng",
  ]

  static let renders = [
    Example(name: "block-orbit", frames: 96, files: withTruth, isNear: true),
    Example(
      name: "fly-by", frames: 60,
      files: ["contact-sheet.png", "flythrough.apng", "flythrough.mp4"]),
    Example(name: "keyframes", frames: 72),
    Example(name: "nerfstudio", frames: 24),
    Example(name: "orbit", frames: 96),
    Example(name: "record", frames: 10, files: withTruth, isNear: true),
    Example(name: "room-flight", frames: 96, files: withTruth, isNear: true),
    Example(name: "room-orbit", frames: 96, files: withTruth, isNear: true),
    Example(name: "room-orbit-tower", frames: 96, files: withTruth),
    Example(
      name: "uncertainty", frames: 24,
      files: ["frames.npy", "mean.npy", "deviation.npy"] + withTruth),
  ]

  /// Examples of trainings, and the shipped snapshots that they made.
  static let trainings = [
    "train-blocks": "shepard_metzler_5_parts", "train-rooms": "rooms_ring_camera",
    "train-rooms-tower": "rooms_ring_camera-tower",
  ]
  static let evaluations = ["evaluate-blocks", "evaluate-rooms"]
  /// Those that only the queue can carry out, where a test has them.
  static let queued = ["render-after", "train-first"]

  /// A folder with the examples, the snapshots, and small datasets to train on.
  private func workspace(datasets: [String] = []) throws -> Workspace {
    let work = try Workspace()
    try ExampleFolder.copy(to: work.path)
    for name in datasets {
      let made = try work.run("dataset", "generate", name, "--train", "8", "--test", "4")
      try #require(made.ending == .exited(0), "\(made.errors)")
    }
    return work
  }

  private func render(_ example: Example) throws {
    let work = try workspace(datasets: example.name == "record" ? ["rooms_ring_camera"] : [])
    let outcome = try work.run("render", "jobs/examples/\(example.name).json", "--json")
    try #require(outcome.ending == .exited(0), "\(outcome.errors)")
    let report = try JSONDecoder().decode(RenderReport.self, from: Data(outcome.output.utf8))
    #expect(report.frames == example.frames && report.renderedFrames == example.frames)
    #expect(report.warnings == [])
    #expect(report.folder == work.path("output/\(example.name)"))

    let request = RequestText(name: example.name)
    let manifest = try work.manifest(request)
    #expect(manifest.complete)
    #expect(manifest.frameSize == [256, 256])
    #expect(manifest.files == example.files)
    let frames = work.frames(request)
    #expect(frames.count == example.frames)
    // A flight: no two pictures that follow each other are the same.
    let pictures = try work.pictures(request)
    for (frame, next) in zip(frames, frames.dropFirst()) {
      #expect(pictures[frame] != pictures[next], "\(frame) and \(next)")
    }
    for file in example.files + ["index.html", "trajectory.json"] {
      let path = work.path("output/\(example.name)/\(file)")
      let facts = try FileFacts(of: path)
      #expect(facts.kind == .folder || facts.size > 0, "\(file)")
    }
    #expect(
      try work.text("output/index.html").contains("href=\"\(example.name)/index.html\""))
    if example.files.contains("deviation.npy") {
      #expect(try largestNumber(in: work.path("output/\(example.name)/deviation.npy")) > 0.1)
    }
    if example.isNear {
      let compared = manifest.pictures.filter { $0.difference != nil }
      let own = compared.compactMap(\.difference?.rmse).reduce(0, +)
      let nearest = compared.compactMap(\.nearestView?.rmse).reduce(0, +)
      #expect(own < 0.8 * nearest, "\(own) and \(nearest) of \(compared.count) pictures")
    }
  }

  /// The largest of a file's little-endian 32-bit floats, as NumPy's format 1.0 has them.
  private func largestNumber(in path: String) throws -> Float {
    let bytes = try WholeFile.read(path, limit: 1 << 24)
    let header = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    return try #require(
      stride(from: header, to: bytes.count, by: 4).map { start in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
      }.max())
  }

  @Test(arguments: renders.filter { !$0.needsFFmpeg })
  func `an example renders`(example: Example) throws {
    try render(example)
  }

  @Test(
    .enabled(if: Program.hasFFmpeg, "ffmpeg is not installed"),
    arguments: renders.filter(\.needsFFmpeg))
  func `an example with a film of ffmpeg's renders`(example: Example) throws {
    try render(example)
  }

  @Test(arguments: trainings.keys.sorted())
  func `an example trains the network that is shipped`(name: String) throws {
    let snapshot = try #require(Self.trainings[name])
    let dataset = snapshot.replacing("-tower", with: "")
    let work = try workspace(datasets: [dataset])
    try ExampleFolder.set(
      ["steps": 2, "batchSize": 2, "records": 2], in: name, root: work.path)
    let outcome = try work.run("train", "jobs/examples/\(name).json")
    try #require(outcome.ending == .exited(0), "\(outcome.errors)")
    #expect(
      try work.text("models/\(snapshot)-trained/gqn_config.json")
        == work.text("models/\(snapshot)/gqn_config.json"))
    #expect(
      try work.text("models/\(snapshot)-trained/checkpoint").contains("model.ckpt-2"))
  }

  @Test(arguments: evaluations)
  func `an example measures`(name: String) throws {
    let dataset = name == "evaluate-rooms" ? "rooms_ring_camera" : "shepard_metzler_5_parts"
    let work = try workspace(datasets: [dataset])
    try ExampleFolder.set(["records": 4, "samples": 2], in: name, root: work.path)
    let outcome = try work.run("evaluate", "jobs/examples/\(name).json")
    try #require(outcome.ending == .exited(0), "\(outcome.errors)")
    for file in ["report.json", "report.html"] {
      #expect(try work.bytes("output/\(name)/\(file)").count > 1000, "\(file)")
    }
  }

  @Test func `every request of the folder is tested and described`() throws {
    let folder = PackageFolder.path + "/jobs"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/examples")
    let requests = try names.filter { name in
      guard name.hasSuffix(".json") else { return false }
      let text = try Data(contentsOf: URL(filePath: "\(folder)/examples/\(name)"))
      return String(decoding: text, as: UTF8.self).contains("\"type\": \"")
        && name != "camera_path.json"
    }
    let tested =
      Self.renders.map(\.name) + Self.trainings.keys + Self.evaluations + Self.queued
    #expect(requests.sorted() == tested.map { $0 + ".json" }.sorted())
    let readme = String(
      decoding: try Data(contentsOf: URL(filePath: folder + "/README.md")), as: UTF8.self)
    for name in requests { #expect(readme.contains("| `examples/\(name)` |"), "\(name)") }
  }
}
