internal import Diagnostics
internal import Jobs
internal import LinuxSystem

/// Prints a job's logs as they grow, attempt after attempt.
///
/// A worker's words may hold anything: every line is made safe for a terminal.
struct AttemptLogs {
  /// The longest line that is printed in full.
  private static let lineLimit = 4000
  /// How many bytes are read at once.
  private static let pieceSize = 1 << 16

  private let folder: QueueFolder
  private var attempt = 1
  /// How many bytes of the attempt's log were read.
  private var offset = 0
  /// The beginning of a line whose end is not written yet.
  private var line: [UInt8] = []

  init(folder: QueueFolder) {
    self.folder = folder
  }

  /// Prints what was added since the last time.
  mutating func printNew(of job: Job) {
    while true {
      readOn(folder.log(of: job, attempt: attempt))
      guard attempt < job.status.attempts else { return }
      printRest()
      (attempt, offset) = (attempt + 1, 0)
      Console.error("gqn: attempt \(attempt) of \(printable(job.id)):")
    }
  }

  /// Prints the last line even if its end was never written.
  mutating func printRest() {
    guard !line.isEmpty else { return }
    Console.output(Self.shown(line[...]))
    line = []
  }

  /// The last lines of a job's newest log, safe to print.
  static func tail(of job: Job, in folder: QueueFolder, lines: Int) -> [String] {
    guard let file = try? RandomAccessFile(folder.log(of: job)),
      let bytes = try? file.bytes(in: max(0, file.byteCount - pieceSize)..<file.byteCount)
    else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).suffix(lines).map { shown($0) }
  }

  /// A log that is not there, not yet or because its job is just moving on, has nothing to say.
  private mutating func readOn(_ path: String) {
    guard let file = try? RandomAccessFile(path) else { return }
    while offset < file.byteCount {
      let end = min(file.byteCount, offset + Self.pieceSize)
      guard let bytes = try? file.bytes(in: offset..<end) else { return }
      offset = end
      var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
      let unfinished = pieces.popLast() ?? []
      for piece in pieces {
        Console.output(Self.shown(line + piece))
        line = []
      }
      line += unfinished
      // A line without an end must not fill the memory.
      if line.count > Self.pieceSize { printRest() }
    }
  }

  private static func shown(_ line: some Collection<UInt8>) -> String {
    printable(String(decoding: line, as: UTF8.self), limit: lineLimit)
  }
}
