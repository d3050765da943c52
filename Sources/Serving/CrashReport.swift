internal import Diagnostics
package import Jobs
package import LinuxSystem

/// `crash.txt`: what a person finds in the folder of a job whose worker crashed.
package struct CrashReport: Sendable {
  private static let lineCount = 20
  private static let tailBytes = 16 << 10

  /// The report.
  package let text: String

  /// Puts the report together.
  ///
  /// - Parameters:
  ///   - crash: what happened.
  ///   - job: the job's ID.
  ///   - attempt: which attempt it was, from 1.
  ///   - time: when.
  ///   - seconds: how long the worker had run.
  ///   - progress: how far it was, if it said so.
  ///   - next: what happens to the job now.
  ///   - logPath: the attempt's log.
  package init(
    _ crash: WorkerCrash, job: String, attempt: Int, time: Timestamp, seconds: Double,
    progress: JobProgress?, next: String, logPath: String
  ) {
    var how = "attempt \(attempt), \(time), after \(Int(seconds.rounded())) s"
    if let progress { how += ", at \(progress.done) of \(progress.total) \(progress.unit)" }
    let lines = Self.lastLines(of: logPath)
    let tail =
      lines.isEmpty ? "  (nothing)" : lines.map { "  " + $0 }.joined(separator: "\n")
    text = """
      Job \(job): \(crash.what).
      (\(how))

      \(crash.advice)

      \(next)

      The last lines of \(Paths.split(logPath).name):
      \(tail)

      """
  }

  /// The end of a log, printable.
  private static func lastLines(of path: String) -> [String] {
    guard let file = try? RandomAccessFile(path),
      let bytes = try? file.bytes(in: max(0, file.byteCount - tailBytes)..<file.byteCount)
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .suffix(lineCount).map { printable(String($0), limit: 500) }
  }
}
