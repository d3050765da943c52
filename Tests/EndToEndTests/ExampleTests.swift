import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

/// The requests of `jobs/examples`, as they are.
struct ExampleTests {
  /// An example, and what comes of it.
  struct Example: CustomTestStringConvertible {
    let name: String
    let frames: Int
    let files: [String]

    var testDescription: String { name }
    var needsFFmpeg: Bool { files.contains("flythrough.mp4") }
  }

  static let all = [
    Example(
      name: "fly-by", frames: 60,
      files: ["contact-sheet.png", "flythrough.apng", "flythrough.mp4"]),
    Example(
      name: "generated", frames: 72,
      files: [
        "truth", "metrics.json", "contact-sheet.png", "flythrough.apng", "side-by-side.apng",
      ]),
    Example(name: "keyframes", frames: 72, files: ["contact-sheet.png", "flythrough.apng"]),
    Example(name: "nerfstudio", frames: 24, files: ["contact-sheet.png", "flythrough.apng"]),
    Example(name: "orbit", frames: 96, files: ["contact-sheet.png", "flythrough.apng"]),
    Example(
      name: "uncertainty", frames: 24,
      files: ["frames.npy", "mean.npy", "deviation.npy", "contact-sheet.png", "flythrough.apng"]),
  ]

  /// A folder with the examples and the snapshot that `make demo` writes for them.
  private func workspace() throws -> Workspace {
    let work = try Workspace()
    try work.write("", to: "jobs/README.md")
    try FileManager.default.copyItem(
      atPath: PackageFolder.path + "/jobs/examples", toPath: work.path("jobs/examples"))
    let outcome = try work.run(
      "models", "untrained", "models/untrained", "--config",
      "jobs/examples/untrained_config.json")
    try #require(outcome.ending == .exited(0), "\(outcome.errors)")
    return work
  }

  private func render(_ example: Example) throws {
    let work = try workspace()
    let outcome = try work.run("render", "jobs/examples/\(example.name).json", "--json")
    try #require(outcome.ending == .exited(0), "\(outcome.errors)")
    let report = try JSONDecoder().decode(RenderReport.self, from: Data(outcome.output.utf8))
    #expect(report.frames == example.frames && report.renderedFrames == example.frames)
    #expect(report.warnings.count == 1 && report.warnings[0].contains("untrained"))
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
  }

  @Test(arguments: all.filter { !$0.needsFFmpeg })
  func `an example renders`(example: Example) throws {
    try render(example)
  }

  @Test(
    .enabled(if: Program.hasFFmpeg, "ffmpeg is not installed"),
    arguments: all.filter(\.needsFFmpeg))
  func `an example with a film of ffmpeg's renders`(example: Example) throws {
    try render(example)
  }

  @Test func `every request of the folder is tested here and described there`() throws {
    let folder = PackageFolder.path + "/jobs"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/examples")
    let requests = try names.filter { name in
      guard name.hasSuffix(".json") else { return false }
      let text = try Data(contentsOf: URL(filePath: "\(folder)/examples/\(name)"))
      return String(decoding: text, as: UTF8.self).contains("\"type\": \"render\"")
    }
    #expect(requests.sorted() == Self.all.map { $0.name + ".json" })
    let readme = String(
      decoding: try Data(contentsOf: URL(filePath: folder + "/README.md")), as: UTF8.self)
    for name in requests { #expect(readme.contains("| `examples/\(name)` |"), "\(name)") }
  }
}
