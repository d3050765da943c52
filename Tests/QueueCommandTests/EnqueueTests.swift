import JSONDocuments
import Jobs
import LinuxSystem
import TestSupport
import Testing

struct EnqueueTests {
  private func drops(_ work: borrowing Workspace) -> [String] {
    work.names("jobs").filter { $0.hasSuffix(".json") }
  }

  @Test func `relative paths become absolute and the rest stays`() throws {
    let work = try Workspace()
    try work.makeScene()
    let outcome = try work.gqn("enqueue", "requests/flight.json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(
      outcome.errors.hasSuffix("gqn: no daemon serves jobs: the job waits until gqnd is started\n"))
    #expect(try work.gqn("status").lines.first == "jobs: 1 to be taken in")
    let file = try #require(drops(work).first)
    let document = try work.json("jobs/" + file)
    let text = Workspace.request
      .replacing("views/0.png", with: work.path + "/requests/views/0.png")
      .replacing("\"model\"", with: "\"name\": \"flight\", \"model\"")
    #expect(document == (try JSONValue(parsing: Array(text.utf8))))
    // The ID is the one that the daemon gives.
    let served = try work.serve()
    served.look()
    #expect(outcome.lines == work.names("jobs/queued"))
    #expect(outcome.output.hasPrefix("flight-"))
  }

