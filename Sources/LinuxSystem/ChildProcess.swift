internal import Glibc

/// A program that runs beside this one, in a session of its own, and reports on a pipe.
///
/// It gets no input; what it prints goes to a file, and its descriptor 3 is the pipe. Ending the value
/// does not end the program.
package struct ChildProcess: ~Copyable {
  /// The descriptor that the program reports on.
  package static let reportDescriptor: Int32 = 3

  /// Its number, and that of its group and session.
  package let id: Int32
  private var reports: Pipe

  /// The end of the pipe to wait on; -1 once the program has closed its own.
  package var reportsRaw: Int32 { reports.readingRaw }

  /// Starts a program. (`posix_spawn`)
  ///
  /// - Parameters:
  ///   - program: its path.
  ///   - arguments: what follows the name; no shell sees them.
  ///   - log: an open file that gets what it prints.
  ///   - niceness: how much it gives way to others, 0 to 19.
  /// - Throws: the failed call.
  package init(
    _ program: String, _ arguments: [String], log: borrowing FileDescriptor, niceness: Int32 = 0
  ) throws(SystemError) {
    var reports = try Pipe()
    let id = try Self.spawn(program, arguments, log: log.raw, report: reports.writingEnd.raw)
    // Of a pipe nothing is written late, so that there is nothing to hear of.
    try? reports.closeWritingEnd()
    self.reports = reports
    self.id = id
    // It may be gone already; then it gives way to everyone.
    if niceness != 0 { _ = setpriority(__priority_which_t(0), id_t(id), niceness) }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], log: Int32, report: Int32
  ) throws(SystemError) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, log, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, log, 2)
    // Last, since it may overwrite the log's own descriptor. A descriptor that is 3 already loses its
    // mark to be closed, which is what is wanted.
    unsafe posix_spawn_file_actions_adddup2(&actions, report, reportDescriptor)
    return try unsafe Spawning.spawn(
      program, arguments: [program] + arguments, actions: &actions, ownSession: true)
  }

  /// Whole lines that were reported since the last call.
  package mutating func newReports() throws(SystemError) -> [String] {
    try reports.drain()
    return reports.takeLines()
  }

  /// Sends a signal to the program and all of its group. (`kill`)
  package func signal(_ number: Int32) { Glibc.kill(-id, number) }

  /// Asks it to end.
  package func terminate() { signal(SIGTERM) }

  /// Ends it, with all of its group.
  package func kill() { signal(SIGKILL) }

  /// How it ended, or `nil` while it runs; asked again after that, there is nothing to know. (`waitpid`)
  ///
  /// With it ends all that it started, whichever groups that made for itself.
  package func endingIfEnded() throws(SystemError) -> Subprocess.Ending? {
    var facts = unsafe siginfo_t()
    _ = try syscall("waitid") {
      unsafe waitid(P_PID, id_t(id), &facts, WEXITED | WNOHANG | WNOWAIT)
    }
    guard unsafe facts.si_signo == SIGCHLD else { return nil }
    // Before its number is given back: until then no other process can have it.
    for process in ProcessTable.session(id) { Glibc.kill(process.id, SIGKILL) }
    return try Spawning.ending(of: id)
  }
}
