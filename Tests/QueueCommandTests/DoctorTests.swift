import Glibc
import Jobs
import LinuxSystem
import Testing

struct DoctorTests {
  @Test func `a good installation has no problem`() throws {
    let work = try Workspace()
    try work.makeScene()
    let served = try work.serve()
    let outcome = try work.gqn("doctor") { served.look() }
    #expect(outcome.code == 0, "\(outcome.output)")
    #expect(outcome.lines.allSatisfy { $0.hasPrefix("ok ") || $0.hasPrefix("warning ") })
    #expect(
      outcome.lines.contains { $0.hasPrefix("ok       daemon: process ") && $0.hasSuffix(" ms") })
    #expect(outcome.lines.contains("ok       models: 1 snapshot can be read"))
    #expect(outcome.lines.contains { $0.hasPrefix("ok       processor: ") })
  }

  @Test func `what is missing is a problem and says what to do`() throws {
    let work = try Workspace()
    let outcome = try work.gqn("doctor", "--jobs", "nowhere")
    #expect(outcome.code == 78)
    #expect(
      outcome.lines.contains(
        "problem  queue: there is no folder nowhere; make it, or name another one with --jobs"))
    #expect(outcome.lines.contains { $0.hasPrefix("problem  models: there is no folder models") })
    #expect(outcome.errors == "gqn: 2 problems, see above\n")
  }

  @Test func `leftovers are found`() throws {
    let work = try Workspace()
    try work.makeScene()
    try work.put("ring-0a1b2c", .running)
    try work.write("half", to: "output/ring/frames/.000001.png.part")
    try work.write("new", to: "output/ring/frames/.000002.png.part")
    try work.write("{}", to: "jobs/old.json")
    for name in ["output/ring/frames/.000001.png.part", "jobs/old.json"] {
      var times = [
        timeval(tv_sec: 1_700_000_000, tv_usec: 0), timeval(tv_sec: 1_700_000_000, tv_usec: 0),
      ]
      #expect(unsafe utimes(work.path + "/" + name, &times) == 0)
    }
    try work.write("{}", to: "models/broken/gqn_config.json")
    let outcome = try work.gqn("doctor")
    #expect(outcome.code == 0)
    for line in [
      "warning  daemon: none serves jobs", "warning  jobs: 1 was running when the daemon ended",
      "warning  jobs: 1 dropped file waits to be taken in, such as old.json; start gqnd",
      "warning  output: 1 unfinished file is more than an hour old, such as output/ring/frames/.000001",
      "warning  models: ", "ok       models: 1 snapshot can be read",
    ] {
      #expect(outcome.lines.contains { $0.hasPrefix(line) }, "\(line)")
    }
  }

  @Test func `a daemon that does not answer is a problem`() throws {
    let work = try Workspace()
    try work.makeScene()
    let served = try work.serve()
    let outcome = try work.gqn("doctor")
    #expect(outcome.code == 78)
    #expect(
      outcome.lines.contains {
        $0.hasPrefix("problem  daemon: process ") && $0.contains("does not answer within 3 s")
      })
    // The queue is held until here.
    served.look()
  }
}