  @Test func `the command line goes before the request`() throws {
    let work = try Workspace()
    try work.makeScene()
    let outcome = try work.gqn(
      "enqueue", "-", "--name", "mine", "--priority", "-5", "--after", "first", "--after", "second",
      "--models", "models", input: work.path + "/requests/flight.json")
    // Those of standard input start from the working folder.
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("no file \"views/0.png\" in \(work.path)"))
    let again = try Program.run(
      [
        "enqueue", "-", "--name", "mine", "--priority", "-5", "--after", "first", "--jobs",
        "../jobs",
        "--models", "../models", "--stashed",
      ],
      in: work.path + "/requests", input: work.path + "/requests/flight.json")
    #expect(again.code == 0, "\(again.errors)")
    let document = try work.json("jobs/" + (try #require(drops(work).first)))
    func at(_ pointer: String) throws -> JSONValue? {
      document[try #require(JSONPointer(pointer))]
    }
    #expect(try at("/name") == .string("mine"))
    #expect(try at("/priority") == .integer(-5))
    #expect(try at("/after") == .array([.string("first")]))
    try work.serve().look()
    #expect(try work.queue.job(matching: "mine").status.stashed)
  }

  @Test func `nothing is enqueued where one request is wrong`() throws {
    let work = try Workspace()
    try work.makeScene()
    try work.write("{\"version\": 1, \"type\": \"render\"}", to: "requests/bad.json")
    let outcome = try work.gqn("enqueue", "requests/flight.json", "requests/bad.json")
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("bad.json: 3 problems"))
    #expect(outcome.errors.hasSuffix("None of the 2 requests was enqueued.\n"))
    #expect(outcome.output == "")
    #expect(drops(work) == [])
    let missing = try work.gqn("enqueue", "requests/none.json")
    #expect(missing.code == 66)
  }

  @Test func `a model that another job makes may be missing`() throws {
    let work = try Workspace()
    try work.makeScene()
    try work.write(
      Workspace.request.replacing("small", with: "future"), to: "requests/late.json")
    #expect(try work.gqn("enqueue", "requests/late.json").code == 65)
    let outcome = try work.gqn("enqueue", "requests/late.json", "--after", "train-it")
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("warning: requests/late.json: the model is not there"))
    let document = try work.json("jobs/" + (try #require(drops(work).first)))
    #expect(document[try #require(JSONPointer("/model"))] == .string("future"))
  }

  @Test func `a training is checked, and its root becomes absolute`() throws {
    let work = try Workspace()
    try work.write(
      TinyDataset.request(steps: 5, more: [#""name": "learn""#]), to: "requests/learn.json")
    let missing = try work.gqn("enqueue", "requests/learn.json")
    #expect(missing.code == 65 && missing.errors.contains("no folder \"data\""))
    try TinyDataset.write(root: work.path + "/requests/data")
    let outcome = try work.gqn("enqueue", "requests/learn.json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let document = try work.json("jobs/" + (try #require(drops(work).first)))
    #expect(
      document[try #require(JSONPointer("/dataset/root"))]
        == .string(work.path + "/requests/data"))
  }

  @Test func `a scene file's path becomes absolute`() throws {
    let work = try Workspace()
    try work.makeScene()
    let document = try work.json("requests/flight.json")
    guard case .object(var members) = document else {
      Issue.record("the request is no object")
      return
    }
    let scene = try #require(members["scene"])
    members["scene"] = JSONValue.object(["file": .string("scene.json")])
    for (name, value) in [("scene.json", scene), ("by-file.json", JSONValue.object(members))] {
      try AtomicFile.write(
        JSONWriter.bytes(of: value), to: work.path + "/requests/" + name)
    }
    let outcome = try work.gqn("enqueue", "requests/by-file.json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let queued = try work.json("jobs/" + (try #require(drops(work).first)))
    #expect(
      queued[try #require(JSONPointer("/scene/file"))]
        == .string(work.path + "/requests/scene.json"))
  }

  @Test func `files outside of the queue's root are warned of`() throws {
    let work = try Workspace()
    let other = try Workspace()
    try other.makeScene()
    let outcome = try work.gqn(
      "enqueue", other.path + "/requests/flight.json", "--models", other.path + "/models")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("0.png does not lie below \(work.path); gqnd reads it only if"))
  }

  // MARK: - With a daemon

  @Test func `each time the ID is that of the job it became`() throws {
    let work = try Workspace()
    try work.makeScene()
    let served = try work.serve()
    let first = try work.gqn("enqueue", "requests/flight.json") { served.look() }
    let second = try work.gqn("enqueue", "requests/flight.json") { served.look() }
    #expect(first.code == 0 && second.code == 0)
    #expect(!first.errors.contains("no daemon"))
    #expect(first.lines != second.lines)
    #expect(work.names("jobs/queued") == (first.lines + second.lines).sorted())
  }

  @Test func `what the daemon refuses ends with its reason`() throws {
    let work = try Workspace()
    try work.makeScene()
    let served = try work.serve()
    let outcome = try work.gqn("enqueue", "requests/flight.json", "--name", "refused") {
      served.look()
    }
    #expect(outcome.code == 65)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("/name: it is refused"), "\(outcome.errors)")
  }

  @Test func `what the daemon refuses keeps no other from going in`() throws {
    let work = try Workspace()
    try work.makeScene()
    let request = try work.text("requests/flight.json")
    for name in ["one", "refused", "two"] {
      try work.write(
        request.replacing("{\"version\"", with: "{\"name\": \"\(name)\", \"version\""),
        to: "requests/\(name).json")
    }
    let served = try work.serve()
    let outcome = try work.gqn(
      "enqueue", "requests/one.json", "requests/refused.json", "requests/two.json"
    ) { served.look() }
    #expect(outcome.code == 65)
    #expect(outcome.lines.map { $0.prefix(4) } == ["one-", "two-"])
    #expect(outcome.errors.contains("/name: it is refused"), "\(outcome.errors)")
    #expect(
      outcome.errors.hasSuffix(
        "gqn: 1 of the 3 requests was not taken in; the others are in the queue\n"))
  }

  @Test(arguments: [(FinalState.done, Int32(0)), (.failed, 1)])
  func `it is waited for`(state: FinalState, code: Int32) throws {
    let work = try Workspace()
    try work.makeScene()
    let served = try work.serve()
    let outcome = try work.gqn("enqueue", "requests/flight.json", "--wait") {
      served.work(as: state, message: "so it went")
    }
    #expect(outcome.code == code)
    #expect(outcome.output.hasPrefix("flight-"))
  }

  @Test func `nothing is waited for where no daemon runs`() throws {
    let work = try Workspace()
    try work.makeScene()
    let outcome = try work.gqn("enqueue", "requests/flight.json", "--follow")
    #expect(outcome.code == 69)
    #expect(drops(work) == [])
  }
}
