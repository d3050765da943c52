package import LinuxSystem

/// What is known of a job: the content of its `status.json`, version 1.
///
/// docs/queue.md describes the keys. Within a version keys are only added, and only ones that may be
/// missing.
package struct JobStatus: Codable, Sendable, Equatable {
  /// The version of this shape that is written and read.
  package static let currentVersion = 1

  /// The version of the shape.
  package var version = JobStatus.currentVersion
  /// The job's ID, which is also its folder's name.
  package var id: String
  /// The request's name.
  package var name: String
  /// The request's type: `render`, `train` or `evaluate`.
  package var type: String
  /// Jobs of higher priority go first.
  package var priority: Int
  /// Names and IDs of the jobs that must be done first.
  package var after: [String]
  /// The order of arrival: among equal priorities the lower number goes first.
  package var sequence: Int
  /// When the queue took the job in.
  package var submittedAt: Timestamp
  /// When the last attempt began.
  package var startedAt: Timestamp?
  /// When the job came to its end.
  package var finishedAt: Timestamp?
  /// How many workers were started for it.
  package var attempts = 0
  /// How many of them crashed since it was queued or retried, or since what is kept of its work grew.
  package var crashes = 0
  /// The farthest point that one of those went on from, in the units of ``progress``.
  package var crashedFrom: Int?
  /// How often it was put back since then because of something that can pass, a full disk say.
  package var setbacks = 0
  /// How often it was put back since then because another process worked in its folder.
  package var waits: Int?
  /// It is not started before this moment.
  package var notBefore: Timestamp?
  /// How far the last attempt came.
  package var progress: JobProgress?
  /// What a person should know: why it failed, or what it waits for.
  package var message: String?
  /// The last worker's exit code.
  package var exitCode: Int?
  /// The folder that it writes to.
  package var output: String?
  /// Whether it is held back until somebody unstashes it.
  package var stashed = false
  /// The frames that a retry asked for, such as `3-17,40`; all of them where it is missing.
  package var frames: String?
  /// Who asked for the running job to be cancelled.
  package var cancelRequestedBy: String?
  /// The dropped file that it came from.
  package var drop: DropIdentity?
  /// The process that runs it.
  package var worker: WorkerIdentity?

  /// A job that was just taken in.
  package init(
    id: String, name: String, type: String, priority: Int = 0, after: [String] = [],
    sequence: Int, submittedAt: Timestamp
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.priority = priority
    self.after = after
    self.sequence = sequence
    self.submittedAt = submittedAt
  }

  /// The workers that it waits for.
  package var lane: Lane { Lane(type: type) }
}

/// How far a job has come.
package struct JobProgress: Codable, Sendable, Equatable {
  /// How many units are done.
  package var done: Int
  /// How many of them earlier attempts did: the frames that were there, the step of the checkpoint.
  package var before: Int?
  /// How many there are.
  package var total: Int
  /// What is counted, in the plural: `frames`, `steps`.
  package var unit: String
  /// Units a second.
  package var rate: Double?
  /// The time that is left, in seconds.
  package var secondsLeft: Double?

  /// Progress of a job.
  package init(
    done: Int, before: Int? = nil, total: Int, unit: String, rate: Double? = nil,
    secondsLeft: Double? = nil
  ) {
    self.done = done
    self.before = before
    self.total = total
    self.unit = unit
    self.rate = rate
    self.secondsLeft = secondsLeft
  }
}

/// What tells one dropped file from every other.
package struct DropIdentity: Codable, Sendable, Hashable {
  /// Its name in the drop folder.
  package var file: String
  /// The file system that it lay on.
  package var device: UInt64
  /// Its number within the file system.
  package var inode: UInt64
  /// Its size in bytes.
  package var size: Int
  /// When its content last changed, in nanoseconds since 1970.
  package var modified: Int

  /// The identity of a file.
  package init(file: String, device: UInt64, inode: UInt64, size: Int, modified: Int) {
    self.file = file
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
  }
}

/// The process that runs a job.
package struct WorkerIdentity: Codable, Sendable, Equatable {
  /// Its number, which is also its process group's.
  package var pid: Int32
  /// The machine that it runs on.
  package var host: String

  /// The identity of a process.
  package init(pid: Int32, host: String) {
    self.pid = pid
    self.host = host
  }
}
