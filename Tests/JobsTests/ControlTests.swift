import Glibc
import LinuxSystem
import Testing

@testable import Jobs

struct ControlTests {
  /// Jobs by their names, taken in.
  func queue(_ drops: [(String, String)]) throws -> (TestQueue, JobQueue, [String: String]) {
    let queue = try TestQueue()
    let jobs = try queue.open()
    for (name, text) in drops { try queue.drop("\(name).json", text) }
    var ids: [String: String] = [:]
    for id in try jobs.admitted() { ids[JobID.name(in: id)] = id }
    return (queue, jobs, ids)
  }

  @Test func `a queued job is cancelled, a running one is to be stopped`() throws {
    let (queue, jobs, ids) = try queue([("a", "{}"), ("b", "{}")])
    let (a, b) = (try #require(ids["a"]), try #require(ids["b"]))
    _ = try jobs.begin(a)
    for id in [a, b] {
      try queue.folder.send(ControlRequest(.cancel, job: id, requestedBy: "me"))
    }
    let result = try jobs.settle()
    #expect(
      result.events == [.cancelRequested(id: a, by: "me"), .cancelled(id: b, by: "me")])
    #expect(result.workersToStop == [a])
    #expect(try jobs.scan().workersToStop == [a])
    _ = try jobs.finish(a, as: .cancelled, message: "cancelled by me")
    #expect(try jobs.scan().workersToStop.isEmpty)
    #expect(try queue.places() == ["cancelled/\(a)", "cancelled/\(b)"])
    #expect(try queue.names("control").isEmpty)
  }

  @Test(arguments: [FinalState.done, .failed, .cancelled])
  func `a finished job is queued again, with the frames that are wanted`(state: FinalState) throws {
    let (queue, jobs, ids) = try queue([("a", "{}")])
    let id = try #require(ids["a"])
    _ = try jobs.begin(id)
    _ = try jobs.finish(id, as: state, message: "x", exitCode: 1)
    let request = ControlRequest(.retry, job: id, frames: "3-17,40")
    #expect(try jobs.apply(request) == [.retried(id: id)])
    #expect(try jobs.apply(request) == [])
    let job = try #require(jobs.nextRunnable(.render))
    #expect(job.status.frames == "3-17,40" && job.status.message == nil)
    #expect(try queue.folder.job(matching: "a") == job)
  }

