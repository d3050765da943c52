internal import Diagnostics
internal import Glibc
internal import LinuxSystem

extension JobQueue {
  /// Looks at a drop: reads it, and asks what it is.
  func examine(_ name: FileName, _ facts: FileFacts) throws(QueueError) -> ExaminedDrop {
    guard let fileName = name.text else {
      return .reject(reason: "its name is not UTF-8; give it another name", content: [])
    }
    guard facts.kind == .regular else {
      return .reject(
        reason: "it is \(facts.kind), not a regular file; drop the request itself", content: [])
    }
    let now = clock.monotonic()
    guard unsettledDrops.isDue(name, facts, at: now) else { return .leave }
    let verdict: AdmissionVerdict
    var content: [UInt8] = []
    let drop = DropName(fileName)
    do throws(SystemError) {
      content = try WholeFile.read(
        fileName, in: store.root.folder, limit: settings.requestByteLimit)
      verdict = validate(content, drop.requestFile)
    } catch {
      switch error {
      case .tooLarge(_, let size, let limit):
        verdict = .reject(
          reason: "it has \(size) bytes, more than the \(limit) of a request; make it smaller")
      case .failed(_, _, ENOENT), .failed(_, _, ELOOP), .notRegularFile:
        return .leave
      case .changedWhileRead, .failed(_, _, EACCES), .failed(_, _, EPERM):
        // Its mode may be set after its content.
        verdict = .notYet(reason: "\(error)")
      case .failed(_, _, EMFILE), .failed(_, _, ENFILE), .failed(_, _, ENOMEM):
        throw .system(error)
      default:
        // Trouble with one file keeps no other from going in.
        note(.system(error))
        lookAgain(after: settings.troublePause)
        return .leave
      }
    }
    switch verdict {
    case .accept(let requestName, let type, let priority, let after, let output):
      unsettledDrops.forget(name)
      guard JobID.isSafe(requestName) else {
        return .reject(reason: "\(quoted(requestName)) is no safe name of a job", content: content)
      }
      var status = JobStatus(
        id: JobID.make(name: requestName, fileName: name.bytes, content: content),
        name: requestName, type: type, priority: priority, after: after, sequence: 0,
        submittedAt: clock.now())
      status.output = output
      status.stashed = drop.isStashed
      status.drop = DropIdentity(name, facts)
      return .accept(status)
    case .notYet(let reason):
      let age = clock.now().secondsSince1970 - Double(facts.modified) * 1e-9
      guard unsettledDrops.giveUp(name, facts, at: now, age: age) else { return .leave }
      return .reject(reason: reason, content: content)
    case .reject(let reason):
      unsettledDrops.forget(name)
      return .reject(reason: reason, content: content)
    }
  }
}
