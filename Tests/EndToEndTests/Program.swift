import FoundationEssentials
import Glibc
import LinuxSystem
import Testing

/// The built program `gqn`, run as a user runs it.
enum Program {
  /// What a run did.
  struct Outcome {
    let ending: Subprocess.Ending
    let output: String
    let errors: String
  }

  /// The program's path: it lies beside the test bundle.
  static let path: String = {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "gqn").path
  }()

  /// Whether ffmpeg and ffprobe are installed.
  static let hasFFmpeg =
    Subprocess.findExecutable("ffmpeg") != nil && Subprocess.findExecutable("ffprobe") != nil

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - words: the command line.
  ///   - folder: its working folder.
  ///   - path: its `PATH`, the tests' own by default.
  ///   - shell: what a shell does before it becomes the program, such as setting limits.
  /// - Returns: how it ended and what it said.
  /// - Throws: where it cannot be started, or does not end.
  static func run(
    _ words: [String], in folder: String, path: String? = nil, shell: String? = nil
  ) throws -> Outcome {
    try start(words, in: folder, path: path, shell: shell).wait()
  }

  /// Starts it.
  static func start(
    _ words: [String], in folder: String, path: String? = nil, shell: String? = nil
  ) throws -> RunningProgram {
    // The shell only goes to the folder and sets what is to be set: it becomes the program, which
    // keeps its process number.
    let script = "cd \"$1\" && shift && \(shell ?? ":") && exec \"$@\""
    var environment = ProcessInfo.processInfo.environment
    if let path { environment["PATH"] = path }
    return try RunningProgram(
      ["/bin/sh", "-c", script, "sh", folder, Self.path] + words, environment: environment)
  }
}

/// A program that runs; killed when the value ends.
final class RunningProgram {
  private let process: pid_t
  private let logs: String
  private var isReaped = false

  /// Nothing here takes so long, in any build on any machine.
  private static let deadline = 60.0

  init(_ words: [String], environment: [String: String]) throws {
    logs = TemporaryFolder.newPath()
    try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: false)
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    let flags = O_WRONLY | O_CREAT
    unsafe posix_spawn_file_actions_addopen(&actions, 1, logs + "/output", flags, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, logs + "/errors", flags, 0o600)

    func list(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
      unsafe texts.map { unsafe strdup($0) } + [nil]
    }
    let (arguments, settings) = unsafe (list(words), list(environment.map { "\($0)=\($1)" }))
    defer { unsafe (arguments + settings).forEach { unsafe free($0) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, words[0], &actions, nil, arguments, settings)
    try #require(code == 0, "\(words[0]) cannot be started: error \(code)")
    self.process = process
  }

  deinit {
    if !isReaped {
      kill(process, SIGKILL)
      _ = waitpid(process, nil, 0)
    }
    try? FileManager.default.removeItem(atPath: logs)
  }

  func send(_ signal: Int32) { kill(process, signal) }

  /// Waits for a condition, at most until the program ends.
  ///
  /// - Returns: whether the condition came to hold.
  func wait(until condition: () throws -> Bool) throws -> Bool {
    let start = Machine.monotonicSeconds
    while try !condition() {
      // Left as a zombie, so that its number stays its own.
      var facts = unsafe siginfo_t()
      let options = WEXITED | WNOHANG | WNOWAIT
      let answer = unsafe waitid(P_PID, id_t(process), &facts, options)
      if unsafe answer != 0 || facts.si_signo != 0 { return try condition() }
      try #require(Machine.monotonicSeconds - start < Self.deadline, "waited too long")
      usleep(2000)
    }
    return true
  }

  /// Waits for the end.
  func wait() throws -> Program.Outcome {
    _ = try wait { false }
    var status: Int32 = 0
    _ = unsafe waitpid(process, &status, 0)
    isReaped = true
    let signal = status & 0x7F
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(filePath: "\(logs)/\(name)")), as: UTF8.self)
    }
    return Program.Outcome(
      ending: signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal),
      output: try text("output"), errors: try text("errors"))
  }
}
