import Glibc
import Jobs
import LinuxSystem
import TestSupport
import Testing

/// Disks that are full or cannot be written, for a while: the daemon says so, waits, and loses nothing.
struct DiskTests {
  private static let noMounts: Comment = "file systems cannot be mounted here"
  private static let long = TestRoot.request(
    frames: 1000, extra: "\"output\": {\"video\": []}, ")

  @Test(.enabled(if: PrivateMounts.isPossible, noMounts))
  func `a queue without room goes on when there is some`() throws {
    var root = try TestRoot()
    let jobs = root.path + "/jobs"
    let mounts = try PrivateMounts("mount -t tmpfs -o size=512k none \(jobs)")
    root.window = mounts.window
    let daemon = try TestDaemon(root, through: mounts.entrance)
    let worker = try dropAndHold(root)
    let long = try root.job("long")
    let small = TestRoot.request(frames: 3)
    try root.stage(Array(small.utf8), as: "small.json")
    try mounts.fill(jobs)
    try root.dropStaged("small.json")
    try daemon.waitForLog("No space left on device")
    // Neither is the new job lost, nor the end of the one that is running.
    kill(worker, SIGCONT)
    try daemon.waitForLog("\(long.id): cannot")
    #expect(try root.job("long").state == .running)
    #expect(try root.jobs().count == 1)
    try mounts.free(jobs)
    try root.wait(for: "small", toBe: [.done])
    let done = try root.wait(for: "long", toBe: [.done])
    #expect(done.status.attempts == 1 && done.status.crashes == 0)
    try expectFrames(root, "long", Self.long)
    try expectFrames(root, "small", small)
    try daemon.stop()
  }

  @Test(.enabled(if: PrivateMounts.isPossible, noMounts))
  func `renders without room wait until there is some`() throws {
    var root = try TestRoot()
    let output = root.path + "/output"
    let mounts = try PrivateMounts(
      "mkdir \(output); mount -t tmpfs -o size=8m none \(output)")
    root.window = mounts.window
    try mounts.fill(output, leavingKibibytes: 200)
    let daemon = try TestDaemon(root, through: mounts.entrance)
    let request = TestRoot.request(frames: 300)
    try root.drop(request, as: "first.json")
    try root.wait(for: "first", toBe: [.queued]) { $0.status.setbacks > 0 }
    try daemon.waitForLog("no room below \(output): no job that writes there starts until there is")
    #expect(try root.job("first").status.message?.contains("No space left on device") == true)
    try root.drop(request, as: "second.json")
    try root.wait(for: "second", toBe: [.queued])
    try mounts.free(output)
    for name in ["first", "second"] {
      let job = try root.wait(for: name, toBe: [.done])
      #expect(job.status.crashes == 0)
      try expectFrames(root, name, request)
    }
    #expect(try root.job("second").status.attempts == 1)
    try daemon.stop()
  }

  @Test(.enabled(if: PrivateMounts.isPossible, noMounts))
  func `renders wait for a disk that has become read-only`() throws {
    var root = try TestRoot()
    let output = root.path + "/output"
    let mounts = try PrivateMounts("mkdir \(output); mount -t tmpfs none \(output)")
    root.window = mounts.window
    let daemon = try TestDaemon(root, through: mounts.entrance)
    let request = TestRoot.request()
    try mounts.remount(output, "ro")
    try root.drop(request, as: "first.json")
    try root.wait(for: "first", toBe: [.queued]) { $0.status.setbacks > 0 }
    try daemon.waitForLog("\(output) is read-only: no job that writes there starts")
    try root.drop(request, as: "second.json")
    try root.wait(for: "second", toBe: [.queued])
    try mounts.remount(output, "rw")
    for name in ["first", "second"] {
      try root.wait(for: name, toBe: [.done])
      try expectFrames(root, name, request)
    }
    #expect(try root.job("first").status.attempts == 2)
    #expect(try root.job("second").status.attempts == 1)
    try daemon.stop()
  }

  @Test(.enabled(if: PrivateMounts.isPossible, noMounts))
  func `a training waits for the snapshots' disk, and renders do not`() throws {
    let root = try TestRoot()
    let models = root.path + "/models"
    let mounts = try PrivateMounts("mount --bind \(models) \(models)")
    try expectTrainingToWait(
      root, mounts, sayingThat: "\(models) is read-only: no job that writes there starts",
      while: { try mounts.remount(models, "bind,ro") },
      until: { try mounts.remount(models, "bind,rw") })
  }

  @Test(.enabled(if: PrivateMounts.isPossible, noMounts))
  func `a training waits for room for its snapshot, and renders do not`() throws {
    let root = try TestRoot()
    let models = root.path + "/models"
    let mounts = try PrivateMounts(
      """
      cp -r \(models) \(root.path)/kept
      mount -t tmpfs -o size=8m none \(models)
      cp -r \(root.path)/kept/tiny \(models)
      """)
    try expectTrainingToWait(
      root, mounts,
      sayingThat: "no room below \(models): no job that writes there starts until there is",
      while: { try mounts.fill(models, leavingKibibytes: 32) }, until: { try mounts.free(models) })
  }

