/// What the daemon goes by, complete and checked.
package struct DaemonSettings: Sendable, Equatable {
  /// The folder of the queue; absolute, as all paths here.
  package var jobs: String
  /// Where relative paths in requests start.
  package var root: String
  /// The folder of the snapshots.
  package var models: String
  /// The folder below which renders write.
  package var output: String
  /// Further folders that requests may name files of.
  package var readRoots: [String]
  /// The program that does a job: `gqn`.
  package var worker: String
  /// How many jobs of each lane run at once.
  package var renderSlots: Int
  package var trainSlots: Int
  /// How many threads a worker has; nil for the processors, divided among the render slots.
  package var threads: Int?
  /// How often a worker of a job may crash before the job fails.
  package var crashLimit: Int
  /// The pause after the first crash, in seconds; each further one doubles it.
  package var retrySeconds: Double
  /// What each worker is held to.
  package var limits: WorkerLimits

  /// Whether other settings can be put in force without a new start.
  func needsRestart(for other: DaemonSettings) -> Bool {
    (jobs, root, models, output) != (other.jobs, other.root, other.models, other.output)
      || readRoots != other.readRoots
      || (crashLimit, retrySeconds) != (other.crashLimit, other.retrySeconds)
  }

  /// Takes over what only a new start can change.
  mutating func keepWhatNeedsRestart(of other: DaemonSettings) {
    (jobs, root, models, output) = (other.jobs, other.root, other.models, other.output)
    readRoots = other.readRoots
    (crashLimit, retrySeconds) = (other.crashLimit, other.retrySeconds)
  }
}
