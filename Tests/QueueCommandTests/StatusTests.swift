import JSONDocuments
import Jobs
import LinuxSystem
import Testing

struct StatusTests {
  private static let hostileName = "a\u{1B}[2J\n\u{202E}evil"

  @Test func `the table fits 80 columns whatever names and messages hold`() throws {
    let work = try Workspace()
    let long = String(repeating: "very-long-name-", count: 6) + "end"
    try work.put(long + "-0a1b2c", .running) {
      $0.startedAt = .now.advanced(bySeconds: -12)
      $0.progress = JobProgress(
        done: 47, total: 120, unit: "frames", rate: 4.26, secondsLeft: 125)
    }
    try work.put("wide-aaaaaa", .failed, sequence: 2) {
      $0.message = String(repeating: "画像が見つかりません", count: 20)
    }
    try work.put("evil-bbbbbb", .failed, sequence: 3) { $0.message = Self.hostileName }
    let outcome = try work.gqn("status")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(!outcome.output.contains("\u{202E}"))
    for line in outcome.lines {
      // Each of these letters takes two columns.
      let wide = line.unicodeScalars.count { (0x3000...0x9FFF).contains($0.value) }
      #expect(line.unicodeScalars.count + wide <= 80, "\(line)")
    }
    let running = try #require(outcome.lines.first { $0.contains("running  ") })
    #expect(running.contains("…"))
    #expect(running.contains("end-0a1b2c  running"))
    #expect(running.contains("███░░░░░  39%  2m left"))
  }

  @Test func `the headline counts jobs and says who serves the queue`() throws {
    let work = try Workspace()
    try work.put("a-000001", .queued)
    try work.put("b-000002", .queued, sequence: 2) { $0.stashed = true }
    try work.put("c-000003", .done, sequence: 3)
    let idle = try work.gqn("status")
    #expect(idle.lines.first == "jobs: 2 queued, 1 done")
    #expect(idle.lines[1].hasPrefix("no daemon runs"))
    #expect(idle.output.contains("b-000002  stashed"))
    let served = try work.serve()
    try served.queue.pause(reason: "no room\u{07}")
    let busy = try work.gqn("status")
    #expect(busy.lines[1].hasPrefix("served by process "))
    #expect(busy.lines[2] == "paused: no room\\u{7}; gqn resume takes it back")
  }

  @Test func `a rejected file has no type, and its message does not repeat its name`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .failed) { $0.message = "ring.json: /model: no model \"x\"" }
    try work.write(
      "bad.json: line 1, column 2: no JSON\n", to: "jobs/rejected/bad-000002/reason.txt")
    let lines = try work.gqn("status").lines
    #expect(lines.contains { $0.hasPrefix("ring-0a1b2c  failed    render ") })
    #expect(lines.contains { $0.hasSuffix("/model: no model \"x\"") && !$0.contains("ring.json") })
    #expect(lines.contains { $0.hasPrefix("bad-000002   rejected  ") && !$0.contains("render") })
    #expect(lines.contains { $0.hasSuffix("  line 1, column 2: no JSON") })
  }

  @Test func `only so many jobs are listed unless all are asked for`() throws {
    let work = try Workspace()
    for number in 1...30 { try work.put("q\(number)-000000", .queued, sequence: number) }
    for number in 31...60 { try work.put("d\(number)-000000", .done, sequence: number) }
    let some = try work.gqn("status")
    #expect(some.lines.count == 2 + 1 + 40 + 1)
    #expect(some.lines.last == "… and 20 more jobs; see gqn status --all")
    let all = try work.gqn("status", "--all")
    #expect(all.lines.count == 2 + 1 + 60)
    let one = try work.gqn("status", "q7-")
    #expect(one.lines.count == 2 + 1 + 1)
    let fewer = try Workspace()
    for number in 1...21 { try fewer.put("d\(number)-000000", .done, sequence: number) }
    #expect(try fewer.gqn("status").lines.last == "… and 1 more job; see gqn status --all")
  }

  @Test func `the JSON has the documented shape`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .running) {
      $0.progress = JobProgress(done: 1, total: 4, unit: "frames", rate: 2, secondsLeft: 1.5)
      $0.startedAt = .now
      $0.output = "ring"
    }
    try work.put("old-111111", .failed, sequence: 2) { $0.message = Self.hostileName }
    let outcome = try work.gqn("status", "--json")
    #expect(outcome.code == 0)
    let report = try JSONValue(parsing: Array(outcome.output.utf8))
    func at(_ pointer: String) throws -> JSONValue? {
      report[try #require(JSONPointer(pointer))]
    }
    #expect(try at("/version") == .integer(1))
    #expect(try at("/queue/folder") == .string(work.path + "/jobs"))
    #expect(try at("/queue/daemon") == nil)
    #expect(try at("/queue/paused") == nil)
    #expect(try at("/queue/counts/running") == .integer(1))
    #expect(try at("/queue/counts/done") == .integer(0))
    #expect(try at("/jobs/0/id") == .string("ring-0a1b2c"))
    #expect(try at("/jobs/0/state") == .string("running"))
    #expect(try at("/jobs/0/name") == .string("ring"))
    #expect(try at("/jobs/0/version") == .integer(1))
    #expect(try at("/jobs/0/progress/secondsLeft") == .number(1.5))
    #expect(try at("/jobs/0/output") == .string("ring"))
    #expect(try at("/jobs/1/message") == .string(Self.hostileName))
    #expect(try at("/jobs/2") == nil)
  }

  @Test func `a job is named by its ID, the beginning of it, or its name`() throws {
    let work = try Workspace()
    try work.put("ring-0a1b2c", .done)
    try work.put("ring-0a7777", .queued, sequence: 2)
    try work.put("other-123456", .queued, sequence: 3)
    for text in ["other", "other-123456", "other-12", "oth"] {
      #expect(try work.gqn("status", text).output.contains("\nother-123456  queued"))
    }
    #expect(try work.gqn("status", "ring-0a1").output.contains("\nring-0a1b2c  done"))
    let ambiguous = try work.gqn("show", "ring-0a")
    #expect(ambiguous.code == 65)
    #expect(ambiguous.errors.contains("ring-0a1b2c, ring-0a7777"), "\(ambiguous.errors)")
    let missing = try work.gqn("status", "otter")
    #expect(missing.code == 66)
    #expect(missing.errors.hasPrefix("gqn: no job \"otter\" is in the queue"))
  }

  @Test func `a folder that is not there is named`() throws {
    let work = try Workspace()
    let outcome = try work.gqn("status", "--jobs", "nowhere")
    #expect(outcome.code == 66)
    #expect(
      outcome.errors == "gqn: nowhere: there is no such folder; name the queue's with --jobs\n")
  }
}
