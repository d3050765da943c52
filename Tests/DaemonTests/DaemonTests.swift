import Glibc
import Jobs
import LinuxSystem
import TestSupport
import Testing

/// The built programs, from the dropped file to the frames.
@Suite(.serialized) struct DaemonTests {
  @Test func `a dropped request becomes the frames that gqn render makes`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    let request = TestRoot.request()
    try root.drop(request, as: "ring.json")
    let job = try root.wait(for: "ring", toBe: [.done])
    #expect(job.status.exitCode == 0 && job.status.attempts == 1)
    #expect(job.status.progress?.done == 4)
    let frames = try root.frames(of: "ring")
    #expect(frames.count == 4)
    #expect(try frames == root.referenceFrames(of: request, directory: "ring"))
    let gallery = try text(root.path + "/output/index.html")
    #expect(gallery.contains("href=\"ring/index.html\""))
    #expect(gallery.contains("src=\"ring/flythrough.apng\""))
    try daemon.stop()
  }

  @Test func `a dropped request of a generated scene is flown beside the truth`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    try root.drop(
      """
      {"version": 1, "type": "render", "model": "tiny",
       "scene": {"generated": {"name": "rooms_ring_camera", "seed": 3}},
       "trajectory": {"type": "dataset"}}
      """, as: "room.json")
    let job = try root.wait(for: "room", toBe: [.done])
    #expect(job.status.progress?.done == 10)
    for name in ["truth/000010.png", "metrics.json", "side-by-side.apng"] {
      #expect(try FileFacts.ifPresent(root.path + "/output/room/" + name) != nil, "\(name)")
    }
    try daemon.stop()
  }

  @Test func `SIGTERM during a render costs no attempt and no frame`() throws {
    let root = try TestRoot()
    let request = TestRoot.request(
      frames: TestRoot.longFlight, extra: "\"output\": {\"video\": []}, ")
    let reference = try root.referenceFrames(of: request, directory: "long")
    do {
      let daemon = try TestDaemon(root)
      try root.drop(request, as: "long.json")
      try root.wait(for: "long", toBe: [.running]) { $0.status.progress?.done ?? 0 > 0 }
      try daemon.stop()
      #expect(daemon.log.contains("1 running job asked to stop, to go on at the next start"))
    }
    let job = try root.wait(for: "long", toBe: [.queued], within: 0)
    #expect(job.status.crashes == 0 && job.status.setbacks == 0)
    let done = try root.frames(of: "long").count
    #expect(1..<TestRoot.longFlight ~= done)
    let daemon = try TestDaemon(root)
    let whole = try root.wait(for: "long", toBe: [.done])
    #expect(whole.status.progress?.before == done)
    #expect(try root.frames(of: "long") == reference)
    let log = try text(root.queue.log(of: root.job("long"), attempt: 1))
    #expect(log.contains("asked to stop after"))
    try daemon.stop()
  }

  @Test func `a killed daemon's jobs go on`() throws {
    let root = try TestRoot()
    let request = TestRoot.request(
      frames: TestRoot.longFlight, extra: "\"output\": {\"video\": []}, ")
    do {
      let daemon = try TestDaemon(root)
      try root.drop(request, as: "long.json")
      try root.wait(for: "long", toBe: [.running]) { $0.status.progress?.done ?? 0 > 0 }
      daemon.signal(SIGKILL)
      #expect(try daemon.ending() == .killed(signal: SIGKILL))
    }
    #expect(try root.job("long").state == .running)
    let daemon = try TestDaemon(root)
    let job = try root.wait(for: "long", toBe: [.done])
    #expect(job.status.crashes == 0)
    #expect(
      try root.frames(of: "long") == root.referenceFrames(of: request, directory: "long"))
    try daemon.stop()
  }

  @Test func `a worker that is killed once is tried again, and is no loss`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    let request = TestRoot.request(
      frames: TestRoot.longFlight, extra: "\"output\": {\"video\": []}, ")
    try root.drop(request, as: "long.json")
    let running = try root.wait(for: "long", toBe: [.running]) { $0.status.worker != nil }
    kill(try #require(running.status.worker).pid, SIGKILL)
    let job = try root.wait(for: "long", toBe: [.done])
    #expect(job.status.crashes == 1 && job.status.attempts == 2)
    let report = try text(root.queue.folder(of: job) + "/crash.txt")
    #expect(report.contains("killed by signal 9") && report.contains("tried again by itself"))
    #expect(
      try root.frames(of: "long") == root.referenceFrames(of: request, directory: "long"))
    try daemon.stop()
  }

  @Test func `a job whose worker always crashes fails and says why`() throws {
    let root = try TestRoot()
    try AtomicFile.write(
      Array("#!/bin/sh\necho about to die >&2\nkill -9 $$\n".utf8), to: root.path + "/worker")
    #expect(unsafe chmod(root.path + "/worker", 0o755) == 0)
    let daemon = try TestDaemon(root, ["--worker", root.path + "/worker", "--crash-limit", "2"])
    try root.drop(TestRoot.request(), as: "poison.json")
    let job = try root.wait(for: "poison", toBe: [.failed])
    #expect(job.status.attempts == 2 && job.status.crashes == 2)
    let report = try text(root.queue.folder(of: job) + "/crash.txt")
    #expect(report.contains("crash 2 of 2") && report.hasSuffix("  about to die\n"), "\(report)")
    try daemon.stop()
  }

  @Test func `a second daemon says who serves the queue`() throws {
    let root = try TestRoot()
    let first = try TestDaemon(root)
    let second = try TestDaemon(root, waiting: false)
    #expect(try second.ending() == .exited(78))
    #expect(second.log.contains("process \(first.id) on \(Machine.hostName)"))
    try root.drop(TestRoot.request(frames: 1), as: "ring.json")
    try root.wait(for: "ring", toBe: [.done])
    try first.stop()
  }

  @Test func `priorities and after decide, and settings are read again`() throws {
    let root = try TestRoot()
    let settings = root.path + "/gqnd.json"
    try AtomicFile.write(Array("{\"render-slots\": 0}".utf8), to: settings)
    let daemon = try TestDaemon(root, ["--config", settings])
    try root.drop(
      TestRoot.request(frames: 1, extra: "\"after\": [\"b\"], \"priority\": 9, "), as: "a.json")
    try root.drop(TestRoot.request(frames: 1), as: "b.json")
    try root.drop(TestRoot.request(frames: 1, extra: "\"priority\": 5, "), as: "c.json")
    for name in ["a", "b", "c"] { try root.wait(for: name, toBe: [.queued]) }
    try AtomicFile.write(Array("{\"render-slots\": 1}".utf8), to: settings)
    daemon.signal(SIGHUP)
    for name in ["a", "b", "c"] { try root.wait(for: name, toBe: [.done]) }
    let order = try ["a", "b", "c"].map { try #require(root.job($0).status.startedAt) }
    #expect(order[2] < order[1] && order[1] < order[0])
    try daemon.stop()
  }

  @Test func `a request with a missing snapshot waits for its maker`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    try root.drop(TestRoot.request(model: "later"), as: "now.json")
    try root.drop(
      TestRoot.request(extra: "\"after\": [\"maker\"], ", model: "later"), as: "then.json")
    try root.wait(for: "then", toBe: [.queued])
    try daemon.waitForLog("no model \"later\"")
    #expect(try root.jobs().count == 1)
    try TinyDataset.write(root: root.path + "/data")
    try root.drop(
      TinyDataset.request(steps: 6, directory: "later", more: [#""name": "maker""#]),
      as: "maker.json")
    let maker = try root.wait(for: "maker", toBe: [.done])
    #expect(
      maker.status.progress
        == JobProgress(
          done: 6, before: 0, total: 6, unit: "steps", rate: maker.status.progress?.rate,
          secondsLeft: 0))
    try root.wait(for: "then", toBe: [.done])
    #expect(try root.frames(of: "then").count == 4)
    try daemon.stop()
  }

  @Test func `a training that fails takes those that wait for it along`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    try TinyDataset.write(root: root.path + "/data")
    // Rates beyond all measure.
    let request = TinyDataset.request(steps: 1000, directory: "later", more: [#""name": "maker""#])
      .replacing(
        "\"ADAM_LR_ALPHA\": 0.002", with: "\"ADAM_LR_ALPHA\": 1000, \"ADAM_LR_BETA\": 1000")
    try root.drop(request, as: "maker.json")
    try root.drop(
      TestRoot.request(extra: "\"after\": [\"maker\"], ", model: "later"), as: "then.json")
    let maker = try root.wait(for: "maker", toBe: [.failed])
    #expect(maker.status.message?.contains("is no finite number any more") == true)
    #expect(maker.status.exitCode == 1 && maker.status.attempts == 1)
    let then = try root.wait(for: "then", toBe: [.failed])
    #expect(then.status.message?.contains("maker") == true)
    try daemon.stop()
  }

  @Test func `a training goes on after the daemon was stopped, and beside renders`() throws {
    let root = try TestRoot()
    try TinyDataset.write(root: root.path + "/data")
    let steps = _isDebugAssertConfiguration() ? 60 : 1000
    let more = [
      #""evaluate": {"everySteps": 0}"#, #""summaries": {"everySteps": 5, "imagesEverySteps": 0}"#,
      #""checkpoint": {"everySteps": 0}"#, #""threads": 1"#,
    ]
    try AtomicFile.write(
      Array(TinyDataset.request(steps: steps, directory: "whole", more: more).utf8),
      to: root.path + "/whole.json")
    let whole = try Subprocess.run(
      Programs.gqn, ["train", root.path + "/whole.json", "--models", root.path + "/models"])
    try #require(whole.succeeded, "\(whole.errors)")
    do {
      let daemon = try TestDaemon(root)
      try root.drop(
        TinyDataset.request(steps: steps, directory: "parts", more: more), as: "learn.json")
      try root.wait(for: "learn", toBe: [.running]) { $0.status.progress?.done ?? 0 > 1 }
      // The other lane does not wait.
      try root.drop(TestRoot.request(), as: "ring.json")
      try root.wait(for: "ring", toBe: [.done])
      try daemon.stop()
    }
    let stopped = try root.wait(for: "learn", toBe: [.queued], within: 0)
    #expect(stopped.status.crashes == 0 && stopped.status.setbacks == 0)
    let daemon = try TestDaemon(root)
    let learned = try root.wait(for: "learn", toBe: [.done], within: 60)
    #expect(learned.status.progress?.before ?? 0 > 1)
    let name = "model.ckpt-\(steps).data-00000-of-00001"
    #expect(
      try WholeFile.read(root.path + "/models/parts/" + name, limit: 1 << 26)
        == WholeFile.read(root.path + "/models/whole/" + name, limit: 1 << 26))
    let log = try text(root.queue.log(of: root.job("learn"), attempt: 2))
    #expect(log.contains(": goes on at step ") && log.contains("step \(steps)/\(steps): loss "))
    try daemon.stop()
  }

  @Test func `a training is cancelled, and measured when it is done`() throws {
    let root = try TestRoot()
    try TinyDataset.write(root: root.path + "/data")
    let daemon = try TestDaemon(root)
    try root.drop(TinyDataset.request(steps: 1_000_000, directory: "long"), as: "long.json")
    let job = try root.wait(for: "long", toBe: [.running]) { $0.status.progress?.done ?? 0 > 1 }
    try root.drop(TinyDataset.request(steps: 3, directory: "short"), as: "short.json")
    try root.drop(
      """
      {"version": 1, "type": "evaluate", "name": "measure", "after": ["short"], "model": "short",
       "dataset": {"name": "\(TinyDataset.name)"}, "records": 2, "samples": 2}
      """, as: "measure.json")
    try root.queue.send(ControlRequest(.cancel, job: job.id))
    try root.wait(for: "long", toBe: [.cancelled])
    let measure = try root.wait(for: "measure", toBe: [.done])
    #expect(measure.status.progress?.unit == "scenes" && measure.status.output == "measure")
    #expect(try text(root.path + "/output/measure/report.html").contains("A sample of the prior"))
    try daemon.stop()
  }

  @Test func `a training waits for another of the same snapshot, as long as that takes`() throws {
    let root = try TestRoot()
    try TinyDataset.write(root: root.path + "/data")
    let daemon = try TestDaemon(root, retrySeconds: "0.005")
    let folder = try Folder(creating: root.path + "/models/learned")
    let lock = try FileLock(folder: folder)
    try root.drop(
      TinyDataset.request(steps: 2, more: [#""evaluate": {"everySteps": 0}"#]), as: "learn.json")
    // More often than a trouble that is the job's own may come back.
    let waiting = try root.wait(for: "learn", toBe: [.queued]) { $0.status.waits ?? 0 > 10 }
    #expect(waiting.status.message?.contains("is locked by process \(getpid()) on ") == true)
    #expect(waiting.status.setbacks == 0)
    #expect(waiting.status.output == "models/learned")
    _ = consume lock
    #expect(try root.wait(for: "learn", toBe: [.done]).status.crashes == 0)
    try daemon.stop()
  }

  @Test func `a render waits for who works in its folder`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    let folder = try Folder(creating: root.path + "/output/ring")
    let lock = try FileLock(folder: folder)
    try root.drop(TestRoot.request(), as: "ring.json")
    let waiting = try root.wait(for: "ring", toBe: [.queued]) { $0.status.waits ?? 0 > 1 }
    #expect(waiting.status.message?.contains("is locked by process \(getpid()) on ") == true)
    _ = consume lock
    let done = try root.wait(for: "ring", toBe: [.done])
    #expect(done.status.crashes == 0 && done.status.setbacks == 0)
    try daemon.stop()
  }

  @Test func `a job that goes on from farther after each crash comes to its end`() throws {
    let root = try TestRoot()
    try AtomicFile.write(
      Array(
        """
        #!/bin/sh
        before=$(ls "$2" | grep -c '^attempt')
        echo '{"progress":{"done":9,"before":'$before',"total":9,"unit":"steps"}}' >&3
        [ $before -ge 6 ] || kill -9 $$

        """.utf8), to: root.path + "/worker")
    #expect(unsafe chmod(root.path + "/worker", 0o755) == 0)
    let daemon = try TestDaemon(root, ["--worker", root.path + "/worker"])
    try root.drop(TestRoot.request(), as: "long.json")
    let job = try root.wait(for: "long", toBe: [.done, .failed])
    #expect(job.state == .done && job.status.attempts == 6 && job.status.crashes == 1)
    try daemon.stop()
  }

  @Test func `who calls off a worker that does not listen is told what that costs`() throws {
    let root = try TestRoot()
    try AtomicFile.write(
      Array("#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n".utf8),
      to: root.path + "/worker")
    #expect(unsafe chmod(root.path + "/worker", 0o755) == 0)
    let daemon = try TestDaemon(
      root, ["--worker", root.path + "/worker", "--grace-seconds", "0.5"])
    try root.drop(TestRoot.request(), as: "deaf.json")
    let job = try root.wait(for: "deaf", toBe: [.running]) { $0.status.worker != nil }
    usleep(300_000)
    try root.queue.send(ControlRequest(.cancel, job: job.id))
    let cancelled = try root.wait(for: "deaf", toBe: [.cancelled])
    let words = "did not end within 0.5 s and was killed; what it had not written by then is lost"
    #expect(cancelled.status.message?.contains(words) == true)
    try daemon.waitForLog(words)
    try daemon.stop()
  }

  @Test func `a running job is cancelled and its worker ends`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    try root.drop(TestRoot.request(frames: 5000), as: "long.json")
    let job = try root.wait(for: "long", toBe: [.running]) { $0.status.progress?.done ?? 0 > 0 }
    let worker = try #require(job.status.worker).pid
    try root.queue.send(ControlRequest(.cancel, job: job.id))
    try root.wait(for: "long", toBe: [.cancelled])
    #expect(ProcessTable.session(worker) == [])
    try daemon.stop()
  }

  @Test func `a retry of some frames makes just these anew`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    try root.drop(TestRoot.request(), as: "ring.json")
    let job = try root.wait(for: "ring", toBe: [.done])
    let folder = root.path + "/output/ring/frames/"
    let before = try ["000001.png", "000002.png", "000003.png", "000004.png"].map {
      try FileFacts(of: folder + $0).inode
    }
    try root.queue.send(ControlRequest(.retry, job: job.id, frames: "2-3"))
    try root.wait(for: "ring", toBe: [.done]) { $0.status.attempts == 2 }
    let after = try ["000001.png", "000002.png", "000003.png", "000004.png"].map {
      try FileFacts(of: folder + $0).inode
    }
    #expect(zip(before, after).map(==) == [true, false, false, true])
    try daemon.stop()
  }

  @Test func `hostile files are rejected, and the daemon goes on`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    let escape = "\u{1B}[2J\u{7}"
    let drops: [(String, [UInt8])] = [
      (
        "path.json",
        Array(TestRoot.request(extra: "\"output\": {\"directory\": \"../../x\"}, ").utf8)
      ),
      ("root.json", Array(TestRoot.request().replacing("views/0.png", with: "/etc/passwd").utf8)),
      ("deep.json", Array(repeating: UInt8(ascii: "["), count: 10_000)),
      ("utf8.json", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]),
      ("huge.json", Array("{\"version\": 1e400}".utf8)),
      ("name.json", Array(TestRoot.request(name: "../a/b").utf8)),
      ("key.json", Array(TestRoot.request(extra: "\"\(escape)\": 1, ").utf8)),
      ("line\n\(escape).json", Array("{\"version\": 2}".utf8)),
      ("large.json", Array(repeating: UInt8(ascii: " "), count: 17 << 20)),
    ]
    for (name, bytes) in drops { try root.drop(bytes, as: name) }
    try #require(unsafe symlink("/etc/passwd", root.path + "/jobs/link.json") == 0)
    try #require(unsafe mkfifo(root.path + "/jobs/pipe.json", 0o644) == 0)
    try root.drop(TestRoot.request(frames: 1), as: "good.json")
    try root.wait(for: "good", toBe: [.done])
    let rejected = root.path + "/jobs/rejected"
    let deadline = Machine.monotonicSeconds + 15
    while (try? Folder.names(in: rejected))?.count ?? 0 < drops.count,
      Machine.monotonicSeconds < deadline
    {
      usleep(20_000)
    }
    let names = try Folder.names(in: rejected)
    #expect(names.count >= drops.count, "\(daemon.log)")
    for name in names { #expect(try !text("\(rejected)/\(name)/reason.txt").isEmpty) }
    #expect(try root.jobs().map(\.status.name) == ["good"])
    #expect(!daemon.log.utf8.contains { $0 == 0x1B || $0 == 0x07 })
    try daemon.stop()
  }

  @Test func `a folder that is removed and made again is served again`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    try Folder.removeTree(root.path + "/jobs")
    try daemon.waitForLog("is gone")
    _ = try Folder(creating: root.path + "/jobs")
    try daemon.waitForLog("again")
    try root.drop(TestRoot.request(frames: 1), as: "ring.json")
    try root.wait(for: "ring", toBe: [.done])
    try daemon.stop()
  }

  @Test func `a folder that another one takes the place of is served`() throws {
    let root = try TestRoot()
    let daemon = try TestDaemon(root)
    try root.drop(TestRoot.request(frames: 5000), as: "long.json")
    try root.wait(for: "long", toBe: [.running])
    _ = try Folder(creating: root.path + "/other")
    let line = "cd \(root.path) && mv jobs old && mv other jobs"
    #expect(try Subprocess.run("sh", ["-c", line]).succeeded)
    try daemon.waitForLog("again")
    try root.drop(TestRoot.request(frames: 1), as: "ring.json")
    try root.wait(for: "ring", toBe: [.done])
    try daemon.stop()
  }
}
