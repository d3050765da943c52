/// Why bytes could not be read as a JSON document, or a value not be written as one.
package enum JSONDocumentError: Error, Sendable, Equatable {
  /// The document has more bytes than the caller accepts.
  case tooLarge(byteCount: Int, limit: Int)

  /// The text breaks JSON's rules or a limit at a place: line and column count from 1, the column in
  /// Unicode scalars.
  case syntax(line: Int, column: Int, reason: String)

  /// The value has no JSON form (a number that is not finite, say).
  case unwritable(reason: String)
}

extension JSONDocumentError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooLarge(let byteCount, let limit):
      "the file has \(byteCount) bytes, at most \(limit) are read; make it smaller"
    case .syntax(let line, let column, let reason):
      "line \(line), column \(column): \(reason)"
    case .unwritable(let reason):
      "the value cannot be written as JSON: \(reason)"
    }
  }
}
