internal import Diagnostics
internal import Glibc
internal import LinuxSystem

/// What the daemon says: one line an event, on standard error.
///
/// Where the journal reads it, a line begins with its level (`<4>`); elsewhere with the time.
package struct DaemonLog: Sendable {
  /// How much a line matters, as syslog(3) counts.
  package enum Level: Int, Sendable {
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6
    case debug = 7
  }

  private let forJournal: Bool
  private let withTime: Bool
  private let write: @Sendable (String) -> Void

  /// A log that goes where it is told.
  package init(
    forJournal: Bool, withTime: Bool = true, write: @escaping @Sendable (String) -> Void
  ) {
    self.forJournal = forJournal
    self.withTime = withTime
    self.write = write
  }

  /// The process's own log.
  package static func standardError(environment: [String: String]) -> DaemonLog {
    DaemonLog(forJournal: isJournal(environment["JOURNAL_STREAM"])) { line in
      let text = Array((line + "\n").utf8)
      _ = unsafe Glibc.write(STDERR_FILENO, text, text.count)
    }
  }

  /// Writes one line; line breaks of the text become semicolons, and what could mislead a terminal is
  /// escaped.
  package func callAsFunction(_ level: Level, _ text: String) {
    let parts = text.split(whereSeparator: \.isNewline).map { $0.trimming(" ") }
    let line = printable(parts.filter { !$0.isEmpty }.joined(separator: "; "), limit: 4000)
    let start = forJournal ? "<\(level.rawValue)>" : withTime ? Self.time() + " " : ""
    write(start + line)
  }

  package func error(_ text: String) { self(.error, text) }
  package func warning(_ text: String) { self(.warning, text) }
  package func notice(_ text: String) { self(.notice, text) }
  package func info(_ text: String) { self(.info, text) }

  /// `JOURNAL_STREAM` names the journal's socket by device and inode; a stream that was led elsewhere
  /// since is another one.
  private static func isJournal(_ variable: String?) -> Bool {
    var facts = stat()
    guard let variable, unsafe fstat(STDERR_FILENO, &facts) == 0 else { return false }
    return variable == "\(facts.st_dev):\(facts.st_ino)"
  }

  /// The local time, such as `2026-03-01 12:30:05`.
  private static func time() -> String {
    var now = Glibc.time(nil)
    var parts = unsafe tm()
    guard unsafe localtime_r(&now, &parts) != nil else { return "?" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return unsafe day + " \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }
}

extension Substring {
  /// The text without a character at both ends.
  fileprivate func trimming(_ character: Character) -> Substring {
    var text = self
    while text.first == character { text.removeFirst() }
    while text.last == character { text.removeLast() }
    return text
  }
}
