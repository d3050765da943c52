import Jobs
import LinuxSystem
import Testing

struct ShowTests {
  @Test func `everything about a job is shown and nothing that moves the terminal`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .failed, log: "one\ntwo \u{1B}[31mred\nthree") {
      $0.attempts = 2
      $0.crashes = 1
      $0.message = "the disk\nwas full"
      $0.exitCode = 73
      $0.output = "ring"
      $0.after = ["first"]
    }
    try work.write(
      """
      {"at":"2025-01-31T12:34:56.789Z","event":"admitted"}
      {"at":"2025-01-31T12:34:57.789Z","event":"crashed","detail":"killed \\u001b by signal 9"}

      """, to: "jobs/failed/ring-0a1b2c/events.jsonl")
    try work.write("It ended in a strange way.\n", to: "jobs/failed/ring-0a1b2c/crash.txt")
    let outcome = try work.gqn("show", "ring")
    #expect(outcome.code == 0)
    #expect(!outcome.output.contains("\u{1B}"))
    for line in [
      "ID         ring-0a1b2c", "state      failed", "message    the disk\\nwas full",
      "after      first", "attempts   2", "crashes    1 since it last came farther",
      "exit code  73",
      "folder     jobs/failed/ring-0a1b2c", "output     ring", "REQUEST",
      "  {\"version\": 1, \"type\": \"render\"}", "CRASH", "  It ended in a strange way.",
      "  two \\u{1B}[31mred", "  three",
      "  2025-01-31T12:34:57.789Z  crashed   killed \\u{1B} by signal 9",
    ] {
      #expect(outcome.lines.contains(line), "\(line)")
    }
  }

  @Test(arguments: [
    ("render", "ring", "output/ring/index.html"), ("evaluate", "ring", "output/ring/report.html"),
    ("train", "models/ring", "models/ring/index.html"),
  ])
  func `what a job writes is named, and the page of it`(
    type: String, output: String, page: String
  ) throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .done) {
      $0.type = type
      $0.output = output
    }
    let without = try work.gqn("show", "ring")
    #expect(without.lines.contains("output     \(output)"))
    #expect(!without.lines.contains { $0.hasPrefix("page") })
    try work.write("<html>", to: page)
    #expect(try work.gqn("show", "ring").lines.contains("page       \(page)"))
    let elsewhere = try Program.run(["show", "ring", "--jobs", work.path + "/jobs"], in: "/")
    #expect(elsewhere.lines.contains("page       \(work.path)/\(page)"))
  }

  @Test func `the logs of all attempts are printed`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .done, log: "second\u{07}") { $0.attempts = 2 }
    try work.write("first\n", to: "jobs/done/ring-0a1b2c/attempt-1.log")
    let outcome = try work.gqn("log", "ring")
    #expect(outcome.code == 0)
    #expect(outcome.output == "first\nsecond\\u{7}\n")
    #expect(outcome.errors == "gqn: attempt 2 of ring-0a1b2c:\n")
  }

  @Test func `a log is followed until the job has ended`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .queued)
    let served = try work.serve()
    var steps = 0
    let outcome = try work.gqn("log", "ring", "-f") {
      steps += 1
      switch steps {
      case 2: _ = try? served.queue.begin("ring-0a1b2c")
      case 3: try? work.write("hal", to: "jobs/running/ring-0a1b2c/attempt-1.log")
      case 6: try? work.write("half a line\nlast", to: "jobs/running/ring-0a1b2c/attempt-1.log")
      case 9: _ = try? served.queue.finish("ring-0a1b2c", as: .done)
      default: break
      }
    }
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output == "half a line\nlast\n")
  }
}
