package import LinuxSystem

/// The numbers that a queue goes by.
package struct QueueSettings: Sendable, Equatable {
  /// How often a job's worker may crash before the job fails.
  package var crashLimit = 3
  /// The pause after the first crash or setback, in seconds; each further one doubles it.
  package var firstPause = 5.0
  /// The longest such pause, in seconds.
  package var longestPause = 600.0
  /// The largest file that is read as a request, in bytes.
  package var requestByteLimit = 16 << 20
  /// How long a file that does not parse must have rested before it is rejected, in seconds.
  package var patience = 5.0
  /// How soon such a file is looked at again at first, in seconds; each further time doubles it.
  package var firstLook = 0.25
  /// How many dropped files become jobs with one sync of the file system.
  package var groupLimit = 256
  /// How long the files of such a group may be looked at, in seconds: running jobs wait meanwhile.
  package var groupSeconds = 1.0
  /// How long to wait after a full disk or another trouble before trying again, in seconds.
  package var troublePause = 5.0
  /// The least time between two writes of a job's progress, in seconds.
  package var progressInterval = 0.5

  /// The defaults.
  package init() {}
}

/// Where the queue takes the time from.
package struct QueueClock {
  /// The time of day, for what is written.
  package var now: () -> Timestamp
  /// Seconds that never go back, for waiting.
  package var monotonic: () -> Double

  /// A clock of your own.
  package init(now: @escaping () -> Timestamp, monotonic: @escaping () -> Double) {
    self.now = now
    self.monotonic = monotonic
  }

  /// The system's clocks.
  package static var system: QueueClock {
    QueueClock(now: { .now }, monotonic: { Machine.monotonicSeconds })
  }
}
