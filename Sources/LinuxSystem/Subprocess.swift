internal import Glibc

/// Running another program to its end.
package enum Subprocess {
  /// What a program did.
  package struct Result: Sendable, Equatable {
    /// How it ended.
    package let ending: Ending
    /// The last 64 KiB of its standard output.
    package let output: String
    /// The last 64 KiB of its standard error.
    package let errors: String

    /// Whether it ended by itself with the status 0.
    package var succeeded: Bool { ending == .exited(0) }
  }

  /// How a program ended.
  package enum Ending: Sendable, Equatable, CustomStringConvertible {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case killed(signal: Int32)

    /// What a person should know of it, with the likely cause.
    package var description: String {
      switch self {
      case .exited(0): "succeeded"
      case .exited(126): "exited with status 126 (it could not be executed)"
      case .exited(127): "exited with status 127 (something it needs was not found)"
      case .exited(let status): "exited with status \(status)"
      case .killed(SIGKILL): "killed by signal 9 (SIGKILL): most likely the memory ran out"
      case .killed(SIGTERM): "killed by signal 15 (SIGTERM): it was asked to stop"
      case .killed(SIGINT): "killed by signal 2 (SIGINT): it was interrupted"
      case .killed(SIGSEGV): "killed by signal 11 (SIGSEGV): it crashed"
      case .killed(SIGABRT): "killed by signal 6 (SIGABRT): it gave up"
      case .killed(SIGXFSZ): "killed by signal 25 (SIGXFSZ): a file grew beyond the limit"
      case .killed(let signal): "killed by signal \(signal)"
      }
    }
  }

  /// The full path of a program that the shell would find, or `nil`.
  ///
  /// A name with a slash is taken as a path.
  package static func findExecutable(_ name: String) -> String? {
    guard !name.isEmpty else { return nil }
    if name.contains("/") { return isExecutable(name) ? name : nil }
    let variable = unsafe getenv("PATH")
    let path = unsafe variable.map { unsafe String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
      // An empty entry means the working folder; a program from there would be a surprise.
      guard !folder.isEmpty else { continue }
      let candidate = Paths.join(String(folder), name)
      if isExecutable(candidate) { return candidate }
    }
    return nil
  }

  private static func isExecutable(_ path: String) -> Bool {
    guard (try? FileFacts(of: path))?.kind == .regular else { return false }
    return unsafe access(path, X_OK) == 0
  }

  /// Runs a program to its end and keeps the last of what it says.
  ///
  /// It gets no input, default signal handling, and a process group of its own. When the caller is
  /// asked to stop, the whole group gets SIGTERM, and SIGKILL if it is still there after 5 seconds.
  ///
  /// - Parameters:
  ///   - program: a name to be found through `PATH`, or a path.
  ///   - arguments: what follows the name; no shell sees them.
  ///   - shouldStop: asked ten times a second; by default ``Interruption/requested``.
  /// - Returns: how it ended, and the last of what it said.
  /// - Throws: when it could not be started. How it ended is a value, not an error.
  package static func run(
    _ program: String, _ arguments: [String],
    shouldStop: () -> Bool = { Interruption.requested }
  ) throws(SystemError) -> Result {
    guard let path = findExecutable(program) else { throw .programNotFound(name: program) }
    var output = try Pipe()
    var errors = try Pipe()
    let child = try spawn(path, [program] + arguments, output: output, errors: errors)
    try output.closeWritingEnd()
    try errors.closeWritingEnd()

    let ending: Ending
    do throws(SystemError) {
      ending = try follow(child, &output, &errors, shouldStop: shouldStop)
    } catch {
      // Nothing may go on running that nobody waits for.
      kill(-child, SIGKILL)
      _ = waitpid(child, nil, 0)
      throw error
    }
    // What was said last. No waiting for the end of the stream: a grandchild may keep it open.
    try output.drain()
    try errors.drain()
    return Result(ending: ending, output: output.text, errors: errors.text)
  }

  private static func follow(
    _ child: pid_t, _ output: inout Pipe, _ errors: inout Pipe, shouldStop: () -> Bool
  ) throws(SystemError) -> Ending {
    var stopAsked: Double?
    while true {
      if stopAsked == nil, shouldStop() {
        stopAsked = Machine.monotonicSeconds
        kill(-child, SIGTERM)
      }
      if let asked = stopAsked, Machine.monotonicSeconds - asked > 5 { kill(-child, SIGKILL) }
      try wait(on: output, errors)
      try output.drain()
      try errors.drain()
      if let ending = try Spawning.ending(of: child) { return ending }
    }
  }

  private static func spawn(
    _ path: String, _ words: [String], output: borrowing Pipe, errors: borrowing Pipe
  ) throws(SystemError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output.writingEnd.raw, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors.writingEnd.raw, 2)

    return try unsafe Spawning.spawn(path, arguments: words, actions: &actions, ownSession: false)
  }

  /// Waits a tenth of a second, or less when there is something to read.
  private static func wait(
    on output: borrowing Pipe, _ errors: borrowing Pipe
  ) throws(SystemError) {
    // A negative descriptor is skipped, so a pair of ended streams only waits; shortly, because the
    // program is about to end.
    let readers = [output.readingRaw, errors.readingRaw]
    var polls = readers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let pause: Int32 = readers.allSatisfy { $0 < 0 } ? 5 : 100
    _ = try syscall("poll") { unsafe Glibc.poll(&polls, nfds_t(polls.count), pause) }
  }
}
