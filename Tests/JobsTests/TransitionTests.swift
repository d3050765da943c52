import LinuxSystem
import Testing

@testable import Jobs

struct TransitionTests {
  let now = Timestamp(milliseconds: 1_000_000)
  let settings = QueueSettings()

  func status() -> JobStatus {
    JobStatus(id: "a-000000", name: "a", type: "render", sequence: 1, submittedAt: now)
  }

  @Test func `a job goes only where its life leads`() {
    let ways = JobState.allCases.flatMap { from in
      JobState.allCases.filter(from.canBecome).map { "\(from) \($0)" }
    }
    #expect(
      ways == [
        "queued running", "queued failed", "queued cancelled", "running queued", "running done",
        "running failed", "running cancelled", "done queued", "failed queued", "cancelled queued",
      ])
  }

  @Test func `a beginning counts an attempt and forgets the last`() {
    var status = status()
    (status.message, status.exitCode, status.notBefore) = ("before", 1, now)
    status.progress = JobProgress(done: 1, total: 2, unit: "frames")
    let event = status.begin(at: now)
    #expect(status.attempts == 1 && status.startedAt == now)
    #expect(status.message == nil && status.exitCode == nil && status.notBefore == nil)
    #expect(status.progress == nil)
    #expect(event == JobEvent(at: now, event: .started, detail: "attempt 1"))
  }

  @Test func `an interruption costs nothing`() {
    var status = status()
    _ = status.begin(at: now)
    let (state, event) = status.stop(.interruption, message: "x", settings: settings, at: now)
    #expect(state == .queued && event.event == .stopped)
    #expect(status.crashes == 0 && status.notBefore == nil)
  }

  @Test func `pauses grow with crashes, and the last one fails the job`() {
    var status = status()
    var pauses: [Double] = []
    for _ in 1...2 {
      _ = status.begin(at: now)
      let (state, event) = status.stop(
        .crash(exitCode: nil), message: "x", settings: settings, at: now)
      #expect(state == .queued && event.event == .crashed)
      pauses.append(status.notBefore?.seconds(since: now) ?? -1)
    }
    #expect(pauses == [5, 10])
    _ = status.begin(at: now)
    let (state, event) = status.stop(
      .crash(exitCode: 70), message: "x", settings: settings, at: now)
    #expect(state == .failed && event.event == .failed)
    #expect(status.crashes == 3 && status.exitCode == 70 && status.finishedAt == now)
    #expect(status.message == "x (crash 3 of 3, so it is given up)")
    #expect(status.notBefore == nil)
  }

  @Test func `a crash of an attempt that went on from farther than all before is the first again`()
  {
    var status = status()
    func crash(from before: Int?, at done: Int = 0) -> Int {
      _ = status.begin(at: now)
      status.progress = before.map {
        JobProgress(done: done, before: $0, total: 100, unit: "steps")
      }
      _ = status.stop(.crash(exitCode: nil), message: "x", settings: settings, at: now)
      return status.crashes
    }
    #expect(crash(from: nil) == 1)
    #expect(crash(from: 20, at: 39) == 1 && status.crashedFrom == 20)
    #expect(crash(from: 40, at: 45) == 1 && status.notBefore?.seconds(since: now) == 5)
    // What was not kept is no progress, however far it came.
    #expect(crash(from: 40, at: 59) == 2)
    // Neither is what was there before.
    #expect(crash(from: 30, at: 60) == 3 && status.crashedFrom == 40)
    #expect(status.finishedAt == now)
    _ = status.retry(frames: nil, by: nil, at: now)
    #expect(status.crashes == 0 && status.crashedFrom == nil)
  }

  @Test func `a job that always crashes before it can say anything fails`() {
    var status = status()
    for _ in 1...3 {
      _ = status.begin(at: now)
      _ = status.stop(.crash(exitCode: nil), message: "x", settings: settings, at: now)
    }
    #expect(status.crashes == 3 && status.finishedAt == now)
  }

  @Test func `waiting for another process costs neither crashes nor setbacks`() {
    var status = status()
    var pauses: [Double] = []
    for _ in 1...12 {
      _ = status.begin(at: now)
      let (state, event) = status.stop(.occupied, message: "x", settings: settings, at: now)
      #expect(state == .queued && event.event == .retrying)
      pauses.append(status.notBefore?.seconds(since: now) ?? -1)
    }
    #expect(pauses.prefix(3) == [5, 10, 20] && pauses.last == 600)
    #expect(status.crashes == 0 && status.setbacks == 0 && status.waits == 12)
    _ = status.retry(frames: nil, by: nil, at: now)
    #expect(status.waits == nil)
  }

  @Test func `setbacks never fail a job, and their pauses have a limit`() {
    var status = status()
    var pauses: [Double] = []
    for _ in 1...9 {
      _ = status.begin(at: now)
      let (state, _) = status.stop(.setback, message: "x", settings: settings, at: now)
      #expect(state == .queued)
      pauses.append(status.notBefore?.seconds(since: now) ?? -1)
    }
    #expect(pauses == [5, 10, 20, 40, 80, 160, 320, 600, 600])
    #expect(status.crashes == 0)
  }

  @Test(arguments: [RequeueCause.interruption, .crash(exitCode: 1), .setback, .occupied])
  func `a job that was called off does not come back`(cause: RequeueCause) {
    var status = status()
    _ = status.begin(at: now)
    _ = status.requestCancel(by: "me@here", at: now)
    let (state, _) = status.stop(cause, message: "x", settings: settings, at: now)
    #expect(state == .cancelled)
    #expect(status.message == "cancelled by me@here")
  }

  @Test func `a retry begins anew but counts on its attempts`() {
    var status = status()
    _ = status.begin(at: now)
    _ = status.requestCancel(by: nil, at: now)
    _ = status.stop(.crash(exitCode: 1), message: "x", settings: settings, at: now)
    status.crashes = 3
    _ = status.retry(frames: "3-5", by: "me", at: now)
    var expected = self.status()
    expected.attempts = 1
    expected.startedAt = now
    expected.frames = "3-5"
    #expect(status == expected)
  }

  @Test func `what was written for a move that was not made is taken back`() {
    var status = status()
    _ = status.begin(at: now)
    status.worker = WorkerIdentity(pid: 1, host: "here")
    _ = status.finish(.done, message: nil, exitCode: 0, at: now)
    status.worker = WorkerIdentity(pid: 1, host: "here")
    var running = status
    running.settle(in: .running)
    #expect(running.finishedAt == nil && running.worker != nil)
    status.settle(in: .queued)
    #expect(status.finishedAt == nil && status.worker == nil)
  }
}
