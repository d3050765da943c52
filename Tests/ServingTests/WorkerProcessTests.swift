import Glibc
import Jobs
import LinuxSystem
import Testing

@testable import Serving

struct WorkerProcessTests {
  /// Starts a shell script as a worker.
  private func worker(
    _ script: String, _ folder: borrowing TemporaryFolder,
    _ change: (inout WorkerLimits) -> Void = { _ in }
  ) throws -> WorkerProcess {
    var limits = WorkerLimits()
    limits.graceSeconds = 5
    change(&limits)
    return try WorkerProcess(
      "/bin/sh", ["-c", script], logPath: folder("attempt-1.log"), limits: limits)
  }

  /// Follows a worker to its end.
  private func outcome(
    of worker: WorkerProcess, _ whenLooking: (WorkerProcess) -> Void = { _ in }
  ) throws -> WorkerOutcome {
    let deadline = Machine.monotonicSeconds + 10
    while true {
      let now = Machine.monotonicSeconds
      if let outcome = try worker.look(now: now).outcome { return outcome }
      try #require(now < deadline)
      whenLooking(worker)
      let pause = min(0.01, worker.secondsToNextLook(now: now) ?? 1)
      _ = try Waiting.untilReadable([], seconds: pause)
    }
  }

  private func crash(_ outcome: WorkerOutcome) throws -> WorkerCrash {
    guard case .crashed(let ending) = outcome else {
      throw Unexpected(outcome: outcome)
    }
    return WorkerCrash(ending, of: "render")
  }

  private struct Unexpected: Error {
    let outcome: WorkerOutcome
  }

  @Test func `a worker reports and is done`() throws {
    let folder = try TemporaryFolder()
    let worker = try worker(
      """
      echo hello; echo trouble >&2
      echo '{"progress":{"done":1,"total":2,"unit":"frames"}}' >&3
      echo 'not a report' >&3
      echo '{"message":"two views"}' >&3
      """, folder)
    #expect(try outcome(of: worker) == .finished(message: "two views"))
    #expect(worker.progress == JobProgress(done: 1, total: 2, unit: "frames"))
    #expect(try text(folder("attempt-1.log")) == "hello\ntrouble\n")
  }

  @Test(arguments: [1, 64, 65, 66] as [Int32])
  func `a known exit code is a failure with its message`(code: Int32) throws {
    let folder = try TemporaryFolder()
    let worker = try worker("echo '{\"message\":\"no\"}' >&3; exit \(code)", folder)
    #expect(try outcome(of: worker) == .failed(message: "no", exitCode: code))
  }

  @Test(
    arguments: [
      ("x/frames: No space left on device (write)", .full), ("x: Disk quota exceeded", .full),
      ("x: Read-only file system", .readOnly), ("x: Permission denied", nil),
    ] as [(String, DiskTrouble?)])
  func `output that cannot be written is no failure yet`(
    message: String, trouble: DiskTrouble?
  ) throws {
    let folder = try TemporaryFolder()
    let worker = try worker("echo '{\"message\":\"\(message)\"}' >&3; exit 73", folder)
    #expect(try outcome(of: worker) == .cannotWrite(message: message, trouble))
  }

  @Test(arguments: [
    ("kill -9 $$", "killed by signal 9 (SIGKILL)", "memory ran out"),
    ("kill -11 $$", "crashed (signal 11, SIGSEGV)", "mistake of the program"),
    ("kill -15 $$", "somebody else ended", "goes on from there"),
    ("exit 2", "somebody else asked", "goes on from there"),
    ("exec /nonexistent", "could not be run (status 127)", "library"),
    ("exit 99", "unknown way (status 99)", "different versions"),
  ])
  func `a crash is explained`(script: String, what: String, advice: String) throws {
    let folder = try TemporaryFolder()
    let crash = try crash(try outcome(of: try worker(script, folder)))
    #expect(crash.what.contains(what) && crash.advice.contains(advice), "\(crash)")
  }

