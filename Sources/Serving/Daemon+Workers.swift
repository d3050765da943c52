internal import Glibc
internal import Jobs
internal import LinuxSystem
internal import Requests

extension Daemon {
  /// After so many setbacks in a row a job fails; with growing pauses that is more than half an hour.
  private static let setbackLimit = 10

  // MARK: - Starting

  func startWorkers(_ now: Double) {
    for (folder, hold) in diskHolds where hold.isOver(now: now) {
      diskHolds[folder] = nil
      log.notice("\(folder) can perhaps be written again; jobs that do start again")
    }
    for lane in Lane.allCases {
      while now >= startsAfter, used(lane) < slots(lane),
        let job = queue?.nextRunnable(lane, where: { diskHolds[target(of: $0)] == nil })
      {
        start(job, lane, now)
      }
    }
  }

  /// The folder below which a job writes.
  private func target(of job: Job) -> String {
    job.status.type == RequestType.train.rawValue ? settings.models : settings.output
  }

  private func slots(_ lane: Lane) -> Int {
    lane == .render ? settings.renderSlots : settings.trainSlots
  }

  private func used(_ lane: Lane) -> Int {
    workers.values.count { $0.job.status.lane == lane }
  }

  private func start(_ queued: Job, _ lane: Lane, _ now: Double) {
    guard let queue else { return }
    do throws(QueueError) {
      let job = try queue.begin(queued.id)
      let folder = queue.folder.folder(of: job)
      defer { queue.syncPlaces() }
      do throws(SystemError) {
        let worker = try WorkerProcess(
          settings.worker, arguments(for: job, in: folder),
          logPath: queue.folder.log(of: job),
          niceness: lane == .train ? 10 : 0, limits: settings.limits, now: now)
        workers[job.id] = RunningJob(job, worker)
        log.info("\(job.id): started, attempt \(job.status.attempts), process \(worker.processID)")
        try? queue.noteWorker(job.id, pid: worker.processID)
      } catch {
        log.error("\(job.id): \(error)")
        startsAfter = now + Self.troublePause
        _ = try queue.requeue(job.id, after: .setback, message: "no worker: \(error)")
      }
    } catch {
      log.error("\(queued.id): \(error)")
      startsAfter = now + Self.troublePause
    }
  }

  private func arguments(for job: Job, in folder: String) -> [String] {
    let threads =
      settings.threads ?? max(1, Machine.processorCount / max(1, settings.renderSlots))
    var words = [
      "worker", folder, "--root", settings.root, "--models", settings.models, "--output",
      settings.output, "--threads", "\(threads)", "--name", job.status.name,
    ]
    for root in settings.readRoots { words += ["--read-root", root] }
    if let frames = job.status.frames { words += ["--frames", frames] }
    return words
  }

  // MARK: - Watching

  func lookAtWorkers(_ now: Double) {
    for (id, running) in workers {
      if running.outcome == nil { look(at: running, now) }
      guard let outcome = running.outcome, now >= running.concludesAfter else { continue }
      guard !running.isAbandoned, let queue else {
        workers[id] = nil
        continue
      }
      do throws(QueueError) {
        try conclude(running, outcome, queue, now)
        workers[id] = nil
      } catch {
        if running.concludesAfter < 0 { log.error("\(id): \(error)") }
        // The next daemon finds the job where it is, and sees what is missing.
        if isStopping || error.isOfMissingJob { workers[id] = nil }
        running.concludesAfter = now + Self.troublePause
      }
    }
  }

  private func look(at running: RunningJob, _ now: Double) {
    do throws(SystemError) {
      let news = try running.worker.look(now: now)
      if let progress = news.progress, !running.isAbandoned {
        try? queue?.updateProgress(running.job.id, progress)
      }
      if let outcome = news.outcome { running.end(outcome, now: now) }
    } catch {
      log.error("\(running.job.id): \(error)")
      running.worker.kill()
      startsAfter = now + Self.troublePause
    }
  }

  func cancel(_ id: String, _ now: Double) {
    if let running = workers[id] {
      if running.worker.stopReason != .cancelled { log.info("\(id): asked to stop") }
      running.worker.stop(.cancelled, now: now)
    } else {
      _ = try? queue?.finish(id, as: .cancelled)
    }
  }

  /// Ends workers that a killed daemon left behind: they would stand in the way of new ones.
  func endOrphans(of interrupted: [Job]) {
    let prefix = settings.jobs + "/running/"
    // The folder may have been served by another of its paths; then the number tells.
    let known = Dictionary(
      interrupted.compactMap { job in job.status.worker.map { ($0.pid, "/running/" + job.id) } }
    ) { first, _ in first }
    func orphans() -> [ProcessTable.Entry] {
      ProcessTable.entries().filter { process in
        guard process.words.count > 2, process.words[1] == "worker" else { return false }
        let folder = process.words[2]
        return folder.hasPrefix(prefix) || known[process.id].map(folder.hasSuffix) ?? false
      }
    }
    for orphan in orphans() {
      log.warning("process \(orphan.id), which a killed daemon left behind, is ended")
      for process in ProcessTable.session(orphan.session) { Glibc.kill(process.id, SIGKILL) }
    }
    let deadline = Machine.monotonicSeconds + Self.troublePause
    while !orphans().isEmpty, Machine.monotonicSeconds < deadline { usleep(5000) }
  }

