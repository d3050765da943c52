import Glibc
import LinuxSystem
import Testing

/// File systems that only those see who are started in here; they are gone with the last of these, whatever
/// becomes of the test.
final class PrivateMounts {
  private let keeper: ChildProcess

  /// Makes a view of the file system of its own, and mounts in it.
  ///
  /// - Parameter commands: lines for the shell.
  /// - Throws: where one of them fails.
  init(_ commands: String) throws {
    // Who is not the superuser may mount in a user namespace, where the system permits these.
    let options = geteuid() == 0 ? "-m" : "-Urm"
    let log = try FileDescriptor(opening: "/dev/null", flags: O_WRONLY)
    keeper = try ChildProcess(
      "/usr/bin/env",
      [
        "unshare", options, "sh", "-ec",
        "\(commands)\necho ready >&3; exec sleep 900 3>&-",
      ], log: log)
    try waitUntilReady(commands)
  }

  // Reaped too: whoever waits for any child of this process would find it again and again.
  deinit {
    keeper.kill()
    _ = waitpid(keeper.id, nil, 0)
  }

  private func waitUntilReady(_ commands: String) throws {
    _ = try Waiting.untilReadable([keeper.reportsRaw], seconds: 20)
    var report = [UInt8](repeating: 0, count: 6)
    let count = unsafe read(keeper.reportsRaw, &report, report.count)
    try #require(count > 0, "mounting failed: \(commands)")
  }

  /// Whether this process may do that.
  static let isPossible = (try? PrivateMounts("mount -t tmpfs none /mnt")) != nil

  /// What stands before a command line that is to be run in here.
  var entrance: [String] {
    let user = geteuid() == 0 ? [] : ["-U", "--preserve-credentials"]
    return ["nsenter", "-t", "\(keeper.id)"] + user + ["-m"]
  }

  /// What stands before a path, for those outside.
  var window: String { "/proc/\(keeper.id)/root" }

  /// Runs a line of the shell in here.
  @discardableResult
  func run(_ line: String) throws -> Subprocess.Result {
    let words = entrance + ["sh", "-ec", line]
    return try Subprocess.run(words[0], Array(words.dropFirst()))
  }

  /// Mounts something that is there in another way.
  func remount(
    _ path: String, _ options: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run("mount -o remount,\(options) \(path)")
    try #require(result.succeeded, "\(result.errors)", sourceLocation: sourceLocation)
  }

  /// Writes to a file until there is no room any more, but for some KiB.
  func fill(_ folder: String, leavingKibibytes rest: Int = 0) throws {
    try run(
      "cat /dev/zero > \(folder)/.filler || truncate -s -\(rest)K \(folder)/.filler")
  }

  /// Gives the room back.
  func free(_ folder: String) throws { try run("rm \(folder)/.filler") }
}