  @Test(arguments: [
    ("render", ["\"scale\"", "\"samples\"", "--render-slots"]),
    ("train", ["\"memory\"", "\"batchSize\"", "--train-slots"]),
    ("evaluate", ["\"memory\"", "\"samples\"", "--train-slots"]),
  ])
  func `who needs less memory is told of what the request has`(type: String, words: [String]) {
    let all = ["scale", "samples", "memory", "batchSize"].map { "\"\($0)\"" }
    let advice = WorkerCrash(.killed(signal: SIGKILL), of: type).advice
    #expect(
      (all + ["--render-slots", "--train-slots"]).filter(advice.contains).sorted() == words.sorted()
    )
  }

  @Test func `a cancelled worker ends`() throws {
    let folder = try TemporaryFolder()
    let worker = try worker("trap 'exit 2' TERM; while :; do sleep 0.01; done", folder)
    let outcome = try outcome(of: worker) { $0.stop(.cancelled, now: Machine.monotonicSeconds) }
    #expect(outcome == .cancelled && !worker.ranOutOfGrace)
  }

  @Test func `work that was done all the same is done`() throws {
    let folder = try TemporaryFolder()
    let worker = try worker("trap 'exit 0' TERM; while :; do sleep 0.01; done", folder)
    usleep(100_000)
    let outcome = try outcome(of: worker) { $0.stop(.shutdown, now: Machine.monotonicSeconds) }
    #expect(outcome == .finished(message: nil))
  }

  @Test func `a worker that does not listen is ended by force after the grace`() throws {
    let folder = try TemporaryFolder()
    let worker = try worker("trap '' TERM; while :; do sleep 0.01; done", folder) {
      $0.graceSeconds = 0.3
    }
    usleep(100_000)
    let start = Machine.monotonicSeconds
    let outcome = try outcome(of: worker) { $0.stop(.shutdown, now: Machine.monotonicSeconds) }
    #expect(outcome == .interrupted && worker.ranOutOfGrace)
    #expect(0.25...3 ~= Machine.monotonicSeconds - start)
  }

  @Test func `a folder in which another process works is no trouble of the disk`() throws {
    let folder = try TemporaryFolder()
    let message = "\(SystemError.locked(path: "models/x/.lock", holder: "process 7 on ada"))"
    let worker = try worker("echo '{\"message\":\"\(message)\"}' >&3; exit 73", folder)
    #expect(try outcome(of: worker) == .occupied(message: message))
  }

  @Test func `with the worker ends all that it started`() throws {
    let folder = try TemporaryFolder()
    // One child in the worker's group, one that made a group of its own.
    let worker = try worker(
      "sleep 60 & set -m; sleep 61 & sleep 0.2; kill -9 $$", folder)
    let session = worker.processID
    #expect(ProcessTable.session(session).count >= 1)
    _ = try outcome(of: worker)
    let deadline = Machine.monotonicSeconds + 2
    while !ProcessTable.session(session).isEmpty, Machine.monotonicSeconds < deadline {
      usleep(1000)
    }
    #expect(ProcessTable.session(session) == [])
  }

  @Test func `a worker may not run for ever`() throws {
    let folder = try TemporaryFolder()
    let worker = try worker("while :; do echo '{}' >&3; sleep 0.01; done", folder) {
      $0.timeSeconds = 0.2
    }
    #expect(
      try outcome(of: worker) == .overLimit(message: "it ran longer than the limit of 0.2 s"))
  }

  @Test func `a worker must make progress`() throws {
    let folder = try TemporaryFolder()
    let start = Machine.monotonicSeconds
    let worker = try worker(
      "for i in 1 2 3 4 5 6; do echo '{}' >&3; sleep 0.1; done; sleep 60", folder
    ) { $0.stallSeconds = 0.4 }
    #expect(
      try outcome(of: worker) == .overLimit(message: "it made no progress for 0.4 s"))
    #expect(Machine.monotonicSeconds - start > 0.8)
  }

  @Test func `a worker may not take all memory`() throws {
    let folder = try TemporaryFolder()
    let worker = try worker(
      "x=$(head -c 30000000 /dev/zero | tr '\\0' x); while :; do sleep 0.01; done", folder
    ) { $0.memoryBytes = 20 << 20 }
    guard case .overLimit(let message) = try outcome(of: worker) else {
      Issue.record("not over the limit")
      return
    }
    #expect(message.contains("more than the limit of 20"), "\(message)")
  }

  @Test func `the report of a crash is for people`() throws {
    let folder = try TemporaryFolder()
    try shell(
      "seq 1 100 > attempt-2.log; printf '\\033[31mred\\n' >> attempt-2.log", in: folder.path)
    let report = CrashReport(
      WorkerCrash(.killed(signal: SIGKILL), of: "render"), job: "ring-1a2b3c", attempt: 2,
      time: Timestamp(milliseconds: 0), seconds: 12.4,
      progress: JobProgress(done: 34, total: 96, unit: "frames"),
      next: "The job is tried again by itself (1 tries left).", logPath: folder("attempt-2.log"))
    #expect(
      report.text.hasPrefix(
        """
        Job ring-1a2b3c: the worker was killed by signal 9 (SIGKILL).
        (attempt 2, 1970-01-01T00:00:00.000Z, after 12 s, at 34 of 96 frames)

        Most likely the memory ran out,
        """))
    #expect(report.text.hasSuffix("  99\n  100\n  \\u{1B}[31mred\n"))
    #expect(report.text.contains("\n  82\n") && !report.text.contains("\n  81\n"))
  }
}