  @Test(.enabled(if: PrivateMounts.isPossible, noMounts))
  func `a queue on a disk that has become read-only goes on when it can be written`() throws {
    var root = try TestRoot()
    let jobs = root.path + "/jobs"
    // The daemon has the lock open for writing, and as long as there is such a file, nobody but a failing
    // disk makes a file system read-only. So the lock lies on another one.
    let mounts = try PrivateMounts(
      """
      mount -t tmpfs none \(jobs)
      touch \(jobs)/.lock \(root.path)/lock
      mount --bind \(root.path)/lock \(jobs)/.lock
      """)
    root.window = mounts.window
    let daemon = try TestDaemon(root, through: mounts.entrance)
    let request = TestRoot.request()
    try root.drop(TestRoot.request(frames: 1), as: "before.json")
    try root.wait(for: "before", toBe: [.done])
    try root.stage(Array(request.utf8), as: "ring.json")
    // Held, so that the disk is read-only before it looks.
    daemon.signal(SIGSTOP)
    try root.dropStaged("ring.json")
    try mounts.remount(jobs, "ro")
    daemon.signal(SIGCONT)
    try daemon.waitForLog("Read-only file system")
    #expect(try text(root.seen + "/jobs/ring.json") == request)
    try mounts.remount(jobs, "rw")
    try root.wait(for: "ring", toBe: [.done])
    try expectFrames(root, "ring", request)
    try daemon.stop()
  }

  @Test func `a queue's folder that nobody may write to is served again when one may`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root, through: Self.withoutPrivilege)
    let jobs = root.path + "/jobs"
    let request = TestRoot.request()
    try root.stage(Array(request.utf8), as: "ring.json")
    daemon.signal(SIGSTOP)
    try root.dropStaged("ring.json")
    #expect(unsafe chmod(jobs, 0o555) == 0)
    daemon.signal(SIGCONT)
    try daemon.waitForLog("Permission denied")
    #expect(try text(jobs + "/ring.json") == request)
    #expect(unsafe chmod(jobs, 0o755) == 0)
    // It looks for such changes every 30 seconds, or when it is asked to.
    try root.queue.send(ControlRequest(.rescan))
    try root.wait(for: "ring", toBe: [.done])
    try expectFrames(root, "ring", request)
    try daemon.stop()
  }

  @Test func `an output folder that nobody may write to is tried again`() throws {
    let root = try TestRoot()
    let output = root.path + "/output"
    _ = try Folder(creating: output)
    #expect(unsafe chmod(output, 0o555) == 0)
    let daemon = try TestDaemon(root, through: Self.withoutPrivilege)
    let request = TestRoot.request()
    try root.drop(request, as: "ring.json")
    let job = try root.wait(for: "ring", toBe: [.queued]) { $0.status.setbacks > 0 }
    #expect(job.status.message?.contains("Permission denied") == true)
    #expect(unsafe chmod(output, 0o755) == 0)
    #expect(try root.wait(for: "ring", toBe: [.done]).status.crashes == 0)
    try expectFrames(root, "ring", request)
    try daemon.stop()
  }

  @Test func `a folder that is moved away during a render and back is served again`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    let worker = try dropAndHold(root)
    let (here, away) = (root.path + "/jobs", root.path + "/away")
    try #require(unsafe rename(here, away) == 0)
    try daemon.waitForLog("is gone")
    kill(worker, SIGCONT)
    try #require(unsafe rename(away, here) == 0)
    try daemon.waitForLog("again")
    let job = try root.wait(for: "long", toBe: [.done])
    #expect(job.status.crashes == 0 && job.status.attempts == 2)
    try expectFrames(root, "long", Self.long)
    try daemon.stop()
  }

  /// Drops a training while the snapshots' folder cannot be written, and a render beside it.
  private func expectTrainingToWait(
    _ root: consuming TestRoot, _ mounts: PrivateMounts, sayingThat message: String,
    while trouble: () throws -> Void, until mend: () throws -> Void
  ) throws {
    root.window = mounts.window
    try TinyDataset.write(root: root.path + "/data")
    let daemon = try TestDaemon(root, through: mounts.entrance)
    try trouble()
    try root.drop(
      TinyDataset.request(steps: 2, more: [#""evaluate": {"everySteps": 0}"#]), as: "learn.json")
    try root.wait(for: "learn", toBe: [.queued]) { $0.status.setbacks > 0 }
    try daemon.waitForLog(message)
    let request = TestRoot.request()
    try root.drop(request, as: "ring.json")
    try root.wait(for: "ring", toBe: [.done])
    try expectFrames(root, "ring", request)
    #expect(try root.job("learn").state == .queued)
    try mend()
    let learned = try root.wait(for: "learn", toBe: [.done])
    #expect(learned.status.attempts == 2 && learned.status.crashes == 0)
    try daemon.stop()
  }

  /// Drops ``long`` and holds its worker in the middle.
  ///
  /// - Returns: the worker's number.
  private func dropAndHold(_ root: borrowing TestRoot) throws -> Int32 {
    try root.drop(Self.long, as: "long.json")
    let job = try root.wait(for: "long", toBe: [.running]) {
      $0.status.worker != nil && $0.status.progress?.done ?? 0 > 0
    }
    let worker = try #require(job.status.worker).pid
    #expect(kill(worker, SIGSTOP) == 0)
    return worker
  }

  /// Runs a program as one that may not write everywhere, which the superuser may.
  private static let withoutPrivilege =
    geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] : []

  private func expectFrames(
    _ root: borrowing TestRoot, _ name: String, _ request: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try root.frames(of: name) == root.referenceFrames(of: request, directory: name),
      sourceLocation: sourceLocation)
  }
}
