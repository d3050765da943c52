import Synchronization
import Testing

@testable import Serving

struct DaemonLogTests {
  private final class Lines: Sendable {
    let list = Mutex<[String]>([])
  }

  private func line(forJournal: Bool, _ level: DaemonLog.Level, _ text: String) -> String {
    let lines = Lines()
    let log = DaemonLog(forJournal: forJournal) { line in lines.list.withLock { $0.append(line) } }
    log(level, text)
    return lines.list.withLock { $0.joined(separator: "|") }
  }

  @Test func `the journal gets the level`() {
    #expect(line(forJournal: true, .error, "no room") == "<3>no room")
    #expect(line(forJournal: true, .info, "x: done") == "<6>x: done")
  }

  @Test func `others get the time`() {
    let line = line(forJournal: false, .notice, "ended")
    #expect(line.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ended/) != nil, "\(line)")
  }

  @Test func `an event is one line that no terminal misreads`() {
    let text = "a.json: 2 problems\n  /x: wrong\n\n  /y: \u{1B}[31mred\u{202E}"
    #expect(
      line(forJournal: true, .warning, text)
        == "<4>a.json: 2 problems; /x: wrong; /y: \\u{1B}[31mred\\u{202E}")
  }
}
