import JSONDocuments
import Jobs

/// A queue that is served as by a daemon, but only when it is told to look.
///
/// A request with the name `refused` is rejected.
final class ServedQueue {
  let queue: JobQueue

  init(_ folder: QueueFolder) throws {
    queue = try JobQueue(folder) { bytes, _ in
      guard let value = try? JSONValue(parsing: bytes),
        case .string(let name) = value[JSONPointer(tokens: ["name"])]
      else { return .notYet(reason: "no request") }
      guard name != "refused" else { return .reject(reason: "/name: it is refused") }
      let priority = value[JSONPointer(tokens: ["priority"])]?.double ?? 0
      return .accept(
        name: name, type: "render", priority: Int(priority), after: [], output: name)
    }
  }

  /// Reacts to whatever has changed.
  func look() { _ = try? queue.scan() }

  /// Starts the next job and ends it.
  func work(as state: FinalState, message: String? = nil) {
    look()
    guard let next = queue.nextRunnable(.render) else { return }
    _ = try? queue.begin(next.id)
    _ = try? queue.finish(next.id, as: state, message: message)
  }
}
