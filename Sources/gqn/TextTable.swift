internal import Diagnostics

/// Rows in columns, as a terminal shows them.
struct TextTable {
  /// A column: its title, and how it gives way where the rows are wider than the terminal.
  struct Column {
    let title: String
    /// The least width it is cut to; nil for a column that is never cut.
    var least: Int?
    /// Whether the middle of a cell is left out rather than its end.
    var keepsEnd = false

    init(_ title: String, least: Int? = nil, keepsEnd: Bool = false) {
      self.title = title
      self.least = least
      self.keepsEnd = keepsEnd
    }
  }

  private static let gap = 2

  let columns: [Column]
  private(set) var rows: [[String]] = []

  init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Columns that are as wide as what is in them.
  init(_ titles: String...) {
    columns = titles.map { Column($0) }
  }

  /// Adds a row of one cell for each column; the cells are safe to print.
  mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "\(cells.count) cells, \(columns.count) columns")
    rows.append(cells)
  }

  /// The table without a newline at its end.
  ///
  /// - Parameter width: the columns of the terminal; where the table is wider, those of its columns
  ///   that may be cut are, the last one first, as far as they allow. Nil for no limit.
  /// - Returns: the titles and the rows, a line each.
  func text(width: Int? = nil) -> String {
    let widths = fitted(to: width)
    return ([columns.map(\.title)] + rows).map { row in
      var line = ""
      for (index, cell) in row.enumerated() {
        let shown = TextWidth.cut(cell, to: widths[index], keepingEnd: columns[index].keepsEnd)
        line += shown
        // Nothing is filled up after the last cell that says something.
        guard row[(index + 1)...].contains(where: { !$0.isEmpty }) else { break }
        line += String(
          repeating: " ", count: max(0, widths[index] - TextWidth.of(shown)) + Self.gap)
      }
      return line
    }.joined(separator: "\n")
  }

  private func fitted(to width: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      ([columns[index].title] + rows.map { $0[index] }).map { TextWidth.of($0) }.max() ?? 0
    }
    guard let width else { return widths }
    var surplus = widths.reduce(0, +) + Self.gap * (columns.count - 1) - width
    for index in columns.indices.reversed() {
      guard surplus > 0, let least = columns[index].least else { continue }
      let cut = min(surplus, max(0, widths[index] - least))
      widths[index] -= cut
      surplus -= cut
    }
    return widths
  }
}
