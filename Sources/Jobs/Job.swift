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
}
