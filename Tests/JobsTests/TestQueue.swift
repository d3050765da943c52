import Glibc
import JSONDocuments
import LinuxSystem
import Testing

@testable import Jobs

/// A clock that stands still until it is moved.
final class TestClock {
  var time = 1_700_000_000.0

  var clock: QueueClock {
    QueueClock(
      now: { Timestamp(secondsSince1970: self.time) }, monotonic: { self.time - 1_600_000_000 })
  }
}

/// A queue's folder of a test's own, removed when the value ends.
final class TestQueue {
  let path: String
  let clock = TestClock()
  var settings = QueueSettings()

  init() throws {
    // In memory where that can be had: the tests sync thousands of times.
    let parent = unsafe access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(parent)/gqn-queue-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    let base = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = base + "/jobs"
    _ = unsafe mkdir(path, 0o777)
    clock.time = Timestamp.now.secondsSince1970
  }

  deinit { try? Folder.removeTree(String(path.dropLast(5))) }

  var folder: QueueFolder { QueueFolder(path) }

  /// The folder stays as long as the queue does.
  func open() throws -> JobQueue {
    try JobQueue(folder, settings: settings, clock: clock.clock) { bytes, name in
      withExtendedLifetime(self) { Self.verdict(bytes, name) }
    }
  }

  /// `{"name", "type", "priority", "after"}`; `"bad"` is a reason to reject it.
  static func verdict(_ bytes: [UInt8], _ fileName: String) -> AdmissionVerdict {
    let value: JSONValue
    do throws(JSONDocumentError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      return .notYet(reason: "\(error)")
    }
    guard case .object(let object) = value else { return .reject(reason: "no object") }
    if case .string(let reason) = object["bad"] { return .reject(reason: reason) }
    var (name, type, after) = (JobID.safeName(fileName), "render", [String]())
    if case .string(let text) = object["name"] { name = text }
    if case .string(let text) = object["type"] { type = text }
    if case .array(let names) = object["after"] {
      after = names.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
    let priority = object["priority"]?.double.map { Int($0) } ?? 0
    return .accept(name: name, type: type, priority: priority, after: after, output: nil)
  }

  /// Writes a file below the queue's folder as any program would.
  func drop(_ name: String, _ text: String = "{}") throws {
    try AtomicFile.write(Array(text.utf8), to: "\(path)/\(name)")
  }

  func text(_ name: String) throws -> String {
    String(decoding: try WholeFile.read("\(path)/\(name)", limit: 1 << 24), as: UTF8.self)
  }

  func names(_ folder: String = "") throws -> [String] {
    try Folder.names(in: "\(path)/\(folder)")
  }

  /// What lies in the drop folder and belongs to nobody yet.
  func drops() throws -> [String] { try names().filter { $0.contains(".json") } }

  /// Every job's folder as `state/ID`, sorted.
  func places() throws -> [String] {
    try JobState.allCases.flatMap { state in
      try names(state.rawValue).map { "\(state.rawValue)/\($0)" }
    }.sorted()
  }

  func exists(_ name: String) -> Bool {
    (try? FileFacts(of: "\(path)/\(name)", followingLinks: false)) != nil
  }
}

extension JobQueue {
  /// Scans until nothing is left to do at once.
  @discardableResult
  func settle() throws -> ScanResult {
    var all = ScanResult()
    while true {
      let result = try scan()
      all.events += result.events
      all.problems += result.problems
      all.workersToStop = result.workersToStop
      all.lookAgainAfter = result.lookAgainAfter
      if result.lookAgainAfter != 0 { return all }
    }
  }

  /// The IDs that were taken in by a scan.
  func admitted() throws -> [String] {
    try settle().events.compactMap { if case .admitted(let id) = $0 { id } else { nil } }
  }

  /// The one ID that was taken in by a scan.
  func admittedOne() throws -> String { try #require(admitted().first) }
}
