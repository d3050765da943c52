import JSONDocuments
import Testing

struct JSONCursorTests {
  enum Encoder: String, CaseIterable { case tower, pool }

  static func problems(_ text: String, _ read: (JSONCursor) -> Void) throws -> [String] {
    let report = ProblemReport()
    read(JSONCursor(try JSONValue(parsing: Array(text.utf8)), report: report))
    return report.summary.map(\.description)
  }

  @Test func `everything wrong is found in one pass`() throws {
    let text = """
      {"steps": 2.5, "width": 0, "name": 5, "flag": "yes", "encoder": "tawer", "rate": 300,
       "sizes": [1, "2", 3], "pair": [1], "SEQ_LENGHT": 8, "rates": 3, "other\\n": {}}
      """
    let found = try Self.problems(text) { cursor in
      guard let object = cursor.object() else { return }
      _ = object.required("steps", "")?.integer(in: 1...10)
      _ = object.required("width", "")?.integer(in: 1...UInt64.max)
      _ = object.required("name", "")?.string()
      _ = object.required("flag", "")?.bool()
      _ = object.required("encoder", "")?.choice(of: Encoder.self)
      _ = object.required("rate", "")?.positiveNumber(upTo: 240)
      _ = object.required("sizes", "")?.numbers(3, in: -1...2.5)
      _ = object.required("pair", "")?.elements(2...4, of: "numbers")
      _ = object.required("model", "a string")
      _ = object.optional("SEQ_LENGTH")
      object.finish()
    }
    #expect(
      found == [
        "/steps: 2.5 is not a whole number, expected one in 1...10",
        "/width: 0 is not in 1...18446744073709551615",
        "/name: found the number 5, expected a string",
        "/flag: found the string \"yes\", expected true or false",
        "/encoder: \"tawer\" is not one of \"tower\", \"pool\". Did you mean \"tower\"?",
        "/rate: 300 is not above 0 and at most 240",
        "/sizes/1: found the string \"2\", expected a number in -1...2.5",
        "/sizes/2: 3 is not in -1...2.5",
        "/pair: the array has 1 elements, expected 2...4 numbers",
        "/model: is missing, expected a string",
        "/SEQ_LENGHT: unknown key. Did you mean \"SEQ_LENGTH\"?",
        "/other\\n: unknown key, expected one of \"steps\", \"width\", \"name\", \"flag\", \"encoder\", "
          + "\"rate\", \"sizes\", \"pair\", \"model\", \"SEQ_LENGTH\"",
        "/rates: unknown key beside \"rate\". Take one of the two out.",
      ])
  }

  @Test func `right values are read without a word`() throws {
    let text = "{\"a\": 2.0, \"b\": 18446744073709551615, \"c\": 1, \"d\": \"pool\", \"e\": true}"
    let found = try Self.problems(text) { cursor in
      guard let object = cursor.object() else { return }
      #expect(object.required("a", "")?.integer(in: 1...10) == 2)
      #expect(object.required("b", "")?.integer(in: 0...UInt64.max) == UInt64.max)
      #expect(object.required("c", "")?.number(in: 0...1) == 1)
      #expect(object.required("d", "")?.choice() == Encoder.pool)
      #expect(object.required("e", "")?.bool() == true)
      #expect(object.optional("f") == nil)
      object.finish()
    }
    #expect(found == [])
  }

  @Test(arguments: [
    ("[]", "found an array, expected an object"), ("null", "found null, expected an object"),
    ("3", "found the number 3, expected an object"),
  ])
  func `a document that is no object is one problem`(text: String, problem: String) throws {
    #expect(try Self.problems(text) { _ = $0.object() } == [problem])
  }

  @Test(arguments: ["18446744073709551616", "1e300"])
  func `numbers beyond 64 bits are out of range`(text: String) throws {
    let found = try Self.problems(text) { _ = $0.integer(in: 0...UInt64.max) }
    #expect(found.count == 1 && found[0].hasSuffix(" is not in 0...18446744073709551615"))
  }

  @Test func `millions of problems are counted, not kept`() throws {
    let text = "[" + [String](repeating: "\"x\"", count: 1500).joined(separator: ",") + "]"
    let found = try Self.problems(text) {
      for element in $0.elements(0...2000, of: "numbers") ?? [] { _ = element.integer(in: 0...1) }
    }
    #expect(found.count == 101)
    #expect(found[100] == "and 1400 more like these")
  }
}
