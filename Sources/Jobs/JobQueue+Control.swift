internal import Glibc
internal import LinuxSystem

// What is asked of the queue by files in `control/`. Each request may come twice, since a crash can fall
// between carrying it out and removing its file; what has been done already is no error then.

extension JobQueue {
  /// Carries out what lies in `control/`, in the order of the names, which begin with the time.
  func carryOutControls() throws(QueueError) {
    let names = try attempt { () throws(SystemError) in
      try store.control.folder.entries().filter(DropName.isDrop).sorted()
    }
    unsettledControls.keep(names)
    for name in names {
      var isSpent = spentControls.contains(name)
      if !isSpent { isSpent = try carryOut(name) }
      if isSpent {
        spentControls.insert(name)
        try attempt { () throws(SystemError) in
          try store.control.folder.removeTree(name)
        }
        spentControls.remove(name)
      }
    }
  }

  /// Carries out one request.
  ///
  /// - Returns: whether its file has served.
  private func carryOut(_ name: FileName) throws(QueueError) -> Bool {
    let facts: FileFacts
    let request: ControlRequest
    do throws(SystemError) {
      facts = try FileFacts(of: name, in: store.control.folder)
    } catch {
      guard error.errorNumber == ENOENT else { throw .system(error) }
      return false
    }
    let now = clock.monotonic()
    guard unsettledControls.isDue(name, facts, at: now) else { return false }
    do throws(QueueError) {
      request = try read(name, facts)
    } catch {
      if case .system(let error) = error, error.errorNumber == ENOENT { return false }
      // Maybe it is still being written, by something else than ours.
      let age = clock.now().secondsSince1970 - Double(facts.modified) * 1e-9
      guard unsettledControls.giveUp(name, facts, at: now, age: age) else { return false }
      ignore("\(error)")
      return true
    }
    unsettledControls.forget(name)
    do throws(QueueError) {
      let events = try apply(request)
      pending.events += events
    } catch {
      switch error {
      case .noSuchJob where pending.lookAgainAfter != nil || unsettledDrops.nextLook != nil:
        // It may be about a drop whose turn comes yet.
        return false
      case .noSuchJob, .ambiguous, .wrongState, .badControl, .unreadable:
        ignore("control/\(name.shown): \(error)")
      case .system, .held, .folderGone, .folderReplaced:
        throw error
      }
    }
    return true
  }

  private func read(_ name: FileName, _ facts: FileFacts) throws(QueueError) -> ControlRequest {
    guard let text = name.text, facts.kind == .regular else {
      throw .badControl(file: name.shown, reason: "it is \(facts.kind), expected a regular file")
    }
    let bytes = try attempt { () throws(SystemError) in
      try WholeFile.read(text, in: store.control.folder, limit: QueueLayout.controlLimit)
    }
    let request: ControlRequest = try QueueDocument.read(from: bytes, path: "control/\(text)")
    guard request.version == 1 else {
      throw .badControl(
        file: text, reason: "it has version \(request.version), and this daemon knows 1")
    }
    return request
  }

  /// Carries out one control request, as if it had come by a file.
  ///
  /// - Returns: what happened; nothing where all was so already.
  package func apply(_ request: ControlRequest) throws(QueueError) -> [QueueEvent] {
    switch request.action {
    case .pause:
      let by = request.requestedBy.map { " by \($0)" } ?? ""
      try pause(reason: request.reason ?? "paused\(by)")
      return []
    case .resume:
      try resume()
      return []
    case .rescan:
      try reconcile(reports: true)
      return []
    case .clean:
      let ids = try clean(request.clean ?? CleanRule())
      return ids.isEmpty ? [] : [.cleaned(ids: ids)]
    case .cancel, .retry, .priority, .unstash:
      guard let id = request.job else {
        throw .badControl(file: request.action.rawValue, reason: "/job is missing")
      }
      guard let job = index[id] else { throw .noSuchJob(id, suggestion: nil) }
      return try apply(request, to: job)
    }
  }

  private func apply(
    _ request: ControlRequest, to job: Job
  ) throws(QueueError) -> [QueueEvent] {
    let (id, who, now) = (job.id, request.requestedBy, clock.now())
    switch (request.action, job.state) {
    case (.cancel, .queued):
      _ = try finish(id, as: .cancelled, message: "cancelled by \(who ?? "somebody")")
      return [.cancelled(id: id, by: who)]
    case (.cancel, .running):
      guard job.status.cancelRequestedBy == nil else { return [] }
      _ = try change(id, "cancel") { (.running, $0.requestCancel(by: who, at: now)) }
      return [.cancelRequested(id: id, by: who)]
    case (.retry, .done), (.retry, .failed), (.retry, .cancelled):
      if let frames = request.frames, !Self.isRange(frames) {
        throw .badControl(
          file: "retry", reason: "/frames is no list of frames such as 3-17,40")
      }
      _ = try change(id, "retry") {
        (.queued, $0.retry(frames: request.frames, by: who, at: now))
      }
      return [.retried(id: id)]
    case (.priority, .queued), (.priority, .running):
      guard let priority = request.priority, (-1000...1000).contains(priority) else {
        throw .badControl(file: "priority", reason: "/priority is not in -1000...1000")
      }
      guard priority != job.status.priority else { return [] }
      _ = try change(id, "give another priority to") {
        $0.priority = priority
        return (job.state, JobEvent(at: now, event: .priority, detail: "\(priority)"))
      }
      return [.priorityChanged(id: id, priority: priority)]
    case (.unstash, .queued):
      guard job.status.stashed else { return [] }
      _ = try change(id, "unstash") {
        $0.stashed = false
        return (.queued, JobEvent(at: now, event: .unstashed))
      }
      return [.unstashed(id: id)]
    case (.cancel, .cancelled), (.retry, .queued):
      return []
    default:
      throw .wrongState(
        id: id, state: job.state,
        action: request.action == .priority
          ? "give another priority to" : request.action.rawValue)
    }
  }

  /// Whether a text has the form `3-17,40`.
  private static func isRange(_ text: String) -> Bool {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    return text.utf8.count <= 10_000
      && parts.allSatisfy { part in
        let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        let numbers = ends.compactMap { $0.allSatisfy(\.isASCII) ? UInt32($0) : nil }
        return (1...2).contains(ends.count) && numbers.count == ends.count
          && numbers.first.map { $0 <= numbers.last ?? 0 } == true
      }
  }
}
