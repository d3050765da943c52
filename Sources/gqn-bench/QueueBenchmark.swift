internal import Glibc
internal import LinuxSystem

/// Measures a daemon from outside, by what the kernel tells of its folders and processes.
struct QueueBenchmark {
  /// How many jobs are queued at once.
  static let manyJobs = 10_000

  /// How many starts are timed, each way.
  let runs: Int
  /// How long the idle daemon is watched, each way.
  let idleSeconds: Double

  /// Serves a queue in a new folder below `parent`, and measures everything.
  func run(in parent: String) throws -> QueueReport {
    let queue = try ServedQueue(in: parent)
    var report = QueueReport(fileSystem: FileSystemKind(of: queue.path)?.name ?? "unknown")
    report.alone = try measure(queue, "alone")
    report.admitted10000Seconds = try admitMany(queue)
    report.beside10000 = try measure(queue, "beside")
    report.medianStartSeconds = report.alone.startSeconds.median
    report.medianStartBeside10000Seconds = report.beside10000.startSeconds.median
    try queue.stop()
    return report
  }

  private func measure(_ queue: ServedQueue, _ name: String) throws -> QueueReport.Situation {
    var situation = QueueReport.Situation()
    situation.idle = try watchIdling(queue)
    let watch = try JobWatch(queue)
    var (starts, ends, syncs) = (Timings(), Timings(), Timings())
    for run in 1...runs {
      let file = "\(name)-\(run).json"
      try queue.stage(ServedQueue.request(), as: file)
      let begin = Machine.monotonicSeconds
      try queue.drop(file)
      let (started, done) = try watch.next(queue)
      starts.append(started - begin)
      ends.append(done - begin)
      try queue.settle()
      try syncs.time { try queue.sync() }
    }
    situation.startSeconds = QueueReport.Spread(starts)
    situation.doneSeconds = QueueReport.Spread(ends)
    situation.syncSeconds = QueueReport.Spread(syncs)
    return situation
  }

  private func admitMany(_ queue: ServedQueue) throws -> Double {
    try queue.stage(ServedQueue.request(), as: "gate.stashed.json")
    try queue.drop("gate.stashed.json")
    try queue.waitForLog(of: "gate-", toEndWith: ": queued", times: 1)
    let names = (1...Self.manyJobs).map { "waiting-\($0).json" }
    for name in names { try queue.stage(ServedQueue.request(after: "gate"), as: name) }
    let begin = Machine.monotonicSeconds
    for name in names { try queue.drop(name) }
    try queue.waitForLog(of: "waiting-", toEndWith: ": queued", times: Self.manyJobs)
    let seconds = Machine.monotonicSeconds - begin
    try queue.settle()
    return seconds
  }

  private func watchIdling(_ queue: ServedQueue) throws -> QueueReport.Idle {
    try queue.settle()
    let before = try queue.processorSeconds()
    let begin = Machine.monotonicSeconds
    usleep(UInt32(min(idleSeconds, 4000) * 1e6))
    return QueueReport.Idle(
      seconds: Machine.monotonicSeconds - begin,
      processorSeconds: try queue.processorSeconds() - before,
      residentBytes: try queue.residentBytes())
  }
}

/// Sees when a worker starts and when its job is done.
private struct JobWatch: ~Copyable {
  private let notices: Inotify
  private let programs, done: Int32

  init(_ queue: ServedQueue) throws {
    let inotify = try Inotify()
    let programs = try inotify.watch(queue.programs, for: .opened)
    let done = try inotify.watch(queue.jobs + "/done", for: .movedIn)
    (self.programs, self.done) = (programs, done)
    notices = inotify
  }

  /// Waits until the next job is done.
  ///
  /// - Returns: when its worker was started and when it was done, by the monotonic clock.
  func next(_ queue: ServedQueue) throws -> (started: Double, done: Double) {
    var started: Double?
    let deadline = Machine.monotonicSeconds + ServedQueue.patience
    while Machine.monotonicSeconds < deadline {
      _ = try Waiting.untilReadable([notices.raw], seconds: 1)
      let now = Machine.monotonicSeconds
      for event in try notices.events() {
        if event.watch == programs, event.name == "gqn" { started = started ?? now }
        if event.watch == done, let started { return (started, now) }
      }
    }
    throw queue.trouble("no job was done")
  }
}
