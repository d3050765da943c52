internal import FoundationEssentials
internal import JSONDocuments

/// Reading and writing of the queue's own JSON files.
enum QueueDocument {
  /// A value from a file's content; `path` is for the message.
  static func read<Value: Decodable>(
    _ type: Value.Type = Value.self, from bytes: [UInt8], path: String
  ) throws(QueueError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw .unreadable(path: path, reason: reason(error))
    } catch {
      throw .unreadable(path: path, reason: "it is no JSON")
    }
  }

  /// The text of a value.
  static func bytes(
    of value: some Encodable, pretty: Bool, path: String
  ) throws(QueueError) -> [UInt8] {
    do {
      return try JSONWriter.bytes(of: value, pretty: pretty)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
  }

  /// One line of `events.jsonl`.
  static func line(_ event: JobEvent) throws(QueueError) -> [UInt8] {
    try bytes(of: event, pretty: false, path: QueueLayout.events) + [0x0A]
  }

  private static func reason(_ error: DecodingError) -> String {
    func place(_ keys: [any CodingKey]) -> String {
      "/" + keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
    }
    return switch error {
    case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
    case .typeMismatch(_, let context): "\(place(context.codingPath)) is of the wrong type"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(place(context.codingPath)) cannot be: \(context.debugDescription)"
    default: "it is no JSON"
    }
  }
}
