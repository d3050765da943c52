internal import LinuxSystem

extension JobQueue {
  /// Brings the queue in line with what lies in its folder: takes in a group of dropped files, carries
  /// out control requests, fails jobs whose dependencies failed. Doing it once more is harmless.
  ///
  /// - Parameter thorough: also compares the index with the folders of all states, which costs time in
  ///   proportion to the number of jobs; due now and then, since people move files.
  /// - Returns: what was found and done, and when to look again.
  /// - Throws: ``QueueError/folderGone(path:)`` or ``QueueError/folderReplaced(path:)``: this value is of no
  ///   more use then. Every other trouble is told in the result.
  package func scan(thorough: Bool = false) throws(QueueError) -> ScanResult {
    try store.checkPlaces()
    syncPlaces()
    tellTroubles { () throws(QueueError) in
      if thorough { try reconcile(reports: true) }
      requeueOrphans()
      try readPause()
      try admitGroup()
      try carryOutControls()
      try settleDependents()
    }
    pending.workersToStop = index.running.filter { index[$0]?.status.cancelRequestedBy != nil }
      .sorted()
    let looks = [unsettledDrops.nextLook, unsettledControls.nextLook].compactMap { $0 }
    if let look = looks.min() { lookAgain(after: look - clock.monotonic()) }
    defer { pending = ScanResult() }
    return pending
  }

  private func tellTroubles(_ body: () throws(QueueError) -> Void) {
    do throws(QueueError) {
      try body()
    } catch {
      note(error)
      lookAgain(after: settings.troublePause)
    }
  }

  /// Makes the next scan due in so many seconds, if it is not due before.
  func lookAgain(after seconds: Double) {
    pending.lookAgainAfter = min(pending.lookAgainAfter ?? .infinity, max(0, seconds))
  }

  // MARK: - Pause

  /// Lets no further job start until ``resume()``; outlives the daemon.
  package func pause(reason: String) throws(QueueError) {
    let text = reason.isEmpty ? "paused" : reason
    try attempt { () throws(SystemError) in
      try AtomicFile.write(
        Array(text.utf8) + [0x0A], to: QueueLayout.paused, in: store.root.folder, .contentAndName)
    }
    try readPause()
  }

  /// Takes a pause back.
  package func resume() throws(QueueError) {
    try attempt { () throws(SystemError) in
      try store.root.folder.remove(QueueLayout.paused)
      try store.root.folder.sync()
    }
    try readPause()
  }

  /// Sees whether the queue is paused, which anybody may do with `touch`.
  func readPause() throws(QueueError) {
    let reason = try attempt { () throws(SystemError) -> String? in
      guard try store.facts(of: QueueLayout.paused, in: store.root) != nil else { return nil }
      return PauseFile.reason(
        try? WholeFile.read(
          QueueLayout.paused, in: store.root.folder, limit: QueueLayout.controlLimit))
    }
    guard reason != pausedReason else { return }
    pausedReason = reason
    pending.events.append(reason.map { .paused(reason: $0) } ?? .resumed)
  }

  // MARK: - Dependents

  /// Fails the jobs of which a dependency failed, and tells of those that wait for what never comes.
  private func settleDependents() throws(QueueError) {
    while index.isStale {
      let resolution = index.resolveDependencies()
      for (id, reason) in resolution.failed {
        _ = try finish(id, as: .failed, message: reason)
        pending.events.append(.failed(id: id, message: reason))
      }
      guard resolution.failed.isEmpty else { continue }
      for id in index.dependents {
        guard var job = index[id] else { continue }
        let isAboutWaiting = job.status.message?.hasPrefix("waits for ") == true
        let message = resolution.stuck[id] ?? (isAboutWaiting ? nil : job.status.message)
        guard message != job.status.message else { continue }
        job.status.message = message
        index.put(job)
        writeQuietly(job)
      }
    }
  }
}

/// `.paused`, which exists while the queue is paused.
enum PauseFile {
  /// The reason in the file's first line; any file that lies there pauses, readable or not.
  static func reason(_ bytes: [UInt8]?) -> String {
    let line = String(decoding: bytes ?? [], as: UTF8.self).prefix { $0 != "\n" }
    return line.isEmpty ? "paused" : String(line)
  }
}
