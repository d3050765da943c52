internal import Glibc
internal import LinuxSystem

// Reading the queue from the disk, and bringing order to what lies there.

extension JobQueue {
  /// Reads everything that lies in the folders.
  func readJobs() throws(QueueError) {
    try clearTemporary()
    try reconcile(reports: false)
    interrupted = index.running.compactMap { index[$0] }.sorted {
      $0.status.sequence < $1.status.sequence
    }
    requeueOrphans()
  }

  /// Compares the index with the folders: takes in what the queue does not know, and forgets what is gone.
  /// Drops that could not be moved may be tried again after it, since rights to a folder change unnoticed.
  ///
  /// - Parameter reports: whether the differences are told.
  /// - Throws: ``QueueError/system(_:)`` where a folder cannot be read.
  func reconcile(reports: Bool) throws(QueueError) {
    immovable.removeAll()
    var found: [String: JobState] = [:]
    // Should a job lie in two places, which only happens by hand, the further one counts.
    for state in [JobState.done, .failed, .cancelled, .running, .queued] {
      let ids = try attempt { () throws(SystemError) in try store.ids(in: state) }
      for id in ids {
        if let other = found[id] {
          let place = "\(state.rawValue)/\(id)"
          ignore("\(place) is left alone, because \(other.rawValue)/\(id) exists; rename it")
        } else {
          found[id] = state
        }
      }
    }
    rejectedIDs = Set(
      try attempt { () throws(SystemError) in try store.ids(in: .rejected) })

    for id in index.jobs.keys where found[id] == nil {
      forget(id)
      if reports { pending.events.append(.vanished(id: id)) }
    }
    var unnumbered: [Job] = []
    for (id, state) in found where index[id]?.state != state {
      guard let job = load(id, state) else { continue }
      if job.status.sequence > 0 { index.put(job) } else { unnumbered.append(job) }
      if state == .running { orphans.insert(id) } else { orphans.remove(id) }
      if reports { pending.events.append(.found(id: id, state: state)) }
    }
    for var job in unnumbered.sorted(by: { $0.id < $1.id }) {
      job.status.sequence = index.nextSequence
      index.put(job)
      writeQuietly(job)
    }
  }

  /// A job from the disk. A status that cannot be read is made anew from the request, with the sequence 0.
  func load(_ id: String, _ state: JobState) -> Job? {
    do throws(QueueError) {
      let path = "\(folder.folder(of: id, state: state))/\(QueueLayout.status)"
      let bytes = try attempt { () throws(SystemError) in
        try store.read(QueueLayout.status, of: id, in: state)
      }
      var status: JobStatus = try QueueDocument.read(from: bytes, path: path)
      guard status.version == JobStatus.currentVersion else {
        ignore(
          "\(path) has version \(status.version), and this program knows \(JobStatus.currentVersion); "
            + "use the newer program")
        return nil
      }
      if state == .queued, status.attempts == 0, status.drop != nil,
        try isWithoutRequest(id)
      {
        // A power cut kept the folder's move and lost the drop's: the drop lies where it was dropped.
        try attempt { () throws(SystemError) in
          try store[state].folder.removeTree(FileName(id))
        }
        return nil
      }
      // A folder that was renamed by hand goes by its new name.
      status.id = id
      status.settle(in: state)
      return Job(state: state, status: status)
    } catch {
      return restore(id, state, because: error)
    }
  }

  private func isWithoutRequest(_ id: String) throws(QueueError) -> Bool {
    try attempt { () throws(SystemError) in
      try store.facts(of: "\(id)/\(QueueLayout.request)", in: store[.queued]) == nil
    }
  }

  private func restore(_ id: String, _ state: JobState, because cause: QueueError) -> Job? {
    let request: [UInt8]
    do throws(SystemError) {
      request = try store.read(
        QueueLayout.request, of: id, in: state, limit: settings.requestByteLimit)
    } catch {
      ignore("\(state.rawValue)/\(id) is left alone, because it holds no request; remove it")
      return nil
    }
    let name = JobID.name(in: id)
    var status = JobStatus(
      id: id, name: name, type: "render", sequence: 0, submittedAt: clock.now())
    if case .accept(let name, let type, let priority, let after, let output) =
      validate(request, name + ".json")
    {
      status.name = name
      status.type = type
      status.priority = priority
      status.after = after
      status.output = output
    }
    if state.isFinal { status.finishedAt = status.submittedAt }
    note(cause)
    return Job(state: state, status: status)
  }

  /// Takes a job out of the index and of all that is remembered of it.
  func forget(_ id: String) {
    index.remove(id)
    orphans.remove(id)
    progressWritten[id] = nil
  }

  /// Puts running jobs without a worker back into the queue. It costs them no attempt, since not they
  /// were what ended.
  func requeueOrphans() {
    for id in orphans.sorted() {
      do throws(QueueError) {
        _ = try requeue(id, after: .interruption, message: "interrupted with its daemon")
      } catch {
        note(error)
      }
    }
  }
}
