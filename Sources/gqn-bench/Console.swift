internal import Glibc
internal import JSONDocuments

/// Results on standard output, everything else on standard error.
enum Console {
  static func output(_ text: String, newline: Bool = true) {
    print(text, terminator: newline ? "\n" : "")
    fflush(nil)
  }

  static func output(json value: some Encodable) throws {
    output(String(decoding: try JSONWriter.bytes(of: value), as: UTF8.self), newline: false)
  }

  static func error(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// A table with aligned columns, the first to the left and the others to the right.
  static func table(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
