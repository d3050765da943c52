import Glibc
import LinuxSystem
import Testing

@testable import Jobs

struct AdmissionTests {
  @Test func `a drop becomes a job, byte for byte`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    let text = "{ \"name\": \"ring\", \"priority\": 3, \"after\": [\"x\"] }\n"
    try queue.drop("anything.json", text)
    let id = try jobs.admittedOne()
    #expect(JobID.name(in: id) == "ring")
    #expect(try queue.text("queued/\(id)/request.json") == text)
    #expect(try queue.drops().isEmpty)
    #expect(try queue.places() == ["queued/\(id)"])
    #expect(try queue.names(".tmp").isEmpty)
    #expect(!queue.exists(".admitting"))
    let job = try #require(jobs.job(id))
    #expect(job.status.priority == 3 && job.status.after == ["x"])
    #expect(job.status.drop?.file == "anything.json")
    let seen = try queue.folder.job(matching: id)
    #expect(seen.status.id == id && seen.state == .queued && seen.status.drop == job.status.drop)
    #expect(try queue.folder.events(of: seen).map(\.event) == [.admitted])
  }

  @Test func `what the command line delivers has the ID it foretold`() throws {
    let queue = try TestQueue()
    let bytes = Array("{}".utf8)
    let names = try (0..<3).map { _ in try queue.folder.deliver(bytes, as: "ring") }
    let stashed = try queue.folder.deliver(bytes, as: "held.json", stashed: true)
    let expected = (names + [stashed]).map {
      QueueFolder.jobID(name: nil, fileName: $0, bytes: bytes)
    }
    let jobs = try queue.open()
    #expect(try Set(jobs.admitted()) == Set(expected))
    #expect(jobs.jobs(in: .queued).filter(\.status.stashed).map(\.status.name) == ["held"])
    #expect(try queue.names(".tmp").isEmpty)
  }

  @Test func `the same drop again is another job`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    var ids: [String] = []
    for _ in 0..<3 {
      try queue.drop("a.json")
      ids += try jobs.admitted()
    }
    #expect(ids == [ids[0], ids[0] + "-2", ids[0] + "-3"])
    #expect(jobs.counts[.queued] == 3)
  }

  @Test func `drops come in by name, as many as there are`() throws {
    let queue = try TestQueue()
    queue.settings.groupLimit = 4
    let jobs = try queue.open()
    for number in 10..<30 { try queue.drop("j\(number).json") }
    let first = try jobs.scan()
    #expect(first.events.count == 4 && first.lookAgainAfter == 0)
    try jobs.settle()
    #expect(jobs.jobs(in: .queued).map(\.status.name) == (10..<30).map { "j\($0)" })
    #expect(jobs.jobs(in: .queued).map(\.status.sequence) == Array(1...20))
  }

  @Test func `files that take long to look at come in by and by`() throws {
    let queue = try TestQueue()
    queue.settings.groupSeconds = 1
    let jobs = try JobQueue(queue.folder, settings: queue.settings, clock: queue.clock.clock) {
      queue.clock.time += 0.4
      return TestQueue.verdict($0, $1)
    }
    for number in 0..<7 { try queue.drop("j\(number).json") }
    var groups: [Int] = []
    repeat { groups.append(try jobs.scan().events.count) } while try !queue.drops().isEmpty
    #expect(groups == [3, 3, 1])
  }

  @Test func `one sync of the file system is enough for a group`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    for number in 0..<50 { try queue.drop("j\(number).json") }
    let result = try ForcedFailure.with("syncfs", errno: EIO, passing: 1) { try jobs.scan() }
    #expect(result.problems.isEmpty)
    #expect(jobs.counts[.queued] == 50)
  }

  @Test(arguments: [".a.json", "a.json~", ".a.json.swp", "#a.json#", "4913", "a.txt", "README.md"])
  func `what is not meant for the queue stays where it is`(name: String) throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop(name)
    #expect(try jobs.scan() == ScanResult())
    #expect(queue.exists(name))
  }

  @Test(arguments: ["link", "broken link", "pipe", "folder"])
  func `what is no file is put away unread`(kind: String) throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("target.txt")
    let path = queue.path + "/a.json"
    let result =
      switch kind {
      case "link": unsafe symlink("target.txt", path)
      case "broken link": unsafe symlink("nowhere", path)
      case "pipe": unsafe mkfifo(path, 0o666)
      default: unsafe mkdir(path, 0o777)
      }
    try #require(result == 0)
    let events = try jobs.settle().events
    guard case .rejected(let id, "a.json", let reason) = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(reason.contains(kind == "broken link" ? "a symbolic link" : kind))
    #expect(queue.exists("rejected/\(id)/a.json"))
    #expect(try queue.text("rejected/\(id)/reason.txt") == reason + "\n")
    #expect(try queue.drops().isEmpty)
    #expect(queue.exists("target.txt"))
  }

  @Test func `a hard link becomes a job, each time it is made`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("original.txt")
    for count in 1...2 {
      try #require(
        unsafe link(queue.path + "/original.txt", queue.path + "/a.json") == 0)
      try jobs.settle()
      #expect(jobs.counts[.queued] == count)
    }
    #expect(try queue.text("original.txt") == "{}")
  }

  @Test func `a name that is not UTF-8 is put away`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.txt")
    let name = Array("\(queue.path)/".utf8CString.dropLast()) + [-1, -2] + ".json".utf8CString
    try #require(unsafe rename("\(queue.path)/a.txt", name) == 0)
    let events = try jobs.settle().events
    guard case .rejected(let id, "\u{FFFD}\u{FFFD}.json", let reason) = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(reason.contains("UTF-8"))
    #expect(id.hasPrefix("render-"))
    #expect(try queue.names("rejected/\(id)").count == 2)
    #expect(try queue.drops().isEmpty)
  }

  @Test func `a file that is too large is put away unread`() throws {
    let queue = try TestQueue()
    queue.settings.requestByteLimit = 10
    let jobs = try queue.open()
    try queue.drop("a.json", "{         }")
    try queue.drop("b.json", "{}")
    let result = try jobs.settle()
    #expect(jobs.counts[.queued] == 1)
    #expect(
      result.events.contains {
        if case .rejected(_, "a.json", let reason) = $0 {
          reason.contains("11 bytes")
        } else {
          false
        }
      })
  }

  @Test(arguments: ["../x", "a/b", "", ".x", "a\nb", "\u{1B}[31m"])
  func `a name that is no folder's is put away`(name: String) throws {
    let queue = try TestQueue()
    let jobs = try JobQueue(queue.folder, clock: queue.clock.clock) { _, _ in
      .accept(name: name, type: "render", priority: 0, after: [], output: nil)
    }
    try queue.drop("a.json")
    let events = try jobs.settle().events
    guard case .rejected(let id, _, let reason) = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(reason.contains("no safe name") && !reason.contains("\u{1B}"))
    #expect(try queue.places() == ["rejected/\(id)"])
  }

  @Test func `a bad request is put away with its reason, each time it comes`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    for _ in 0..<2 {
      try queue.drop("a.json", #"{"bad": "no such model"}"#)
      try jobs.settle()
    }
    let places = try queue.names("rejected")
    #expect(places.count == 2 && places[1] == places[0] + "-2")
    #expect(try queue.text("rejected/\(places[0])/reason.txt") == "no such model\n")
    #expect(try queue.text("rejected/\(places[1])/a.json") == #"{"bad": "no such model"}"#)
    let shown = try queue.folder.job(matching: places[1])
    #expect(shown.state == .rejected && shown.status.message == "no such model")
  }

  @Test func `a file that is being written is waited for`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json", "")
    #expect(try jobs.scan().lookAgainAfter == 0.25)
    for part in ["{", "{\"name\"", "{\"name\":\"slow"] {
      try queue.drop("a.json", part)
      queue.clock.time += 4
      let result = try jobs.scan()
      #expect(result.events.isEmpty && result.lookAgainAfter == 0.25)
    }
    try queue.drop("a.json", "{\"name\":\"slow\"}")
    #expect(try JobID.name(in: jobs.admittedOne()) == "slow")
  }

  @Test func `a file that stays broken is put away after five seconds`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json", "{")
    let begin = queue.clock.time
    while try queue.names("rejected").isEmpty {
      let result = try jobs.scan()
      guard let look = result.lookAgainAfter else { break }
      queue.clock.time += look
      try #require(look > 0 && queue.clock.time < begin + 6)
    }
    #expect(abs(queue.clock.time - begin - 5) < 0.1)
    #expect(try queue.text("rejected/\(queue.names("rejected")[0])/reason.txt").contains("line 1"))
  }

  @Test func `a writer's last line end makes no second job`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    let file = try FileDescriptor(
      opening: "\(queue.path)/a.json", flags: O_WRONLY | O_CREAT | O_APPEND)
    try file.write(Array("{}".utf8))
    let id = try jobs.admittedOne()
    try file.write([0x0A])
    try jobs.settle()
    #expect(jobs.counts[.queued] == 1)
    #expect(try queue.drops().isEmpty && queue.text("queued/\(id)/request.json") == "{}\n")
  }

  @Test(arguments: [false, true])
  func `a drop that is replaced while it is taken in is read anew`(isTaken: Bool) throws {
    let queue = try TestQueue()
    var changes = 1
    let jobs = try JobQueue(queue.folder, clock: queue.clock.clock) { bytes, name in
      // After it was read and before it is moved.
      if changes > 0 {
        changes -= 1
        try? queue.drop("a.json", #"{"name": "other"}"#)
      }
      return TestQueue.verdict(bytes, name)
    }
    try queue.drop("a.json", "{}")
    _ = try jobs.scan()
    #expect(jobs.counts[.queued, default: 0] == 0)
    // What was taken too early is given back, beside what has come meanwhile.
    if isTaken { try queue.drop("a.json", #"{"name": "third"}"#) }
    try jobs.settle()
    let names = Set(jobs.jobs(in: .queued).map(\.status.name))
    #expect(names == (isTaken ? ["other", "third"] : ["other"]))
    #expect(try queue.drops().isEmpty && queue.names(".tmp").isEmpty)
  }

  @Test func `a hard link's job keeps its content`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("original.txt")
    try #require(unsafe link(queue.path + "/original.txt", queue.path + "/a.json") == 0)
    let id = try jobs.admittedOne()
    try Folder(queue.path).append(Array("more".utf8), to: "original.txt")
    #expect(try queue.text("queued/\(id)/request.json") == "{}")
  }
}
