/// Rows of a file of comma-separated values.
///
/// Lines end in LF or CRLF; a field in double quotes may hold commas, line ends and doubled quotes.
/// Empty lines are passed over. The text is UTF-8, with or without a byte order mark.
/// - Source: RFC 4180.
struct CommaSeparatedValues {
  /// A row: the line that it begins on, from 1, and its fields without spaces around them.
  struct Row: Equatable {
    let line: Int
    let fields: [String]
  }

  /// Why bytes are no such rows.
  struct Malformed: Error, Equatable {
    let line: Int
    let reason: String
  }

  let rows: [Row]

  /// Reads a file's bytes.
  init(_ bytes: [UInt8]) throws(Malformed) {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var rows: [Row] = []
    var line = 1
    while !rest.isEmpty {
      let start = line
      let fields = try Self.row(&rest, &line)
      if fields != [""] { rows.append(Row(line: start, fields: fields)) }
    }
    self.rows = rows
  }

  private static func row(
    _ rest: inout ArraySlice<UInt8>, _ line: inout Int
  ) throws(Malformed) -> [String] {
    var fields: [String] = []
    while true {
      fields.append(try field(&rest, line: &line))
      guard let separator = rest.popFirst() else { return fields }
      if separator == UInt8(ascii: "\n") {
        line += 1
        return fields
      }
    }
  }

  /// The next field, up to a comma, a line's end or the end.
  private static func field(
    _ rest: inout ArraySlice<UInt8>, line: inout Int
  ) throws(Malformed) -> String {
    let comma = UInt8(ascii: ",")
    let newline = UInt8(ascii: "\n")
    let quote = UInt8(ascii: "\"")
    var unquoted = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    var content: [UInt8] = []
    if unquoted.first == quote {
      let start = line
      rest = unquoted.dropFirst()
      while true {
        guard let byte = rest.popFirst() else {
          throw Malformed(line: start, reason: "a field in quotes has no closing quote")
        }
        if byte == quote {
          guard rest.first == quote else { break }
          rest = rest.dropFirst()
        } else if byte == newline {
          line += 1
        }
        content.append(byte)
      }
      unquoted = rest
      let after = unquoted.prefix { $0 != comma && $0 != newline }
      guard after.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) else {
        throw Malformed(line: line, reason: "something follows a field's closing quote")
      }
      rest = unquoted.dropFirst(after.count)
    } else {
      content = Array(unquoted.prefix { $0 != comma && $0 != newline })
      rest = unquoted.dropFirst(content.count)
      while let last = content.last, [0x20, 0x09, 0x0D].contains(last) { content.removeLast() }
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw Malformed(line: line, reason: "the text is not UTF-8")
    }
    return text
  }
}
