/// The names in the queue's folder; docs/queue.md describes them.
enum QueueLayout {
  static let temporary = ".tmp"
  static let control = "control"
  static let lock = ".lock"
  static let paused = ".paused"

  static let request = "request.json"
  static let status = "status.json"
  static let events = "events.jsonl"
  static let crashReport = "crash.txt"
  static let reason = "reason.txt"

  /// The most bytes that are read of a file of the queue's own.
  static let ownFileLimit = 4 << 20
  /// The most bytes of a control request.
  static let controlLimit = 64 << 10
}
