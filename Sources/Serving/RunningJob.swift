internal import Jobs
internal import LinuxSystem

/// A job together with the process that does it.
final class RunningJob {
  let job: Job
  let worker: WorkerProcess
  /// What became of the worker, until the queue has taken note of it.
  private(set) var outcome: WorkerOutcome?
  /// How long the worker ran, in seconds, once it has ended.
  private(set) var seconds = 0.0
  /// When to tell the queue, which may be unable to write.
  var concludesAfter = -Double.infinity
  /// Whether the queue does not know the job any more.
  private(set) var isAbandoned = false

  init(_ job: Job, _ worker: WorkerProcess) {
    self.job = job
    self.worker = worker
  }

  /// Ends the worker of a job that is gone.
  func abandon() {
    isAbandoned = true
    worker.stop(.shutdown, now: Machine.monotonicSeconds)
  }

  /// Notes what became of the worker.
  func end(_ outcome: WorkerOutcome, now: Double) {
    self.outcome = outcome
    seconds = now - worker.startedAt
  }

  func secondsToNextLook(now: Double) -> Double? {
    outcome == nil ? worker.secondsToNextLook(now: now) : max(0, concludesAfter - now)
  }
}
