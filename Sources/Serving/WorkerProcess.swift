internal import Glibc
package import Jobs
package import LinuxSystem

/// A process that does one job, watched from its start to its end.
package final class WorkerProcess {
  /// What there is new of a worker.
  package struct News: Sendable, Equatable {
    /// How far it is now, if it said so.
    package var progress: JobProgress?
    /// What became of it, once it has ended.
    package var outcome: WorkerOutcome?
  }

  /// The process's number.
  package var processID: Int32 { process.id }
  /// When it was started, on the clock of ``Machine/monotonicSeconds``.
  package let startedAt: Double
  /// How far it was when it last said so.
  package private(set) var progress: JobProgress?
  /// Its limits, which may change while it runs.
  package var limits: WorkerLimits
  /// Why it was asked to end, if it was.
  package private(set) var stopReason: WorkerOutcome.StopReason?

  private var process: ChildProcess
  private var message: String?
  private var lastReport: Double
  private var stopAsked: Double?
  private var memoryAsked = 0.0
  private var isKilled = false
  /// Whether it was asked to end, and was killed since it did not within ``WorkerLimits/graceSeconds``.
  package private(set) var ranOutOfGrace = false

  /// Memory is a matter of asking, and asking once a second costs nothing.
  private static let memoryInterval = 1.0

  /// Starts a worker.
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: what follows the name.
  ///   - logPath: the file that gets what it prints; added to if it is there.
  ///   - niceness: how much it gives way to others, 0 to 19.
  ///   - limits: its limits.
  ///   - now: the time.
  /// - Throws: when the log cannot be opened or the program not be started.
  package init(
    _ program: String, _ arguments: [String], logPath: String, niceness: Int32 = 0,
    limits: WorkerLimits, now: Double = Machine.monotonicSeconds
  ) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW
    let log = try FileDescriptor(opening: logPath, flags: flags)
    process = try ChildProcess(program, arguments, log: log, niceness: niceness)
    self.limits = limits
    startedAt = now
    lastReport = now
  }

  /// What to wait on: its reports, and the end of them.
  package var reportsRaw: Int32 { process.reportsRaw }

  /// Asks it to end; the first reason stays, unless a cancellation takes its place.
  package func stop(_ reason: WorkerOutcome.StopReason, now: Double) {
    if stopReason == nil || reason == .cancelled { stopReason = reason }
    guard stopAsked == nil else { return }
    stopAsked = now
    process.terminate()
  }

  /// Ends it without grace.
  package func kill() {
    isKilled = true
    process.kill()
  }

  /// Reads what it reports, holds it to its limits, and sees whether it has ended.
  package func look(now: Double) throws(SystemError) -> News {
    let earlier = progress
    try read(now: now)
    // What was said last may have been written between the reading and the end.
    if let ending = try process.endingIfEnded() {
      try read(now: now)
      return News(
        progress: progress == earlier ? nil : progress,
        outcome: WorkerOutcome(ending, stop: stopReason, message: message))
    }
    enforce(now: now)
    return News(progress: progress == earlier ? nil : progress)
  }

  /// Seconds until it should be looked at without a report; nil for no need.
  package func secondsToNextLook(now: Double) -> Double? {
    var times: [Double] = []
    if let stopAsked {
      if !isKilled { times.append(stopAsked + limits.graceSeconds) }
    } else {
      if let limit = limits.timeSeconds { times.append(startedAt + limit) }
      if let limit = limits.stallSeconds { times.append(lastReport + limit) }
      if limits.memoryBytes != nil { times.append(memoryAsked + Self.memoryInterval) }
    }
    return times.min().map { max(0, $0 - now) }
  }

  private func read(now: Double) throws(SystemError) {
    for line in try process.newReports() {
      guard let report = WorkerReport(line: line) else { continue }
      lastReport = now
      message = report.message ?? message
      progress = report.progress ?? progress
    }
  }

  private func enforce(now: Double) {
    if let stopAsked {
      if !isKilled, now - stopAsked >= limits.graceSeconds {
        ranOutOfGrace = true
        kill()
      }
      return
    }
    if let limit = limits.timeSeconds, now - startedAt >= limit {
      stop(.limit("it ran longer than the limit of \(WorkerLimits.text(limit)) s"), now: now)
    } else if let limit = limits.stallSeconds, now - lastReport >= limit {
      stop(.limit("it made no progress for \(WorkerLimits.text(limit)) s"), now: now)
    } else if let limit = limits.memoryBytes, now - memoryAsked >= Self.memoryInterval {
      memoryAsked = now
      if let bytes = ProcessTable.residentBytes(of: process.id), bytes > limit {
        let text = "it held \(bytes >> 20) MiB of memory, more than the limit of \(limit >> 20)"
        stop(.limit(text), now: now)
      }
    }
  }
}
