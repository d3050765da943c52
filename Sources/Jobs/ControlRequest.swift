/// Something asked of the queue by way of a file in `control/`.
package struct ControlRequest: Codable, Sendable, Equatable {
  /// What can be asked.
  package enum Action: String, Codable, CaseIterable, Sendable {
    /// Calls a job off, queued or running.
    case cancel
    /// Queues a finished job once more.
    case retry
    /// Gives a queued job another priority.
    case priority
    /// Lets no further job start.
    case pause
    /// Takes a pause back.
    case resume
    /// Lets a stashed job go on.
    case unstash
    /// Compares the queue with what lies in its folders.
    case rescan
    /// Removes finished and rejected jobs.
    case clean
  }

  /// The version of this shape.
  package var version = 1
  /// What is asked.
  package var action: Action
  /// The ID of the job that it is about; not for `pause`, `resume`, `rescan` and `clean`.
  package var job: String?
  /// The new priority, for `priority`.
  package var priority: Int?
  /// The frames to make again, such as `3-17,40`, for `retry`; all of them where it is missing.
  package var frames: String?
  /// Why, for `pause`.
  package var reason: String?
  /// What is removed, for `clean`.
  package var clean: CleanRule?
  /// Who asks, as `user@host`.
  package var requestedBy: String?

  /// Something asked of the queue.
  package init(
    _ action: Action, job: String? = nil, priority: Int? = nil, frames: String? = nil,
    reason: String? = nil, clean: CleanRule? = nil, requestedBy: String? = nil
  ) {
    self.action = action
    self.job = job
    self.priority = priority
    self.frames = frames
    self.reason = reason
    self.clean = clean
    self.requestedBy = requestedBy
  }
}

/// Which finished jobs are removed; every condition that is given must hold.
package struct CleanRule: Codable, Sendable, Equatable {
  /// The states they may have: any of `done`, `failed`, `cancelled`, `rejected`.
  package var states: [JobState]
  /// Only those that ended more than this many seconds ago.
  package var olderThanSeconds: Double?
  /// All but this many of those that ended last.
  package var keepingNewest: Int?

  /// A rule; without further conditions it takes every job in the states.
  package init(
    states: [JobState] = [.done, .failed, .cancelled, .rejected], olderThanSeconds: Double? = nil,
    keepingNewest: Int? = nil
  ) {
    self.states = states
    self.olderThanSeconds = olderThanSeconds
    self.keepingNewest = keepingNewest
  }
}
