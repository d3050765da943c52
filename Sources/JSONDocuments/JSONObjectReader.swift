import Diagnostics

/// Reads an object key by key; what nobody asked for is an unknown key.
package final class JSONObjectReader {
  /// The object's own cursor.
  package let cursor: JSONCursor

  private let members: [String: JSONValue]
  private var known: [String] = []

  init(_ members: [String: JSONValue], at cursor: JSONCursor) {
    self.members = members
    self.cursor = cursor
  }

  /// True where the object has the key; asking makes the key a known one.
  package func has(_ key: String) -> Bool {
    if !known.contains(key) { known.append(key) }
    return members[key] != nil
  }

  /// The value of a key that may be left out.
  package func optional(_ key: String) -> JSONCursor? {
    guard has(key), let value = members[key] else { return nil }
    return JSONCursor(value, at: cursor.pointer.appending(key), report: cursor.report)
  }

  /// The value of a key that must be there; its absence is a problem.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - expected: what it should be, for the message.
  /// - Returns: A cursor on the value, or nil after a problem.
  package func required(_ key: String, _ expected: String) -> JSONCursor? {
    if let value = optional(key) { return value }
    cursor.report.add(
      Problem(cursor.pointer.appending(key), "is missing, expected \(expected)"))
    return nil
  }

  /// Notes every key that was never asked for, with the known one that is nearest.
  package func finish() {
    for key in members.keys.sorted() where !known.contains(key) {
      cursor.report.add(unknown(key))
    }
  }

  private func unknown(_ key: String) -> Problem {
    let message =
      if let meant = Suggestion.nearest(to: key, among: known.filter { members[$0] == nil }) {
        "unknown key. Did you mean \(quoted(meant))?"
      } else if let there = Suggestion.nearest(to: key, among: known) {
        "unknown key beside \(quoted(there)). Take one of the two out."
      } else {
        "unknown key, expected one of \(known.map { quoted($0) }.joined(separator: ", "))"
      }
    return Problem(cursor.pointer.appending(key), message)
  }
}
