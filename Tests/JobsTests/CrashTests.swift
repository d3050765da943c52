import Glibc
import LinuxSystem
import Testing

@testable import Jobs

/// A kill at every point of every change: from the nth system call on nothing works any more, and then
/// the queue is opened anew.
struct CrashTests {
  /// A change with what must be there before and after, as `state/name`.
  struct Change: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var before: @Sendable (TestQueue) throws -> Void = { _ in }
    /// Nil for the opening itself.
    let act: (@Sendable (TestQueue, JobQueue) throws -> Void)?
    /// The places that a crash may leave, and in the end the last of them.
    let outcomes: [[String]]
  }

  static func id(_ jobs: JobQueue, _ name: String) throws -> String {
    try #require(
      JobState.allCases.flatMap { jobs.jobs(in: $0) }.first { $0.status.name == name }?.id)
  }

  /// Takes in one drop `a` and brings it to a state.
  static func prepare(_ state: JobState) -> @Sendable (TestQueue) throws -> Void {
    { queue in
      try queue.drop("a.json")
      let jobs = try queue.open()
      let id = try jobs.admittedOne()
      guard state != .queued else { return }
      _ = try jobs.begin(id)
      if state == .done { _ = try jobs.finish(id, as: .done) }
    }
  }

  static let changes = [
    Change(
      testDescription: "admission", before: { try $0.drop("a.json") },
      act: { _, jobs in _ = try jobs.scan() },
      outcomes: [["queued/a"]]),
    Change(
      testDescription: "admission of several",
      before: { for name in ["a", "b", "c"] { try $0.drop("\(name).json") } },
      act: { _, jobs in _ = try jobs.scan() },
      outcomes: [["queued/a", "queued/b", "queued/c"]]),
    Change(
      testDescription: "admission of a hard link",
      before: {
        try $0.drop("original.txt")
        try #require(unsafe link($0.path + "/original.txt", $0.path + "/a.json") == 0)
      },
      act: { _, jobs in _ = try jobs.scan() },
      outcomes: [["queued/a"]]),
    Change(
      testDescription: "rejection", before: { try $0.drop("a.json", #"{"bad": "x"}"#) },
      act: { _, jobs in _ = try jobs.scan() },
      outcomes: [["rejected/a"]]),
    Change(
      testDescription: "admission and rejection",
      before: {
        try $0.drop("a.json")
        try $0.drop("b.json", #"{"bad": "x"}"#)
      },
      act: { _, jobs in _ = try jobs.scan() },
      outcomes: [["queued/a", "rejected/b"]]),
    Change(
      testDescription: "begin", before: prepare(.queued),
      act: { _, jobs in
        _ = try jobs.begin(id(jobs, "a"))
        jobs.syncPlaces()
      },
      // A running job without its daemon is queued again.
      outcomes: [["queued/a"]]),
    Change(
      testDescription: "begin and finish", before: prepare(.queued),
      act: { _, jobs in
        _ = try jobs.begin(id(jobs, "a"))
        _ = try jobs.finish(id(jobs, "a"), as: .done)
      },
      outcomes: [["queued/a"], ["done/a"]]),
    Change(
      testDescription: "begin and crash", before: prepare(.queued),
      act: { _, jobs in
        _ = try jobs.begin(id(jobs, "a"))
        _ = try jobs.requeue(id(jobs, "a"), after: .crash(exitCode: 1), message: "x")
      },
      outcomes: [["queued/a"]]),
    Change(
      testDescription: "crash report", before: prepare(.queued),
      act: { _, jobs in
        _ = try jobs.begin(id(jobs, "a"))
        try jobs.writeCrashReport("x", for: id(jobs, "a"))
      },
      outcomes: [["queued/a"]]),
    Change(
      testDescription: "cancel of a queued job", before: prepare(.queued),
      act: { queue, jobs in
        try queue.folder.send(ControlRequest(.cancel, job: id(jobs, "a")))
        _ = try jobs.scan()
      },
      outcomes: [["queued/a"], ["cancelled/a"]]),
    Change(
      testDescription: "retry", before: prepare(.done),
      act: { queue, jobs in
        try queue.folder.send(ControlRequest(.retry, job: id(jobs, "a")))
        _ = try jobs.scan()
      },
      outcomes: [["done/a"], ["queued/a"]]),
    Change(
      testDescription: "clean", before: prepare(.done),
      act: { queue, jobs in _ = try jobs.clean(CleanRule()) },
      outcomes: [["done/a"], []]),
    Change(
      testDescription: "opening with a running job", before: prepare(.running),
      act: nil,
      outcomes: [["queued/a"]]),
    Change(
      testDescription: "delivery",
      act: { queue, _ in _ = try queue.folder.deliver(Array("{}".utf8), as: "a") },
      outcomes: [[], ["queued/a"]]),
  ]

  @Test(arguments: changes)
  func `every job is in exactly one place after a kill at any point`(change: Change) throws {
    var seen: Set<[String]> = []
    for point in 0..<1000 {
      let queue = try TestQueue()
      try change.before(queue)
      var jobs = change.act == nil ? nil : try queue.open()
      var isWhole = false
      try? ForcedFailure.withAny(errno: EIO, passing: point) {
        if let jobs { try change.act?(queue, jobs) } else { _ = try queue.open() }
        // One more call tells whether the change ran to its end.
        _ = try FileFacts(of: queue.path)
        isWhole = true
      }
      jobs = nil
      let reopened = try queue.open()
      try reopened.settle()
      try expectOrder(queue, reopened, change, point, isWhole: isWhole)
      seen.insert(try Self.names(queue))
      if isWhole { break }
      try #require(point < 999)
    }
    #expect(seen == Set(change.outcomes))
  }

  static func names(_ queue: TestQueue) throws -> [String] {
    try queue.places().map { place in
      let parts = place.split(separator: "/")
      return "\(parts[0])/\(JobID.name(in: String(parts[1])))"
    }
  }

  private func expectOrder(
    _ queue: TestQueue, _ jobs: JobQueue, _ change: Change, _ point: Int, isWhole: Bool
  ) throws {
    let names = try Self.names(queue)
    let comment: Comment = "\(change.testDescription), killed at call \(point): \(names)"
    #expect(change.outcomes.contains(names), comment)
    if isWhole { #expect(names == change.outcomes.last, comment) }
    #expect(try queue.drops().isEmpty, comment)
    #expect(try queue.names(".tmp").isEmpty, comment)
    #expect(try queue.names("control").isEmpty, comment)
    // The index says what the disk says, and each job is whole.
    let known = JobState.allCases.flatMap { jobs.jobs(in: $0) }
    #expect(known.count == names.filter { !$0.hasPrefix("rejected") }.count, comment)
    for job in known {
      let folder = "\(job.state)/\(job.id)"
      #expect(try queue.text("\(folder)/request.json") == "{}", comment)
      #expect(try queue.names(folder).allSatisfy { !$0.hasSuffix(".part") || $0.hasPrefix(".") })
      let seen = try queue.folder.job(matching: job.id)
      #expect(seen.state == job.state && seen.status.attempts == job.status.attempts, comment)
    }
    for id in try queue.names("rejected") {
      #expect(try queue.names("rejected/\(id)").count == 2, comment)
    }
  }

  @Test func `a cancelled job does not come back when its daemon is killed`() throws {
    let queue = try TestQueue()
    try Self.prepare(.queued)(queue)
    var jobs: JobQueue? = try queue.open()
    let id = try Self.id(try #require(jobs), "a")
    _ = try jobs?.begin(id)
    try queue.folder.send(ControlRequest(.cancel, job: id, requestedBy: "me"))
    #expect(try jobs?.scan().workersToStop == [id])
    jobs = nil
    let reopened = try queue.open()
    #expect(reopened.job(id)?.state == .cancelled)
    #expect(reopened.job(id)?.status.message == "cancelled by me")
    #expect(reopened.interrupted.map(\.id) == [id])
  }

  @Test func `a folder that a power cut left without its drop is no job`() throws {
    let queue = try TestQueue()
    try Self.prepare(.queued)(queue)
    let id = try queue.names("queued")[0]
    try #require(
      unsafe rename("\(queue.path)/queued/\(id)/request.json", "\(queue.path)/a.json") == 0)
    let jobs = try queue.open()
    try jobs.settle()
    #expect(try queue.places() == ["queued/\(id)"])
    #expect(try queue.text("queued/\(id)/request.json") == "{}")
  }

  @Test func `a status that is lost is made anew from the request`() throws {
    let queue = try TestQueue()
    try queue.drop("a.json", #"{"name": "x", "type": "train", "priority": 7, "after": ["y"]}"#)
    var jobs: JobQueue? = try queue.open()
    let id = try #require(jobs).admittedOne()
    jobs = nil
    try AtomicFile.write([], to: "\(queue.path)/queued/\(id)/status.json")
    let job = try #require(try queue.open().job(id))
    #expect(job.status.name == "x" && job.status.type == "train" && job.status.priority == 7)
    #expect(job.status.after == ["y"] && job.status.sequence == 1)
    #expect(try queue.folder.job(matching: id).status.priority == 7)
  }

  @Test(arguments: ["done", "queued"])
  func `a copy made by hand is left alone`(other: String) throws {
    let queue = try TestQueue()
    try Self.prepare(.done)(queue)
    let id = try queue.names("done")[0]
    _ = unsafe mkdir("\(queue.path)/failed/\(id)", 0o777)
    try queue.drop("failed/\(id)/request.json")
    _ = unsafe mkdir("\(queue.path)/\(other)/junk", 0o777)
    let jobs = try queue.open()
    let result = try jobs.scan()
    #expect(jobs.counts == [.done: 1])
    #expect(result.events.count == 2)
    #expect(queue.exists("failed/\(id)/request.json") && queue.exists("\(other)/junk"))
  }

  @Test func `what lies in a job's way gets another name`() throws {
    let queue = try TestQueue()
    try Self.prepare(.queued)(queue)
    let jobs = try queue.open()
    let id = try Self.id(jobs, "a")
    _ = try jobs.begin(id)
    _ = unsafe mkdir("\(queue.path)/done/\(id)", 0o777)
    try queue.drop("done/\(id)/request.json", "[]")
    _ = try jobs.finish(id, as: .done)
    #expect(try queue.text("done/\(id)/request.json") == "{}")
    #expect(try queue.text("done/\(id)-2/request.json") == "[]")
  }
}
