import Glibc
import LinuxSystem
import Testing

/// A running `gqnd`, killed when the value ends.
final class TestDaemon {
  private let process: ChildProcess
  private let logPath: String
  /// Where its words begin in the log, which it may share with daemons before it.
  private let logStart: Int

  var id: Int32 { process.id }

  /// Starts the daemon and waits until it serves.
  ///
  /// - Parameters:
  ///   - root: where.
  ///   - options: further options.
  ///   - environment: variables, as `NAME=VALUE`.
  ///   - retrySeconds: the first pause after a crash or setback.
  ///   - entrance: what stands before the daemon's command line, to run it otherwise than as it is.
  ///   - waiting: whether to wait.
  /// - Throws: where it does not come to serve.
  init(
    _ root: borrowing TestRoot, _ options: [String] = [], environment: [String] = [],
    retrySeconds: String = "0.05", through entrance: [String] = [], waiting: Bool = true
  ) throws {
    let logPath = root.path + "/gqnd.log"
    logStart = (try? text(logPath))?.count ?? 0
    let log = try FileDescriptor(opening: logPath, flags: O_WRONLY | O_CREAT | O_APPEND)
    // Without variables of a service manager that runs these tests.
    let words = ["-u", "NOTIFY_SOCKET", "-u", "JOURNAL_STREAM"] + environment
    let process = try ChildProcess(
      "/usr/bin/env",
      words + entrance + [
        Programs.gqnd, "--jobs", root.path + "/jobs", "--threads", "1", "--retry-seconds",
        retrySeconds,
      ] + options, log: log)
    self.process = process
    self.logPath = logPath
    if waiting { try waitUntilServing() }
  }

  deinit {
    process.kill()
    _ = waitpid(process.id, nil, 0)
  }

  /// What it said, and what daemons of this root said before it.
  var log: String { (try? text(logPath)) ?? "" }

  /// What it said itself. The first word comes after it has begun to catch signals.
  private var words: Substring { log.dropFirst(logStart) }

  /// Whether it has said nothing yet; until then, a signal ends it as it ends any program.
  var isSilent: Bool { words.isEmpty }

  func signal(_ number: Int32) { process.signal(number) }

  /// Waits until it serves.
  func waitUntilServing(
    within seconds: Double = 15, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try waitForLog("serving", within: seconds, sourceLocation: sourceLocation)
  }

  /// Waits until it has said something.
  func waitForLog(
    _ text: String, within seconds: Double = 15,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let deadline = Machine.monotonicSeconds + seconds
    while !words.contains(text) {
      try #require(
        Machine.monotonicSeconds < deadline, "no \"\(text)\" in: \(log)",
        sourceLocation: sourceLocation)
      usleep(5000)
    }
  }

  /// How it ended, or `nil` while it runs.
  func endingIfEnded() throws -> Subprocess.Ending? { try process.endingIfEnded() }

  /// Waits for its end.
  func ending(
    within seconds: Double = 20, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Subprocess.Ending {
    let deadline = Machine.monotonicSeconds + seconds
    while true {
      if let ending = try endingIfEnded() { return ending }
      try #require(
        Machine.monotonicSeconds < deadline, "still running: \(log)",
        sourceLocation: sourceLocation)
      usleep(5000)
    }
  }

  func stop(sourceLocation: SourceLocation = #_sourceLocation) throws {
    signal(SIGTERM)
    #expect(try ending() == .exited(0), sourceLocation: sourceLocation)
  }
}

func text(_ path: String) throws -> String {
  String(decoding: try WholeFile.read(path, limit: 1 << 20), as: UTF8.self)
}
