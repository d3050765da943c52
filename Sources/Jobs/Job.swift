internal import LinuxSystem

/// A job as it lies in the queue.
package struct Job: Sendable, Equatable {
  /// Where it is in its life.
  package var state: JobState
  /// What is known of it.
  package var status: JobStatus

  /// Its ID, which is also its folder's name.
  package var id: String { status.id }

  /// A job.
  package init(state: JobState, status: JobStatus) {
    self.state = state
    self.status = status
  }

  /// A rejected file as a job, which it never was.
  init(rejected id: String, at time: Timestamp) {
    var status = JobStatus(
      id: id, name: JobID.name(in: id), type: "render", sequence: 0, submittedAt: time)
    status.finishedAt = time
    self.init(state: .rejected, status: status)
  }
}
