internal import Glibc
internal import Synchronization

/// A request to stop, by Ctrl-C or by whoever runs the program.
///
/// The signal only sets a flag; long loops look at it between two pieces of work and end in good
/// order. A second Ctrl-C ends the process at once.
package enum Interruption {
  /// The number of the first signal that came, 0 before.
  private static let received = Atomic<Int32>(0)

  /// Whether the program was asked to stop.
  package static var requested: Bool { received.load(ordering: .relaxed) != 0 }

  /// The signal that asked, such as "SIGTERM".
  package static var signalName: String? {
    switch received.load(ordering: .relaxed) {
    case 0: nil
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    case let other: "signal \(other)"
    }
  }

  /// Catches SIGINT and SIGTERM, and ignores SIGPIPE and SIGXFSZ so that a closed pipe and a file at
  /// its limit (`ulimit -f`) are errors of `write`.
  ///
  /// Done once, early in a program; a library does not do it.
  package static func install() {
    // Read here once, so that the handler never is the first to touch it: what Swift does on first
    // use of a global is not allowed in a signal handler.
    _ = requested
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      let (isFirst, _) = Interruption.received.compareExchange(
        expected: 0, desired: number, ordering: .relaxed)
      if !isFirst && number == SIGINT { _exit(128 + number) }
    }
    // Restarting keeps calls inside C libraries from failing with EINTR.
    action.sa_flags = SA_RESTART
    _ = unsafe sigaction(SIGINT, &action, nil)
    _ = unsafe sigaction(SIGTERM, &action, nil)
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    // A parent, or the pool that this thread belongs to, may have left them blocked.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
