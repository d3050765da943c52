import FoundationEssentials
import Glibc
import JSONDocuments
import LinuxSystem
import TestSupport
import Testing

/// `gqn train`, `gqn evaluate` and `gqn models export`, run as a user runs them.
struct TrainingTests {
  /// A folder with a dataset and requests.
  final class Workspace: TemporaryFolder {
    override init() throws {
      try super.init()
      try TinyDataset.write(root: path("data"))
    }

    func writeRequest(steps: Int, directory: String = "learned", more: [String]) throws {
      try write(
        TinyDataset.request(steps: steps, directory: directory, more: more), to: "train.json")
    }

    func gqn(_ words: String...) throws -> Program.Outcome { try Program.run(words, in: path) }

    func weights(_ directory: String, step: Int) throws -> [UInt8] {
      try bytes("models/\(directory)/model.ckpt-\(step).data-00000-of-00001")
    }

    func size(_ name: String) -> Int { (try? FileFacts(of: path(name)))?.size ?? 0 }
  }

  private static let settings = [
    #""evaluate": {"everySteps": 0}"#, #""summaries": {"everySteps": 1, "imagesEverySteps": 0}"#,
    #""checkpoint": {"everySteps": 10, "keep": 2}"#,
  ]

  @Test func `killed again and again, the weights become those of one run`() throws {
    let work = try Workspace()
    let steps = 80
    try work.writeRequest(steps: steps, directory: "whole", more: Self.settings)
    #expect(try work.gqn("train", "train.json").ending == .exited(0))
    try work.writeRequest(steps: steps, directory: "parts", more: Self.settings)
    let log = "models/parts/metrics.jsonl"
    var kills = 0
    for _ in 0..<5 {
      // Some lines further, wherever that is: in a step, in a checkpoint, between two files.
      let program = try Program.start(["train", "train.json"], in: work.path)
      let enough = work.size(log) + Int.random(in: 1...6000)
      _ = try program.wait { work.size(log) >= enough }
      usleep(UInt32.random(in: 0...3000))
      program.send(SIGKILL)
      if try program.wait().ending == .killed(signal: SIGKILL) { kills += 1 }
    }
    #expect(kills > 0)
    let last = try work.gqn("train", "train.json")
    #expect(last.ending == .exited(0), "\(last.errors)")
    #expect(try work.weights("whole", step: steps) == work.weights("parts", step: steps))
    let numbers = try work.text(log).split(separator: "\n").map { line in
      try JSONValue(parsing: Array(line.utf8))[#require(JSONPointer("/step"))]?.double
    }
    #expect(numbers.last == Double(steps))
    #expect(numbers == Array(Set(numbers)).sorted { ($0 ?? 0) < ($1 ?? 0) })
    #expect(!work.names("models/parts").contains { $0.hasPrefix(".new-") })
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `asked to stop, it keeps every step`(signal: Int32) throws {
    let work = try Workspace()
    try work.writeRequest(steps: 100_000, more: Self.settings)
    let program = try Program.start(["train", "train.json"], in: work.path)
    #expect(try program.wait { work.size("models/learned/metrics.jsonl") > 2000 })
    program.send(signal)
    let outcome = try program.wait()
    #expect(outcome.ending == .exited(2))
    #expect(outcome.errors.contains("of 100000 steps, which are kept; run it again to go on"))
    let told = try #require(outcome.errors.firstMatch(of: /asked to stop after (\d+) of/))
    let checkpoint = try work.text("models/learned/checkpoint")
    #expect(checkpoint.hasPrefix("model_checkpoint_path: \"model.ckpt-\(told.1)\""))
    #expect(
      try work.text("models/learned/index.html").contains("step \(told.1) of 100000, stopped"))
  }

  @Test func `a snapshot is trained, measured, exported and rendered from`() throws {
    let work = try Workspace()
    try work.writeRequest(
      steps: 20,
      more: [
        #""evaluate": {"everySteps": 10, "records": 2}"#,
        #""summaries": {"everySteps": 10, "imagesEverySteps": 20}"#,
      ])
    #expect(try work.gqn("validate", "train.json").ending == .exited(0))
    let trained = try work.gqn("train", "train.json", "--json")
    #expect(trained.ending == .exited(0), "\(trained.errors)")
    let report = try JSONValue(parsing: Array(trained.output.utf8))
    #expect(report[try #require(JSONPointer("/stepsOfThisRun"))]?.double == 20)
    #expect(trained.errors.contains("step 20/20: loss "))
    #expect(work.has("models/learned/index.html"))
    let again = try work.gqn("train", "train.json")
    #expect(again.output.contains("20 steps, which were made already:"))
    try work.writeRequest(steps: 10, more: [])
    let fewer = try work.gqn("train", "train.json")
    #expect(fewer.output.contains("20 steps, which were made already; the request asks for 10"))

    let small = try work.gqn(
      "models", "export", "learned", "models/small", "--precision", "bfloat16")
    #expect(small.ending == .exited(0), "\(small.errors)")
    #expect(small.output.contains("pictures of a made-up scene differ"))
    #expect(
      try work.gqn("models", "export", "learned", "models/small").ending == .exited(73))
    #expect(try work.gqn("models", "export", "leaned", "x").errors.contains("\"learned\"?"))

    for model in ["learned", "small"] {
      try work.write(
        """
        {"version": 1, "type": "evaluate", "model": "\(model)", "records": 2, "samples": 2,
         "dataset": {"name": "\(TinyDataset.name)"}}
        """, to: "measure-\(model).json")
      let measured = try work.gqn("evaluate", "measure-\(model).json")
      #expect(measured.ending == .exited(0), "\(measured.errors)")
      #expect(measured.output.contains("nearest given view"))
      #expect(measured.output.contains("ELBO: ") == (model == "learned"))
      #expect(work.has("output/measure-\(model)/report.html"))
      try work.write(
        """
        {"version": 1, "type": "render", "name": "\(model)", "model": "\(model)",
         "scene": {"dataset": "\(TinyDataset.name)", "record": 1},
         "trajectory": {"type": "dataset"}}
        """, to: "render.json")
      let rendered = try work.gqn("render", "render.json")
      #expect(rendered.ending == .exited(0), "\(rendered.errors)")
    }
  }

  @Test func `each command takes its own requests`() throws {
    let work = try Workspace()
    try work.writeRequest(steps: 1, more: Self.settings)
    let rendered = try work.gqn("render", "train.json")
    #expect(rendered.ending == .exited(65))
    #expect(
      rendered.errors == "gqn: train.json: /type: it is \"train\"; use gqn train train.json\n")
    #expect(try work.gqn("evaluate", "train.json").ending == .exited(65))
  }

  @Test func `what cannot be trained is told before anything is written`() throws {
    let work = try Workspace()
    try work.write(
      TinyDataset.request(steps: 1).replacing("\"CONTEXT_SIZE\": 2", with: "\"CONTEXT_SIZE\": 9"),
      to: "train.json")
    for command in ["validate", "train"] {
      let outcome = try work.gqn(command, "train.json")
      #expect(outcome.ending == .exited(65))
      #expect(
        outcome.errors.contains("train.json: /dataset/name: the scenes of ")
          && outcome.errors.contains("have 4 views; with CONTEXT_SIZE 9 a scene needs 10"),
        "\(outcome.errors)")
    }
    #expect(!work.has("models"))
  }
}
