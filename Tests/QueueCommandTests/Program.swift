import FoundationEssentials
import LinuxSystem

/// The built program `gqn`, run as a user runs it.
enum Program {
  /// What a run did.
  struct Outcome {
    /// The exit code, or -1 where a signal ended it.
    let code: Int32
    let output: String
    let errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// It lies beside the test bundle.
  static let path: String = {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: bundle).deletingLastPathComponent().appending(path: "gqn").path
  }()

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - words: the command line.
  ///   - folder: its working folder.
  ///   - input: the file that is its standard input.
  ///   - body: called about ten times a second while it runs.
  /// - Returns: how it ended and what it said.
  /// - Throws: where it cannot be started.
  static func run(
    _ words: [String], in folder: String, input: String = "/dev/null",
    meanwhile body: () -> Void = {}
  ) throws -> Outcome {
    let script = "cd \"$1\" && exec < \"$2\" && shift 2 && exec \"$@\""
    let result = try Subprocess.run(
      "/bin/sh", ["-c", script, "sh", folder, input, path] + words,
      shouldStop: {
        body()
        return false
      })
    var code: Int32 = -1
    if case .exited(let status) = result.ending { code = status }
    return Outcome(code: code, output: result.output, errors: result.errors)
  }
}
