internal import LinuxSystem

extension JobQueue {
  /// Removes finished jobs and rejected files, except jobs that a queued one waits for.
  ///
  /// - Returns: the IDs that are gone, that of the job which ended first in front.
  package func clean(_ rule: CleanRule) throws(QueueError) -> [String] {
    let rejected = rejectedIDs.map { Job(rejected: $0, at: rejectedAt($0)) }
    let chosen = rule.choice(among: index.jobs.values + rejected, now: clock.now())
    var gone: [String] = []
    for job in chosen {
      do throws(QueueError) {
        try erase(job.id, job.state)
      } catch {
        guard !gone.isEmpty else { throw error }
        // What is gone is told; the rest can be asked for again.
        note(error)
        break
      }
      gone.append(job.id)
    }
    return gone
  }

  /// Takes a folder away with one rename, so that no half of it is ever seen, and then removes it.
  private func erase(_ id: String, _ state: JobState) throws(QueueError) {
    // Not its own name, by which it would be taken for one that is on its way into the queue.
    let refuse = FileName(".\(id)")
    try attempt { () throws(SystemError) in
      if try store.facts(of: id, in: store[state]) != nil {
        try store.temporary.folder.removeTree(refuse)
        try store[state].folder.move(FileName(id), to: store.temporary.folder, as: refuse)
      }
    }
    if state == .rejected { rejectedIDs.remove(id) } else { forget(id) }
    try attempt { () throws(SystemError) in
      try store.temporary.folder.removeTree(refuse)
    }
  }

  private func rejectedAt(_ id: String) -> Timestamp {
    let facts = try? store.facts(of: id, in: store[.rejected])
    return Timestamp(milliseconds: (facts?.modified ?? 0) / 1_000_000)
  }
}