  // MARK: - Concluding

  private func conclude(
    _ running: RunningJob, _ outcome: WorkerOutcome, _ queue: JobQueue, _ now: Double
  ) throws(QueueError) {
    let id = running.job.id
    let tenths = Int(running.seconds * 10)
    let took = "\(tenths / 10).\(tenths % 10) s"
    switch outcome {
    case .finished(let message):
      _ = try queue.finish(id, as: .done, message: message, exitCode: 0)
      log.info("\(id): done in \(took)")
    case .failed(let message, let code):
      _ = try queue.finish(id, as: .failed, message: message, exitCode: Int(code))
      log.warning("\(id): failed after \(took): \(message)")
    case .overLimit(let message):
      let advice = "\(message); raise the limit in the daemon's settings, or ask for less"
      let text = Self.loss(of: running.worker).map { "\(advice); \($0)" } ?? advice
      _ = try queue.finish(id, as: .failed, message: text)
      log.warning("\(id): failed after \(took): \(text)")
    case .cancelled:
      let loss = Self.loss(of: running.worker)
      _ = try queue.finish(id, as: .cancelled, message: loss, exitCode: loss == nil ? 2 : nil)
      log.info("\(id): cancelled after \(took)\(loss.map { "; \($0)" } ?? "")")
    case .interrupted:
      let loss = Self.loss(of: running.worker)
      _ = try queue.requeue(
        id, after: .interruption,
        message: "the daemon ended; \(loss ?? "what is done is kept")")
      log.info(
        "\(id): interrupted after \(took); \(loss.map { $0 + "; " } ?? "")it goes on at the next start"
      )
    case .occupied(let message):
      _ = try queue.requeue(id, after: .occupied, message: message)
      log.info("\(id): waits: \(message)")
    case .cannotWrite(let message, let trouble):
      try setBack(running.job, message, trouble, queue, now)
    case .crashed(let ending):
      try conclude(running, WorkerCrash(ending, of: running.job.status.type), queue)
    }
  }

  /// What is to be said of a worker that had to be killed, though it was only asked to end.
  private static func loss(of worker: WorkerProcess) -> String? {
    guard worker.ranOutOfGrace else { return nil }
    return
      "the worker did not end within \(WorkerLimits.text(worker.limits.graceSeconds)) s and was killed; "
      + "what it had not written by then is lost"
  }

  private func setBack(
    _ job: Job, _ message: String, _ trouble: DiskTrouble?, _ queue: JobQueue, _ now: Double
  ) throws(QueueError) {
    let target = target(of: job)
    let hold = trouble.map { DiskHold(target, $0, now: now) }
    // What the disk as a whole is not to blame for is the job's own trouble.
    let isEverybodys = hold.map { !$0.isOver(now: now) } ?? false
    guard isEverybodys || job.status.setbacks + 1 < Self.setbackLimit else {
      _ = try queue.finish(job.id, as: .failed, message: message, exitCode: 73)
      log.warning("\(job.id): failed after \(Self.setbackLimit) tries: \(message)")
      return
    }
    _ = try queue.requeue(job.id, after: .setback, message: message)
    log.warning("\(job.id): set back: \(message)")
    guard isEverybodys, diskHolds[target] == nil, let hold else { return }
    diskHolds[target] = hold
    switch hold.trouble {
    case .full:
      log.error(
        "no room below \(target): no job that writes there starts until there is; free some space")
    case .readOnly:
      log.error(
        "\(target) is read-only: no job that writes there starts until it can be written; see what the "
          + "kernel says of the disk, and mount it anew")
    }
  }

  private func conclude(
    _ running: RunningJob, _ crash: WorkerCrash, _ queue: JobQueue
  ) throws(QueueError) {
    let job = queue.job(running.job.id) ?? running.job
    let left = settings.crashLimit - job.status.crashesWithAnother
    let prospect =
      left > 0
      ? "The job is tried again by itself (tries left: \(left))."
      : "It was crash \(settings.crashLimit) of \(settings.crashLimit), so the job is given up. When the cause is gone: "
        + "gqn retry \(job.id)"
    // Written first, so that who sees the job fail finds the report.
    let report = CrashReport(
      crash, job: job.id, attempt: job.status.attempts, time: .now, seconds: running.seconds,
      progress: running.worker.progress, next: prospect, logPath: queue.folder.log(of: job))
    do throws(QueueError) {
      try queue.writeCrashReport(report.text, for: job.id)
    } catch {
      log.warning("\(job.id): \(error)")
    }
    let next = try queue.requeue(
      job.id, after: .crash(exitCode: nil), message: "\(crash.what). \(crash.advice)")
    log.error("\(job.id): \(crash.what); the job is \(next.state.rawValue)")
  }
}

extension QueueError {
  /// Whether the job is not in the queue, so that there is nothing to take note of.
  fileprivate var isOfMissingJob: Bool {
    switch self {
    case .noSuchJob, .wrongState: true
    default: false
    }
  }
}
