import Jobs
import Testing

struct WaitTests {
  @Test(arguments: [(JobState.done, Int32(0)), (.failed, 1), (.cancelled, 2)])
  func `the exit code says how a job ended`(state: JobState, code: Int32) throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", state) { $0.message = "because\u{1B}" }
    let outcome = try work.gqn("wait", "ring")
    #expect(outcome.code == code)
    #expect(!outcome.errors.contains("\u{1B}"))
    if code == 0 {
      #expect(outcome.output == "ring-0a1b2c: done\n")
    } else {
      #expect(outcome.errors.contains("because\\u{1B}"))
    }
  }

  @Test func `a failure weighs more than a cancellation`() throws {
    let work = try Workspace()
    try work.put("a-000001", .cancelled)
    try work.put("b-000002", .failed)
    try work.put("c-000003", .cancelled)
    let outcome = try work.gqn("wait", "a", "b", "c")
    #expect(outcome.code == 1)
    for id in ["a-000001 was cancelled", "b-000002 failed", "c-000003 was cancelled"] {
      #expect(outcome.errors.contains(id))
    }
  }

  @Test func `nothing is waited for where no daemon runs`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .queued)
    let outcome = try work.gqn("wait", "ring")
    #expect(outcome.code == 69)
    #expect(outcome.errors.contains("no daemon serves jobs"))
  }

  @Test func `the time can be limited`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .queued)
    let served = try work.serve()
    let outcome = try work.gqn("wait", "ring", "--timeout", "0.4") { served.look() }
    #expect(outcome.code == 75)
    #expect(outcome.errors == "gqn: ring-0a1b2c did not end within 0.4 s\n")
  }

  @Test func `a job that ends meanwhile is seen to`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .queued)
    let served = try work.serve()
    var looks = 0
    let outcome = try work.gqn("wait", "ring") {
      looks += 1
      if looks == 4 { served.work(as: .failed, message: "a reason") }
    }
    #expect(outcome.code == 1)
    #expect(outcome.errors.hasPrefix("gqn: ring-0a1b2c failed: a reason; see gqn show"))
  }
}
