internal import Glibc
internal import Synchronization

/// Starting programs and learning how they ended.
enum Spawning {
  /// Starts a program with default signal handling, in a group or a session of its own.
  ///
  /// - Parameters:
  ///   - path: the program.
  ///   - arguments: its name and what follows.
  ///   - actions: what happens to descriptors.
  ///   - ownSession: whether it begins a session, which no terminal can interrupt.
  /// - Returns: the process's number.
  /// - Throws: the failed call.
  static func spawn(
    _ path: String, arguments: [String], actions: inout posix_spawn_file_actions_t, ownSession: Bool
  ) throws(SystemError) -> pid_t {
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID, which Glibc's module leaves out.
    let grouping = ownSession ? 0x80 : POSIX_SPAWN_SETPGROUP
    let flags = grouping | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    // Ignored signals would be inherited, and surprise the program.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP, SIGCHLD] {
      unsafe sigaddset(&signals, signal)
    }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)

    guard !arguments.contains(where: { $0.utf8.contains(0) }) else {
      throw .failed(call: "posix_spawn", path: path, errno: EINVAL)
    }
    let list: [UnsafeMutablePointer<CChar>?] =
      unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe list.forEach { unsafe free($0) } }
    var child = pid_t()
    _ = try syscall("posix_spawn", path) {
      // posix_spawn returns its error number instead of setting errno.
      let code = Pipe.makingOrSpawning.withLock { _ in
        unsafe posix_spawn(&child, path, &actions, &attributes, list, environ)
      }
      errno = code
      return code == 0 ? 0 : -1
    }
    return child
  }

  /// How a child ended, or `nil` while it runs. (`waitpid`)
  static func ending(of child: pid_t) throws(SystemError) -> Subprocess.Ending? {
    var status: Int32 = 0
    let found = try syscall("waitpid") { unsafe waitpid(child, &status, WNOHANG) }
    guard found == child else { return nil }
    // The macros of wait(2): the low seven bits are the signal, the next eight the exit status.
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
  }
}
