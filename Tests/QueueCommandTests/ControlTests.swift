import JSONDocuments
import Jobs
import LinuxSystem
import Testing

struct ControlTests {
  // MARK: - Without a daemon

  @Test(arguments: [
    ["cancel", "ring"], ["priority", "ring", "-7"], ["pause"], ["resume"], ["resume", "held"],
    ["retry", "old", "--frames", "3-17,40"],
  ])
  func `what is asked waits for the daemon`(words: [String]) throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .queued)
    try work.put("held-0a1b2d", .queued, sequence: 2) { $0.stashed = true }
    try work.put("old-0a1b2e", .done, sequence: 3)
    let outcome = try Program.run(words, in: work.path)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(
      outcome.errors
        == "gqn: no daemon serves jobs: this takes effect when gqnd is started\n")
    let files = work.names("jobs/control").filter { !$0.hasPrefix(".") }
    let file = try #require(files.first)
    #expect(files.count == 1)
    let request = try work.json("jobs/control/" + file)
    let who = try #require(JSONPointer("/requestedBy"))
    #expect(request[who]?.kind.contains("@") == true)
    // The next daemon takes it.
    try work.serve().look()
    #expect(work.names("jobs/control").filter { !$0.hasPrefix(".") } == [])
  }

  @Test(arguments: [
    (["cancel", "old"], 65, "old-0a1b2e is done already"),
    (["priority", "old", "1"], 65, "old-0a1b2e is done"),
    (["retry", "ring"], 65, "ring-0a1b2c is queued"),
    (["resume", "ring"], 65, "ring-0a1b2c is queued and not stashed"),
    (["cancel", "nobody"], 66, "no job \"nobody\""),
  ])
  func `what cannot be done is refused`(words: [String], code: Int32, message: String) throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .queued)
    try work.put("old-0a1b2e", .done, sequence: 3)
    let outcome = try Program.run(words, in: work.path)
    #expect(outcome.code == code)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(work.names("jobs/control") == [])
  }

  @Test func `a job that nobody has taken in yet needs a daemon`() throws {
    let work = try Workspace()
    try work.write("{}", to: "jobs/ring.json")
    for command in ["wait", "show", "cancel"] {
      let outcome = try work.gqn(command, "ring")
      #expect(outcome.code == 69)
      #expect(
        outcome.errors
          == "gqn: no job \"ring\" is in the queue yet: start gqnd, which is to take in 1 dropped file\n"
      )
    }
  }

  // MARK: - With one

  @Test func `frames that a flight does not have are not retried`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .done) {
      $0.progress = JobProgress(done: 24, total: 24, unit: "frames", rate: nil, secondsLeft: nil)
    }
    let served = try work.serve()
    let outcome = try work.gqn("retry", "ring", "--frames", "3,20-25") { served.look() }
    #expect(outcome.code == 65)
    #expect(
      outcome.errors == "gqn: ring-0a1b2c has the frames 1 to 24, and --frames goes up to 25\n")
    #expect(try work.gqn("retry", "ring", "--frames", "24") { served.look() }.code == 0)
  }

  @Test func `a queued job is cancelled and queued again`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .queued)
    let served = try work.serve()
    let cancelled = try work.gqn("cancel", "ring") { served.look() }
    #expect(cancelled.output == "ring-0a1b2c: cancelled\n")
    #expect(work.names("jobs/cancelled") == ["ring-0a1b2c"])
    let retried = try work.gqn("retry", "ring", "--frames", "2") { served.look() }
    #expect(retried.output == "ring-0a1b2c: queued\n")
    #expect(try work.queue.job(matching: "ring").status.frames == "2")
    let moved = try work.gqn("priority", "ring", "12") { served.look() }
    #expect(moved.output == "ring-0a1b2c: priority 12\n")
    #expect(try work.queue.job(matching: "ring").status.priority == 12)
  }

  @Test func `the queue is paused and resumed`() throws {
    let work = try Workspace()
    let served = try work.serve()
    let paused = try work.gqn("pause", "--reason", "until noon") { served.look() }
    #expect(paused.output == "jobs: paused\n")
    #expect(try work.gqn("status").output.contains("\npaused: until noon"))
    let resumed = try work.gqn("resume") { served.look() }
    #expect(resumed.output == "jobs: resumed\n")
    #expect(work.queue.pausedReason == nil)
  }

  @Test func `a stashed job is let go`() throws {
    let work = try Workspace()
    try work.put("held-0a1b2d", .queued) { $0.stashed = true }
    let served = try work.serve()
    let outcome = try work.gqn("resume", "held") { served.look() }
    #expect(outcome.output == "held-0a1b2d: queued\n")
    #expect(try !work.queue.job(matching: "held").status.stashed)
  }
}
