import FoundationEssentials
import Jobs
import LinuxSystem
import TestSupport
import Testing

/// The requests of `jobs/examples`, by the queue.
@Suite(.serialized) struct ExampleTests {
  /// Runs `gqn` to its end, and expects that to go well.
  private func gqn(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    let result = try Subprocess.run(Programs.gqn, words)
    try #require(result.succeeded, "\(result.errors)", sourceLocation: sourceLocation)
  }

  @Test func `examples that are enqueued become the frames that gqn render makes`() throws {
    let root = try TestRoot()
    let examples = root.path + "/jobs/examples"
    try FileManager.default.copyItem(
      atPath: PackageFolder.path + "/jobs/examples", toPath: examples)
    let models = root.path + "/models"
    try gqn(
      "models", "untrained", models + "/untrained", "--config",
      examples + "/untrained_config.json")
    let daemon = try TestDaemon(root)
    let names = ["nerfstudio", "uncertainty"]
    for name in names {
      let request = "\(examples)/\(name).json"
      try gqn("enqueue", request, "--jobs", root.path + "/jobs", "--models", models)
      try gqn("render", request, "--models", models, "--output", root.path + "/reference")
    }
    for name in names {
      let job = try root.wait(for: name, toBe: [.done, .failed], within: 60)
      #expect(job.state == .done, "\(job.status.message ?? "")")
      let frames = try root.frames(of: name)
      #expect(frames.count == 24)
      #expect(try frames == root.frames(of: name, in: "reference"))
    }
    let gallery = try text(root.path + "/output/index.html")
    for name in names { #expect(gallery.contains("href=\"\(name)/index.html\"")) }
    try daemon.stop()
  }
}
