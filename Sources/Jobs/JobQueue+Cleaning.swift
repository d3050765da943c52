internal import LinuxSystem

extension JobQueue {
  /// Removes finished jobs and rejected files, except jobs that a queued one waits for.
  ///
  /// - Returns: the IDs that are gone.
  package func clean(_ rule: CleanRule) throws(QueueError) -> [String] {
    var candidates: [(id: String, state: JobState, ended: Timestamp)] = []
    for state in JobState.allCases where state.isFinal && rule.states.contains(state) {
      if state == .rejected {
        candidates += rejectedIDs.map { ($0, state, rejectedAt($0)) }
      } else {
        candidates += index.jobs(in: state).map {
          ($0.id, state, $0.status.finishedAt ?? $0.status.submittedAt)
        }
      }
    }
    candidates.sort { ($1.ended, $1.id) < ($0.ended, $0.id) }
    candidates.removeFirst(min(max(0, rule.keepingNewest ?? 0), candidates.count))
    if let age = rule.olderThanSeconds {
      let now = clock.now()
      candidates.removeAll { now.seconds(since: $0.ended) <= age }
    }
    let needed = index.dependencies
    candidates.removeAll { needed.contains($0.id) }
    var gone: [String] = []
    for candidate in candidates {
      do throws(QueueError) {
        try erase(candidate.id, candidate.state)
      } catch {
        guard !gone.isEmpty else { throw error }
        // What is gone is told; the rest can be asked for again.
        note(error)
        break
      }
      gone.append(candidate.id)
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
