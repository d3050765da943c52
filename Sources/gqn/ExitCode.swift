internal import Glibc
internal import LinuxSystem

/// The exit codes of `gqn`, where they can those of sysexits(3).
enum ExitCode: Int32, Sendable {
  /// The work was done.
  case done = 0
  /// The job failed.
  case failed = 1
  /// The job was cancelled, or the program asked to stop.
  case cancelled = 2
  /// The command line cannot be understood (`EX_USAGE`).
  case usage = 64
  /// The request, or data that it names, is wrong (`EX_DATAERR`).
  case badData = 65
  /// There is no such job or file (`EX_NOINPUT`).
  case noInput = 66
  /// No daemon works on the queue, and one is needed (`EX_UNAVAILABLE`).
  case unavailable = 69
  /// Output cannot be written (`EX_CANTCREAT`).
  case cannotWrite = 73
  /// The time to wait was over (`EX_TEMPFAIL`).
  case timedOut = 75
  /// Something is set up wrongly (`EX_CONFIG`).
  case badConfiguration = 78
}

/// Why a command ends, and with which exit code.
struct CommandFailure: Error {
  let code: ExitCode
  let message: String

  init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }

  /// An input file could not be read: either there is none, or it is not what is needed.
  init(reading error: SystemError) {
    let isMissing = error.errorNumber == ENOENT || error.errorNumber == ENOTDIR
    self.init(isMissing ? .noInput : .badData, "\(error)")
  }
}
