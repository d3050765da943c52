import Glibc
import LinuxSystem
import Testing

@testable import Jobs

struct TroubleTests {
  @Test(arguments: ["mkdir", "open", "write", "syncfs", "rename"], [ENOSPC, EROFS])
  func `a full or read-only disk leaves the drops, is told once, and passes`(
    call: String, errno: Int32
  ) throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try jobs.settle()
    let names = ["a.json", "b.json", "c.json"]
    for name in names { try queue.drop(name) }
    // Folders are opened before anything is written.
    let passing = call == "open" ? 4 : 0
    var problems: [QueueError] = []
    for _ in 0..<4 {
      let result = try ForcedFailure.with(call, errno: errno, passing: passing) { try jobs.scan() }
      problems += result.problems
      #expect(result.lookAgainAfter.map { $0 > 0 && $0 <= 5 } == true)
      queue.clock.time += 6
    }
    #expect(problems.count == 1 && problems.first?.isDiskFull == (errno == ENOSPC))
    let whole = try queue.names("queued").filter { queue.exists("queued/\($0)/request.json") }
    #expect(try whole == queue.names("queued"))
    #expect(try whole.count + queue.drops().count == 3)
    let result = try jobs.settle()
    #expect(result.problems.isEmpty)
    #expect(jobs.counts[.queued] == 3)
    #expect(try queue.drops().isEmpty && queue.names(".tmp").isEmpty)
  }

  @Test(arguments: ["open", "write", "fsync", "rename"])
  func `a change that fails has not happened, and can be made again`(call: String) throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json")
    let id = try jobs.admittedOne()
    let passing = call == "rename" ? 1 : 0
    #expect(throws: QueueError.self) {
      try ForcedFailure.with(call, errno: ENOSPC, passing: passing) { _ = try jobs.begin(id) }
    }
    #expect(jobs.job(id)?.state == .queued && jobs.job(id)?.status.attempts == 0)
    #expect(try queue.places() == ["queued/\(id)"])
    #expect(try jobs.begin(id).status.attempts == 1)
    #expect(try queue.places() == ["running/\(id)"])
  }

  @Test func `a folder that cannot be synced is a trouble, not a failure`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json")
    let id = try jobs.admittedOne()
    let job = try ForcedFailure.with("fsync", errno: EIO, passing: 2) {
      let job = try jobs.begin(id)
      jobs.syncPlaces()
      return job
    }
    #expect(job.state == .running && jobs.job(id) == job)
    // Both the folder that the job came to and the one that it left.
    #expect(try jobs.scan().problems.count == 2)
  }

  @Test func `a second daemon is told who holds the queue`() throws {
    let queue = try TestQueue()
    #expect(queue.folder.holder() == nil)
    do {
      let jobs = try queue.open()
      _ = try jobs.scan()
      let holder = "process \(getpid()) on \(Machine.hostName)"
      #expect(queue.folder.holder() == holder)
      #expect(throws: QueueError.held(path: queue.path, holder: holder)) { try queue.open() }
      _ = jobs.counts
    }
    #expect(queue.folder.holder() == nil)
    // A killed daemon leaves its name, but no lock.
    try queue.drop(".lock", "process 1 on elsewhere\n")
    #expect(queue.folder.holder() == nil)
    _ = try queue.open()
  }

  @Test(arguments: ["", "/queued", "/.tmp", "/rejected"])
  func `a folder that is removed or replaced is noticed`(part: String) throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    _ = try jobs.scan()
    try Folder.removeTree(queue.path + part)
    let gone =
      part.isEmpty
      ? QueueError.folderGone(path: queue.path) : .folderReplaced(path: queue.path + part)
    #expect(throws: gone) { try jobs.scan() }
    try queue.folder.create()
    #expect(throws: QueueError.folderReplaced(path: queue.path + part)) { try jobs.scan() }
    // What is asked of it now does not go into the new folder.
    try queue.drop("a.json")
    #expect(throws: QueueError.self) { try jobs.scan() }
    #expect(try queue.drops() == ["a.json"])
  }

  @Test func `a folder that was moved away and back is the queue again`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json")
    _ = try jobs.admittedOne()
    try #require(unsafe rename(queue.path, queue.path + "-away") == 0)
    #expect(throws: QueueError.folderGone(path: queue.path)) { try jobs.scan() }
    try #require(unsafe rename(queue.path + "-away", queue.path) == 0)
    #expect(try jobs.scan().problems.isEmpty)
    #expect(jobs.counts[.queued] == 1)
  }

  @Test func `a thorough scan finds what was moved, removed and put in by hand`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    for name in ["a", "b", "c", "d"] { try queue.drop("\(name).json") }
    let ids = try jobs.admitted()
    _ = try jobs.begin(ids[3])
    try #require(
      unsafe rename("\(queue.path)/queued/\(ids[0])", "\(queue.path)/cancelled/\(ids[0])") == 0)
    try Folder.removeTree("\(queue.path)/queued/\(ids[1])")
    try #require(
      unsafe rename("\(queue.path)/queued/\(ids[2])", "\(queue.path)/running/\(ids[2])") == 0)
    let events = try jobs.scan(thorough: true).events
    #expect(events.contains(.vanished(id: ids[1])))
    #expect(events.contains(.found(id: ids[0], state: .cancelled)))
    #expect(jobs.job(ids[0])?.state == .cancelled && jobs.job(ids[1]) == nil)
    // Nobody runs what was put into `running` by hand; what has a worker keeps it.
    #expect(jobs.job(ids[2])?.state == .queued && jobs.job(ids[3])?.state == .running)
    #expect(try jobs.scan(thorough: true).events.isEmpty)
  }

  @Test func `a job whose folder is gone is forgotten when it is needed`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json")
    let id = try jobs.admittedOne()
    try Folder.removeTree("\(queue.path)/queued/\(id)")
    #expect(throws: QueueError.self) { try jobs.begin(id) }
    #expect(jobs.job(id) == nil)
    #expect(try jobs.scan().events == [.vanished(id: id)])
  }

  @Test func `a drop that cannot be moved stays, is told of once, and keeps no other back`() throws
  {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json")
    let result = try ForcedFailure.with("rename", errno: EACCES) { try jobs.scan() }
    #expect(result.problems.count == 1)
    queue.clock.time += 10
    try queue.drop("b.json")
    #expect(try jobs.scan().problems.isEmpty)
    #expect(jobs.jobs(in: .queued).map(\.status.name) == ["b"])
    #expect(try queue.drops() == ["a.json"] && queue.names(".tmp").isEmpty)
    // Once it changes, it is looked at again.
    try queue.drop("a.json")
    try jobs.settle()
    #expect(jobs.counts[.queued] == 2)
  }

  @Test func `a drop that could not be moved is tried again at the next thorough scan`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json")
    _ = try ForcedFailure.with("rename", errno: EACCES) { try jobs.scan() }
    queue.clock.time += 30
    _ = try ForcedFailure.with("rename", errno: EACCES) { try jobs.scan(thorough: true) }
    #expect(try queue.drops() == ["a.json"] && queue.names(".tmp").isEmpty)
    queue.clock.time += 30
    _ = try jobs.scan(thorough: true)
    #expect(jobs.counts[.queued] == 1)
  }

  @Test func `each error says what happened, where, and what to do`() {
    let errors: [QueueError] = [
      .held(path: "jobs", holder: "process 1 on x\u{1B}"), .folderGone(path: "jobs"),
      .folderReplaced(path: "jobs"), .noSuchJob("rign", suggestion: "ring"),
      .ambiguous("a", candidates: ["a-1", "a-2"]),
      .wrongState(id: "a", state: .running, action: "retry"),
      .unreadable(path: "x", reason: "it is no JSON"), .badControl(file: "x", reason: "y"),
    ]
    for error in errors {
      #expect("\(error)".contains("; "))
      #expect(!"\(error)".contains("\u{1B}"))
    }
  }
}
