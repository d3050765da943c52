internal import JSONDocuments
internal import Jobs

/// What `gqn status --json` prints: docs/commands.md describes the shape.
///
/// Within a version keys are only added.
struct StatusReport: Encodable {
  /// The version of the shape.
  static let version = 1

  let queue: QueueFacts
  let jobs: [Job]

  /// The queue as a whole.
  struct QueueFacts: Encodable {
    let folder: String
    /// Who serves it, in the daemon's own words; nil where nobody does.
    let daemon: String?
    /// Why no job starts; nil where jobs start.
    let paused: String?
    /// How many files were dropped into it and are not taken in yet.
    let dropped: Int
    /// How many jobs are in each state.
    let counts: [String: Int]
  }

  private enum Key: String, CodingKey { case version, queue, jobs, state }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.version, forKey: .version)
    try container.encode(queue, forKey: .queue)
    try container.encode(jobs.map { JobWithState(job: $0) }, forKey: .jobs)
  }

  /// The keys of the job's status, and the state that its folder gives it.
  private struct JobWithState: Encodable {
    let job: Job

    func encode(to encoder: any Encoder) throws {
      try job.status.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(job.state, forKey: .state)
    }
  }
}
