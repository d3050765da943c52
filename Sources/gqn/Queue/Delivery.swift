internal import Jobs

/// Puts a request into the queue and finds out which job it became.
struct Delivery {
  /// How long a daemon may take to look at a file.
  private static let patience = 30.0

  let queue: QueueAccess

  /// Delivers a request.
  ///
  /// - Returns: the job's ID, or the one it will have where no daemon runs.
  /// - Throws: that the daemon refused it (65), or did not look at it in time (75).
  func deliver(_ request: QueuedRequest, stashed: Bool) throws(CommandFailure) -> String {
    let fileName: String
    do throws(QueueError) {
      fileName = try queue.folder.deliver(request.bytes, as: request.name, stashed: stashed)
    } catch {
      throw CommandFailure(error)
    }
    let id = QueueFolder.jobID(name: request.name, fileName: fileName, bytes: request.bytes)
    return try waitForAdmission(of: id)
  }

  private func waitForAdmission(of id: String) throws(CommandFailure) -> String {
    var job: Job?
    let isThere = try queue.wait(seconds: Self.patience) {
      job = try? queue.folder.job(matching: id)
      // Without a daemon, or should it end meanwhile, the job waits for the next one.
      return job != nil || queue.daemon == nil
    }
    guard isThere else {
      throw CommandFailure(
        .timedOut,
        "\(id): the daemon did not take the job in within \(Int(Self.patience)) s; "
          + "see gqn doctor, and gqn status later")
    }
    if let job, job.state == .rejected, let failure = CommandFailure(endOf: job) { throw failure }
    return id
  }
}
