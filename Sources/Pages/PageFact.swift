/// A line of a page's table of facts.
package struct PageFact: Sendable {
  /// What it is about, such as "Steps".
  package var name: String
  /// What is so.
  package var value: String

  /// States a fact.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The table; nothing without facts.
  package static func table(_ facts: [PageFact]) -> String {
    guard !facts.isEmpty else { return "" }
    let rows = facts.map {
      "<tr><th scope=\"row\">\(HTMLText.escape($0.name))</th>"
        + "<td>\(HTMLText.escape($0.value))</td></tr>\n"
    }
    return "<table>\n\(rows.joined())</table>\n"
  }
}
