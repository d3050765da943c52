internal import Glibc
package import LinuxSystem

/// What became of a worker, as far as its job is concerned.
package enum WorkerOutcome: Sendable, Equatable {
  /// The work is done; there may be something to say of it.
  case finished(message: String?)
  /// The work cannot be done, and another try would not change that.
  case failed(message: String, exitCode: Int32)
  /// Output could not be written, which can pass; a trouble of the whole disk is every job's.
  case cannotWrite(message: String, DiskTrouble?)
  /// Another process works in the folder that it writes to.
  case occupied(message: String)
  /// It was asked to end because its job was cancelled.
  case cancelled
  /// It was asked to end because the daemon ends, and can go on later.
  case interrupted
  /// It broke a limit, as another try would do.
  case overLimit(message: String)
  /// It ended as no program should.
  case crashed(Subprocess.Ending)

  /// Why a worker was asked to end.
  package enum StopReason: Sendable, Equatable {
    case cancelled
    case shutdown
    case limit(String)
  }

  /// Judges the end of a worker.
  ///
  /// - Parameters:
  ///   - ending: how it ended.
  ///   - stop: why it was asked to, if it was.
  ///   - message: the last thing it said of how it went.
  package init(_ ending: Subprocess.Ending, stop: StopReason?, message: String?) {
    switch (ending, stop) {
    // Done is done, whatever was asked of it meanwhile.
    case (.exited(0), _): self = .finished(message: message)
    case (_, .limit(let text)): self = .overLimit(message: text)
    case (_, .cancelled): self = .cancelled
    case (.exited(let status), _) where status == 1 || (64...66).contains(status):
      self = .failed(
        message: message ?? "the worker exited with status \(status)", exitCode: status)
    case (.exited(73), _):
      let text = message ?? "the worker cannot write its output"
      self =
        SystemError.isOfLock(text)
        ? .occupied(message: text) : .cannotWrite(message: text, DiskTrouble(in: text))
    case (_, .shutdown): self = .interrupted
    default: self = .crashed(ending)
    }
  }
}

/// What can keep everybody from writing to a disk.
package enum DiskTrouble: Sendable, Equatable {
  /// There is no room, or none in the user's quota.
  case full
  /// It is mounted read-only, as kernels do by themselves with a disk that fails.
  case readOnly

  /// Finds the trouble in a message, by the words of strerror(3).
  init?(in message: String) {
    if message.contains("No space left on device") || message.contains("Disk quota exceeded") {
      self = .full
    } else if message.contains("Read-only file system") {
      self = .readOnly
    } else {
      return nil
    }
  }
}
