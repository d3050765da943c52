internal import Glibc
internal import LinuxSystem

// The changes of one job. The status is written and synced in the job's own folder first; the rename of
// that folder is the change.

/// Why a running job goes back into the queue.
package enum RequeueCause: Sendable, Equatable {
  /// The daemon stops, or was stopped: costs nothing.
  case interruption
  /// The worker crashed: counts towards ``QueueSettings/crashLimit``, and a growing pause follows.
  case crash(exitCode: Int?)
  /// Something that passes without the job's doing, a full disk say: a growing pause follows.
  case setback
  /// Another process works in the folder that the job writes to: costs nothing, and a growing pause follows.
  case occupied
}

extension JobQueue {
  /// Makes a queued job a running one, with one attempt more.
  ///
  /// Its worker may start at once; ``syncPlaces()`` is to be called after that. A power cut before it takes
  /// the worker too, and leaves a queued job or a running one without a worker, which are the same to the
  /// next daemon.
  ///
  /// - Returns: the job as it is now.
  package func begin(_ id: String) throws(QueueError) -> Job {
    let now = clock.now()
    return try change(id, "start", syncing: false) { (.running, $0.begin(at: now)) }
  }

  /// Waits until it is on the disk in which states the jobs are.
  package func syncPlaces() {
    // A job is where it is, whether that has reached the disk or not; after a power cut the old place is as
    // good.
    while let state = unsyncedStates.popLast() {
      do throws(SystemError) {
        try store[state].folder.sync()
      } catch {
        note(.system(error))
      }
    }
  }

  /// Notes the process that runs a job.
  package func noteWorker(_ id: String, pid: Int32) throws(QueueError) {
    guard var job = index[id], job.state == .running else { return }
    job.status.worker = WorkerIdentity(pid: pid, host: Machine.hostName)
    index.put(job)
    try write(job, .unsynced)
  }

  /// Notes how far a running job has come; on the disk at most twice a second, and not synced.
  package func updateProgress(_ id: String, _ progress: JobProgress) throws(QueueError) {
    guard var job = index[id], job.state == .running else { return }
    job.status.progress = progress.finite
    index.put(job)
    let now = clock.monotonic()
    if let last = progressWritten[id], now - last < settings.progressInterval { return }
    progressWritten[id] = now
    try write(job, .unsynced)
  }

  /// Puts a running job back into the queue, fails it when it crashed too often, or cancels it when
  /// that was asked for.
  ///
  /// - Returns: the job as it is now.
  package func requeue(
    _ id: String, after cause: RequeueCause, message: String
  ) throws(QueueError) -> Job {
    let now = clock.now()
    let settings = settings
    guard index[id]?.state != .queued else { throw wrongState(id, "put back") }
    return try change(id, "put back") {
      $0.stop(cause, message: message, settings: settings, at: now)
    }
  }

  /// Ends a running or queued job.
  ///
  /// - Returns: the job as it is now.
  package func finish(
    _ id: String, as state: FinalState, message: String? = nil, exitCode: Int? = nil
  ) throws(QueueError) -> Job {
    let now = clock.now()
    let job = try change(id, "end") {
      (state.jobState, $0.finish(state, message: message, exitCode: exitCode, at: now))
    }
    progressWritten[id] = nil
    return job
  }

  /// Writes `crash.txt` into a job's folder, in place of an earlier one.
  package func writeCrashReport(_ text: String, for id: String) throws(QueueError) {
    guard let job = index[id] else { throw .noSuchJob(id, suggestion: nil) }
    try attempt { () throws(SystemError) in
      try store.add(Array(text.utf8), as: QueueLayout.crashReport, to: id, in: job.state)
    }
  }

  /// Changes a job's status and, where the state differs, moves it there.
  ///
  /// - Parameters:
  ///   - id: the job's ID.
  ///   - action: what is done, for the message.
  ///   - syncing: whether to wait until a new place is on the disk.
  ///   - alter: makes the change; gives the next state and the event.
  /// - Returns: the job as it is now.
  /// - Throws: what kept it from happening; nothing has changed then, but for a status on the disk that
  ///   the next change replaces.
  func change(
    _ id: String, _ action: String, syncing: Bool = true,
    _ alter: (inout JobStatus) -> (JobState, JobEvent)
  ) throws(QueueError) -> Job {
    guard let job = index[id] else { throw .noSuchJob(id, suggestion: nil) }
    var next = job
    let event: JobEvent
    (next.state, event) = alter(&next.status)
    guard next.state == job.state || job.state.canBecome(next.state) else {
      throw wrongState(id, action)
    }
    let status = try statusBytes(next)
    let admitted = try QueueDocument.line(job.status.admission)
    let line = try QueueDocument.line(event)
    do throws(SystemError) {
      try store.write(status, to: QueueLayout.status, of: id, in: job.state, .contentAndName)
      try store.log(line, after: admitted, of: id, in: job.state)
      if next.state != job.state { try store.move(id, from: job.state, to: next.state) }
    } catch {
      if error.errorNumber == ENOENT { lose(id) }
      throw .system(error)
    }
    index.put(next)
    orphans.remove(id)
    if next.state != job.state {
      for state in [job.state, next.state] where !unsyncedStates.contains(state) {
        unsyncedStates.append(state)
      }
      if syncing { syncPlaces() }
    }
    return next
  }

  func wrongState(_ id: String, _ action: String) -> QueueError {
    guard let job = index[id] else { return .noSuchJob(id, suggestion: nil) }
    return .wrongState(id: id, state: job.state, action: action)
  }

  /// Writes a job's status in place.
  func write(_ job: Job, _ durability: AtomicFile.Durability) throws(QueueError) {
    let bytes = try statusBytes(job)
    do throws(SystemError) {
      try store.write(bytes, to: QueueLayout.status, of: job.id, in: job.state, durability)
    } catch {
      if error.errorNumber == ENOENT { lose(job.id) }
      throw .system(error)
    }
  }

  /// Writes what may as well be written later.
  func writeQuietly(_ job: Job) {
    do throws(QueueError) {
      try write(job, .unsynced)
    } catch {
      note(error)
    }
  }

  private func statusBytes(_ job: Job) throws(QueueError) -> [UInt8] {
    try QueueDocument.bytes(of: job.status, pretty: true, path: "\(job.id)/\(QueueLayout.status)")
  }

  /// A job's folder is not where it was: somebody moved or removed it.
  private func lose(_ id: String) {
    guard let job = index[id] else { return }
    do throws(SystemError) {
      guard try store.facts(of: id, in: store[job.state]) == nil else { return }
      forget(id)
      pending.events.append(.vanished(id: id))
    } catch {
      note(.system(error))
    }
  }
}

extension JobProgress {
  /// Without numbers that JSON has not.
  fileprivate var finite: JobProgress {
    var progress = self
    if rate?.isFinite == false { progress.rate = nil }
    if secondsLeft?.isFinite == false { progress.secondsLeft = nil }
    return progress
  }
}
