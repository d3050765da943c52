internal import LinuxSystem

// The state machine of a job, without the disk: each change alters the status and gives the line for
// `events.jsonl`.

extension JobState {
  /// Whether a job may go from this state to another.
  func canBecome(_ next: JobState) -> Bool {
    switch self {
    case .queued: next == .running || next == .failed || next == .cancelled
    case .running: next == .queued || next == .done || next == .failed || next == .cancelled
    case .done, .failed, .cancelled: next == .queued
    case .rejected: false
    }
  }
}

extension JobStatus {
  /// A worker is started.
  mutating func begin(at now: Timestamp) -> JobEvent {
    attempts += 1
    startedAt = now
    notBefore = nil
    progress = nil
    message = nil
    exitCode = nil
    return JobEvent(at: now, event: .started, detail: "attempt \(attempts)")
  }

  /// The job comes to its end.
  mutating func finish(
    _ state: FinalState, message: String?, exitCode: Int?, at now: Timestamp
  ) -> JobEvent {
    finishedAt = now
    notBefore = nil
    worker = nil
    self.message = message
    self.exitCode = exitCode
    let kind: JobEvent.Kind =
      switch state {
      case .done: .done
      case .failed: .failed
      case .cancelled: .cancelled
      }
    return JobEvent(at: now, event: kind, detail: message)
  }

  /// The running job lost its worker.
  ///
  /// - Returns: the state that it goes to, and its event.
  mutating func stop(
    _ cause: RequeueCause, message: String, settings: QueueSettings, at now: Timestamp
  ) -> (JobState, JobEvent) {
    worker = nil
    // Whoever called the job off does not want to see it start again.
    if cancelRequestedBy != nil {
      return (.cancelled, finish(.cancelled, message: cancelMessage, exitCode: nil, at: now))
    }
    self.message = message
    switch cause {
    case .interruption:
      return (.queued, JobEvent(at: now, event: .stopped, detail: message))
    case .crash(let exitCode):
      crashes = crashesWithAnother
      crashedFrom = max(crashedFrom ?? 0, progress?.before ?? 0)
      self.exitCode = exitCode
      guard crashes < settings.crashLimit else {
        let text = "\(message) (crash \(crashes) of \(settings.crashLimit), so it is given up)"
        return (.failed, finish(.failed, message: text, exitCode: exitCode, at: now))
      }
      notBefore = now.advanced(bySeconds: settings.pause(after: crashes))
      return (.queued, JobEvent(at: now, event: .crashed, detail: message))
    case .setback:
      setbacks += 1
      notBefore = now.advanced(bySeconds: settings.pause(after: setbacks))
      return (.queued, JobEvent(at: now, event: .retrying, detail: message))
    case .occupied:
      let count = (waits ?? 0) + 1
      waits = count
      notBefore = now.advanced(bySeconds: settings.pause(after: count))
      return (.queued, JobEvent(at: now, event: .retrying, detail: message))
    }
  }

  /// ``crashes`` if the present attempt crashed too. One that went on from farther than all that crashed before it
  /// is the first again: a training of days may be killed now and then, and still come to its end. What an
  /// attempt did and did not keep does not count, or a job that crashes on its way to the next checkpoint
  /// could do so for ever.
  package var crashesWithAnother: Int {
    guard let crashedFrom, let before = progress?.before, before > crashedFrom else {
      return crashes + 1
    }
    return 1
  }

  /// The running job is to be called off.
  mutating func requestCancel(by who: String?, at now: Timestamp) -> JobEvent {
    cancelRequestedBy = who ?? "somebody"
    return JobEvent(at: now, event: .cancelRequested, detail: cancelMessage)
  }

  /// The finished job is queued once more; it counts its crashes from the beginning.
  mutating func retry(frames: String?, by who: String?, at now: Timestamp) -> JobEvent {
    crashes = 0
    crashedFrom = nil
    setbacks = 0
    waits = nil
    finishedAt = nil
    notBefore = nil
    progress = nil
    message = nil
    exitCode = nil
    cancelRequestedBy = nil
    stashed = false
    self.frames = frames
    let detail = [frames.map { "frames \($0)" }, who.map { "by \($0)" }].compactMap { $0 }
    return JobEvent(
      at: now, event: .retried, detail: detail.isEmpty ? nil : detail.joined(separator: ", "))
  }

  /// What a cancelled job says.
  var cancelMessage: String { "cancelled by \(cancelRequestedBy ?? "somebody")" }

  /// Takes away what belongs to another state: a power cut can leave a status that was written for a
  /// move that was not made.
  mutating func settle(in state: JobState) {
    if state != .running {
      worker = nil
      cancelRequestedBy = state == .queued ? nil : cancelRequestedBy
    }
    if !state.isFinal { finishedAt = nil }
  }
}

extension QueueSettings {
  /// The pause after the `count`th crash, setback or wait in a row, in seconds.
  func pause(after count: Int) -> Double {
    var pause = firstPause
    for _ in 1..<max(count, 1) where pause < longestPause { pause *= 2 }
    return min(pause, longestPause)
  }
}
