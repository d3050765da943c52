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
    try ExampleFolder.copy(to: root.path)
    let models = root.path + "/models"
    let daemon = try TestDaemon(root)
    let names = ["nerfstudio", "uncertainty"]
    for name in names {
      let request = "\(root.path)/jobs/examples/\(name).json"
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

  @Test func `a flight that waits for a training is rendered with its snapshot`() throws {
    let root = try TestRoot()
    try ExampleFolder.copy(to: root.path)
    try gqn(
      "dataset", "generate", "rooms_ring_camera", "--train", "8", "--test", "4", "--root",
      root.path + "/data")
    try ExampleFolder.set(
      ["steps": 2, "batchSize": 2, "records": 2], in: "train-first", root: root.path)
    let daemon = try TestDaemon(root)
    for name in ["render-after", "train-first"] {
      try gqn(
        "enqueue", "\(root.path)/jobs/examples/\(name).json", "--jobs", root.path + "/jobs",
        "--models", root.path + "/models")
    }
    let flight = try root.wait(for: "render-after", toBe: [.done, .failed], within: 120)
    #expect(flight.state == .done, "\(flight.status.message ?? "")")
    #expect(try root.frames(of: "render-after").count == 48)
    let training = try root.wait(for: "train-first", toBe: [.done], within: 1)
    let (begun, ended) = (flight.status.startedAt, training.status.finishedAt)
    #expect(try #require(begun) >= #require(ended))
    try daemon.stop()
  }
}