  @Test(arguments: ["", "a", "3-", "-3", "5-3", "1,,2", "1-2-3", "١", "99999999999"])
  func `what is no list of frames is refused`(frames: String) throws {
    let (_, jobs, ids) = try queue([("a", "{}")])
    let id = try #require(ids["a"])
    _ = try jobs.finish(id, as: .cancelled)
    #expect(throws: QueueError.self) {
      try jobs.apply(ControlRequest(.retry, job: id, frames: frames))
    }
    #expect(jobs.job(id)?.state == .cancelled)
  }

  @Test func `priorities change the order`() throws {
    let (_, jobs, ids) = try queue([("a", "{}"), ("b", "{}")])
    let b = try #require(ids["b"])
    #expect(jobs.nextRunnable(.render)?.status.name == "a")
    #expect(
      try jobs.apply(ControlRequest(.priority, job: b, priority: 9))
        == [.priorityChanged(id: b, priority: 9)])
    #expect(jobs.nextRunnable(.render)?.id == b)
    #expect(throws: QueueError.self) {
      try jobs.apply(ControlRequest(.priority, job: b, priority: 1001))
    }
  }

  @Test func `a paused queue starts nothing until it is resumed, in the order that was asked`()
    throws
  {
    let (queue, jobs, _) = try queue([("a", "{}")])
    for _ in 0..<5 {
      try queue.folder.send(ControlRequest(.resume))
      try queue.folder.send(ControlRequest(.pause, reason: "backup"))
    }
    try jobs.settle()
    #expect(jobs.nextRunnable(.render) == nil && jobs.pausedReason == "backup")
    #expect(queue.folder.pausedReason == "backup")
    try queue.folder.send(ControlRequest(.resume))
    #expect(try jobs.scan().events == [.resumed])
    #expect(jobs.nextRunnable(.render) != nil && queue.folder.pausedReason == nil)
    try queue.drop(".paused", "")
    #expect(try jobs.scan().events == [.paused(reason: "paused")])
  }

  @Test func `a stashed job waits until it is unstashed`() throws {
    let (_, jobs, ids) = try queue([("a.stashed", "{}")])
    let id = try #require(ids["a"])
    #expect(jobs.nextRunnable(.render) == nil)
    #expect(try jobs.apply(ControlRequest(.unstash, job: id)) == [.unstashed(id: id)])
    #expect(jobs.nextRunnable(.render)?.id == id)
  }

  @Test func `dependents fail with the reason, and stuck ones say what they wait for`() throws {
    let (queue, jobs, ids) = try queue([
      ("a", "{}"), ("b", #"{"after": ["a"]}"#), ("c", #"{"after": ["b"]}"#),
      ("d", #"{"after": ["nobody"]}"#),
    ])
    let a = try #require(ids["a"])
    #expect(
      try queue.folder.job(matching: "d").status.message
        == "waits for nobody, which is not in the queue")
    _ = try jobs.begin(a)
    _ = try jobs.finish(a, as: .failed, message: "no room", exitCode: 73)
    let failed = try jobs.scan().events
    #expect(failed.count == 2 && jobs.counts[.failed] == 3)
    #expect(
      try queue.folder.job(matching: "b").status.message
        == "\(a), which it waited for, failed: no room")
    try queue.drop("nobody.json")
    try jobs.settle()
    #expect(try queue.folder.job(matching: "d").status.message == nil)
  }

  @Test func `a request about a job that is yet to come waits for it`() throws {
    let (queue, jobs, _) = try queue([])
    try queue.drop("a.json", "{")
    try jobs.settle()
    let id = QueueFolder.jobID(name: "a", fileName: "a.json", bytes: Array("{}".utf8))
    try queue.folder.send(ControlRequest(.cancel, job: id))
    #expect(try jobs.scan().events.isEmpty)
    try queue.drop("a.json", "{}")
    try jobs.settle()
    #expect(jobs.job(id)?.state == .cancelled)
  }

  @Test(arguments: [
    "{}", "[", #"{"version": 2, "action": "pause"}"#, #"{"version": 1, "action": "explode"}"#,
    #"{"version": 1, "action": "cancel"}"#, #"{"version": 1, "action": "cancel", "job": "x"}"#,
    #"{"version": 1, "action": "priority", "job": "../a"}"#,
  ])
  func `a request that cannot be is told and removed`(text: String) throws {
    let (queue, jobs, _) = try queue([])
    try queue.drop("control/x.json", text)
    var events: [QueueEvent] = []
    for _ in 0..<10 {
      events += try jobs.scan().events
      queue.clock.time += 1
    }
    #expect(events.count == 1)
    #expect(try queue.names("control").isEmpty)
    #expect(jobs.pausedReason == nil)
  }

  @Test func `a request whose file stays is carried out once`() throws {
    let (queue, jobs, ids) = try queue([("a", "{}")])
    let id = try #require(ids["a"])
    _ = try jobs.finish(id, as: .failed)
    try queue.folder.send(ControlRequest(.retry, job: id))
    _ = try ForcedFailure.with("unlink", errno: EROFS, passing: 1) { try jobs.scan() }
    #expect(try queue.names("control").count == 1)
    #expect(jobs.job(id)?.state == .queued)
    _ = try jobs.finish(id, as: .failed)
    try jobs.settle()
    #expect(jobs.job(id)?.state == .failed)
    #expect(try queue.names("control").isEmpty)
  }

  @Test func `finished jobs are removed by age and number, needed ones stay`() throws {
    let (queue, jobs, ids) = try queue([
      ("a", "{}"), ("b", "{}"), ("c", "{}"), ("bad", #"{"bad": "x"}"#),
      ("d", #"{"after": ["a", "nobody"]}"#),
    ])
    for name in ["a", "b", "c"] {
      _ = try jobs.begin(#require(ids[name]))
      _ = try jobs.finish(#require(ids[name]), as: .done)
      queue.clock.time += 100
    }
    #expect(try jobs.clean(CleanRule(states: [.done], olderThanSeconds: 250)) == [])
    #expect(try jobs.clean(CleanRule(states: [.done], keepingNewest: 1)) == [#require(ids["b"])])
    try queue.folder.send(ControlRequest(.clean, clean: CleanRule()))
    try jobs.settle()
    #expect(
      try queue.places().map { JobID.name(in: $0) } == ["done/a", "queued/d"])
    #expect(try queue.names(".tmp").isEmpty)
  }

  @Test func `of several jobs of a name the newest is the one that is needed`() throws {
    let (queue, jobs, ids) = try queue([("old", #"{"name": "a"}"#)])
    let old = try #require(ids["a"])
    try queue.drop("new.json", #"{"name": "a"}"#)
    let new = try jobs.admittedOne()
    try queue.drop("next.json", #"{"after": ["a", "nobody"]}"#)
    try jobs.settle()
    for id in [new, old] {
      _ = try jobs.begin(id)
      _ = try jobs.finish(id, as: .done)
      queue.clock.time += 1
    }
    let all = try queue.folder.jobs(in: Set(JobState.allCases))
    #expect(CleanRule().choice(among: all, now: .now).map(\.id) == [old])
    #expect(try jobs.clean(CleanRule()) == [old])
  }

  @Test func `progress is written twice a second, and lies in the index at once`() throws {
    let (queue, jobs, ids) = try queue([("a", "{}")])
    let id = try #require(ids["a"])
    _ = try jobs.begin(id)
    var written: [Int?] = []
    for done in 1...4 {
      try jobs.updateProgress(
        id, JobProgress(done: done, total: 9, unit: "frames", rate: .nan, secondsLeft: .infinity))
      written.append(try queue.folder.job(matching: id).status.progress?.done)
      queue.clock.time += 0.3
    }
    #expect(written == [1, 1, 3, 3])
    #expect(jobs.job(id)?.status.progress == JobProgress(done: 4, total: 9, unit: "frames"))
    _ = try jobs.finish(id, as: .done)
    #expect(try queue.folder.job(matching: id).status.progress?.done == 4)
  }
}
