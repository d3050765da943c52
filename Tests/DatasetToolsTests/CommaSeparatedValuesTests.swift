import Testing

@testable import DatasetTools

struct CommaSeparatedValuesTests {
  private func fields(_ text: String) throws -> [[String]] {
    try CommaSeparatedValues(Array(text.utf8)).rows.map(\.fields)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    ("\u{FEFF}a,b\n1,2", [["a", "b"], ["1", "2"]]),
    ("a, b ,\tc\n", [["a", "b", "c"]]),
    ("a,,c\n,\n", [["a", "", "c"], ["", ""]]),
    ("\"a,b\",\"c \"\"d\"\"\"\n", [["a,b", "c \"d\""]]),
    (" \"a\" , b\n", [["a", "b"]]),
    ("\"a\nb\",c\n", [["a\nb", "c"]]),
    ("a\n\n\nb\n", [["a"], ["b"]]),
    ("", []),
    ("\n\n", []),
  ])
  func `fields are those of RFC 4180`(text: String, expected: [[String]]) throws {
    #expect(try fields(text) == expected)
  }

  @Test func `rows know their lines, past empty ones and fields of several`() throws {
    let rows = try CommaSeparatedValues(Array("a\n\n\"b\nc\",d\ne\n".utf8)).rows
    #expect(rows.map(\.line) == [1, 3, 5])
  }

  @Test(arguments: [
    ("a\n\"b\nc", 2, "a field in quotes has no closing quote"),
    ("a\n\"b\"c,d\n", 2, "something follows a field's closing quote"),
  ])
  func `what is malformed names its line`(text: String, line: Int, reason: String) {
    #expect(throws: CommaSeparatedValues.Malformed(line: line, reason: reason)) {
      try CommaSeparatedValues(Array(text.utf8))
    }
  }

  @Test func `bytes that are no text are refused`() {
    #expect(throws: CommaSeparatedValues.Malformed(line: 2, reason: "the text is not UTF-8")) {
      try CommaSeparatedValues(Array("a\n".utf8) + [0xFF, 0xFE])
    }
  }
}
