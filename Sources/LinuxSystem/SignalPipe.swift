internal import Glibc
internal import Synchronization

/// Signals as something that `poll` can wait for.
///
/// The handler writes the signal's number into a pipe. There is one for the whole process, as there
/// is one table of handlers.
package enum SignalPipe {
  /// What a daemon reacts to.
  package enum Notice: Sendable, Equatable {
    /// SIGTERM or SIGINT: end in good order.
    case stop
    /// SIGHUP: read the settings again.
    case reload
    /// SIGCHLD: a child has ended.
    case child
  }

  private static let writingEnd = Atomic<Int32>(-1)
  private static let readingEnd = Atomic<Int32>(-1)

  /// What to wait on; -1 before ``install()``.
  package static var raw: Int32 { readingEnd.load(ordering: .relaxed) }

  /// Catches SIGTERM, SIGINT, SIGHUP and SIGCHLD, and ignores SIGPIPE; done once, early in a program.
  package static func install() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    _ = try syscall("pipe") { unsafe pipe(&ends) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      // A full pipe loses a number, and with it nothing: the reader is about to wake anyway.
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    readingEnd.store(ends[0], ordering: .relaxed)
    writingEnd.store(ends[1], ordering: .relaxed)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      let code = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = unsafe write(SignalPipe.writingEnd.load(ordering: .relaxed), &byte, 1)
      errno = code
    }
    action.sa_flags = SA_RESTART
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP, SIGCHLD] {
      _ = unsafe sigaction(number, &action, nil)
      unsafe sigaddset(&signals, number)
    }
    _ = signal(SIGPIPE, SIG_IGN)
    // A parent may have left them blocked.
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// What came since the last call, each kind once.
  package static func take() -> Set<Notice> {
    var notices: Set<Notice> = []
    var chunk = [UInt8](repeating: 0, count: 256)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(raw, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return notices }
      for byte in chunk[..<count] {
        switch Int32(byte) {
        case SIGHUP: notices.insert(.reload)
        case SIGCHLD: notices.insert(.child)
        default: notices.insert(.stop)
        }
      }
    }
  }
}
