import JSONDocuments
import Testing

struct JSONValueTests {
  @Test(arguments: [
    ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)),
    ("\"\\\"\\\\\\/\\b\\f\\n\\r\\té\\u00e9\"", .string("\"\\/\u{8}\u{C}\n\r\téé")),
    ("\"a\\u0041\\n\\uD83D\\uDE00\"", .string("aA\n😀")), ("\"\"", .string("")),
    ("0", .integer(0)), ("-7", .integer(-7)), ("1.0", .integer(1)), ("1e3", .integer(1000)),
    ("18446744073709551615", .integer(18_446_744_073_709_551_615)),
    ("-9223372036854775808", .integer(-9_223_372_036_854_775_808)),
    ("9007199254740993", .integer(9_007_199_254_740_993)),
    ("999999999999999", .integer(999_999_999_999_999)),
    ("9999999999999999", .integer(9_999_999_999_999_999)),
    ("-1e16", .integer(-10_000_000_000_000_000)),
    ("0e5", .integer(0)), ("9815244734065058.9", .integer(9_815_244_734_065_058)),
    ("9223372036854775808.0", .integer(9_223_372_036_854_775_808)),
    ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
    ("18446744073709551616", .number(18_446_744_073_709_551_616)),
    ("0.1", .number(0.1)), ("-1.5e-7", .number(-1.5e-7)), ("1e300", .number(1e300)),
    ("[]", .array([])), ("{}", .object([:])),
    (
      " [1 , [ ] ,{ \"a\" : null } ]\r\n\t",
      .array([
        .integer(1), .array([]), .object(["a": .null]),
      ])
    ),
    ("\u{FEFF}{\"é\":1}", .object(["é": .integer(1)])),
  ])
  func `values are read as they are`(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test func `negative zero keeps its sign`() throws {
    let value = try JSONValue(parsing: Array("-0".utf8))
    #expect(value.double?.sign == .minus)
  }

  @Test(arguments: [
    ("", 1, 1, "the file is empty, expected a JSON value"),
    (" \n ", 2, 2, "the file is empty, expected a JSON value"),
    ("{\n  \"a\": 1,\n  \"b\" 2\n}", 3, 7, "expected \":\" after the key, found \"2\""),
    ("[1, 2", 1, 6, "expected \",\" or \"]\", found the end of the file"),
    ("{\"a\": 1", 1, 8, "expected \",\" or \"}\", found the end of the file"),
    ("[1 2]", 1, 4, "expected \",\" or \"]\", found \"2\""),
    ("[1,]", 1, 3, "JSON allows no comma after the last element"),
    ("{\"a\":1,}", 1, 7, "JSON allows no comma after the last element"),
    ("{a: 1}", 1, 2, "expected a key in double quotes, found \"a\""),
    ("{\"a\": }", 1, 7, "expected a JSON value, found \"}\""),
    ("[1}", 1, 3, "expected \",\" or \"]\", found \"}\""),
    ("{} x", 1, 4, "unexpected \"x\" after the end of the JSON value"),
    ("1 2", 1, 3, "unexpected \"2\" after the end of the JSON value"),
    ("NaN", 1, 1, "expected a JSON value, found \"N\""),
    ("[Infinity]", 1, 2, "expected a JSON value, found \"I\""),
    ("[-Infinity]", 1, 2, "\"-\" is not followed by a digit"),
    ("// hi\n1", 1, 1, "expected a JSON value, found \"/\""),
    ("tru", 1, 1, "expected a JSON value, found \"t\""),
    ("truex", 1, 5, "unexpected \"x\" after the end of the JSON value"),
    ("01", 1, 1, "a number must not begin with 0"),
    ("[1.]", 1, 2, "a number's decimal point is not followed by a digit"),
    ("[1e+]", 1, 2, "a number's exponent is not followed by a digit"),
    ("+1", 1, 1, "expected a JSON value, found \"+\""),
    ("[1e999]", 1, 2, "the number \"1e999\" is larger than 64-bit floating point can hold"),
    ("-1e999", 1, 1, "the number \"-1e999\" is larger than 64-bit floating point can hold"),
    ("1e-999", 1, 1, "the number \"1e-999\" is nearer to 0 than 64-bit floating point can hold"),
    ("\"abc", 1, 1, "the string that begins here has no closing quote"),
    ("\"abc\\", 1, 1, "the string that begins here has no closing quote"),
    ("[\"a\nb\"]", 1, 4, "\"\\n\" in a string must be written as an escape such as \\n or \\u0000"),
    (
      "\"\u{1B}[0m\"", 1, 2,
      "\"\\u{1B}\" in a string must be written as an escape such as \\n or \\u0000"
    ),
    ("\"\\x\"", 1, 2, "\\ is followed by none of \" \\ / b f n r t u"),
    ("\"\\u12G4\"", 1, 2, "\\u must be followed by four hexadecimal digits"),
    ("\"é\\uD800\"", 1, 3, "this escape is half of a surrogate pair"),
    ("\"\\uDC00\"", 1, 2, "this escape is half of a surrogate pair"),
    ("\"\\uD800\\u0041\"", 1, 2, "this escape is half of a surrogate pair"),
    ("{\"a\": 1,\n \"a\": 2}", 2, 2, "the key \"a\" is given twice in one object"),
    ("{\"a\": 1, \"\\u0061\": 2}", 1, 10, "the key \"a\" is given twice in one object"),
    ("\u{FEFF}é", 1, 1, "expected a JSON value, found \"é\""),
    ("\"😀\" x", 1, 5, "unexpected \"x\" after the end of the JSON value"),
    ("\u{202E}", 1, 1, "expected a JSON value, found \"\\u{202E}\""),
  ])
  func `a fault has its line and column`(
    text: String, line: Int, column: Int, reason: String
  ) throws {
    #expect(throws: JSONDocumentError.syntax(line: line, column: column, reason: reason)) {
      try JSONValue(parsing: Array(text.utf8))
    }
  }

  @Test func `equal keys of different objects are no fault`() throws {
    let text = "{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 2}]}"
    #expect(throws: Never.self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], 2, ""), ([0x5B, 0x0A, 0x22, 0xC3, 0x28], 2, ""),
      ([0xFF, 0xFE, 0x7B, 0x00], 1, " (it looks like UTF-16)"),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], 2, ""),
    ] as [([UInt8], Int, String)])
  func `text that is not UTF-8 is refused at its place`(
    bytes: [UInt8], column: Int, hint: String
  ) {
    let line = bytes.contains(0x0A) ? 2 : 1
    let reason = "the text is not UTF-8\(hint); save it as UTF-8"
    #expect(throws: JSONDocumentError.syntax(line: line, column: column, reason: reason)) {
      try JSONValue(parsing: bytes)
    }
  }

  @Test(arguments: ["[", "{\"a\":"])
  func `ten thousand levels are an error and no overflow`(opening: String) {
    let text = String(repeating: opening, count: 10_000)
    let reason = "arrays and objects are nested deeper than 64 levels"
    let error = JSONDocumentError.syntax(
      line: 1, column: 64 * opening.utf8.count + 1, reason: reason)
    #expect(throws: error) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test func `as many levels as allowed are read`() throws {
    let text = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
    #expect(throws: Never.self) {
      try JSONValue(parsing: Array(text.utf8), limits: JSONLimits(depth: 500))
    }
    #expect(throws: (any Error).self) {
      try JSONValue(parsing: Array("[\(text)]".utf8), limits: JSONLimits(depth: 100_000))
    }
  }

  @Test func `a document that is too large is not read`() {
    let bytes = [UInt8](repeating: 0x20, count: 11)
    #expect(throws: JSONDocumentError.tooLarge(byteCount: 11, limit: 10)) {
      try JSONValue(parsing: bytes, limits: JSONLimits(byteCount: 10))
    }
  }

  @Test func `every prefix of a document is a fault or a value`() throws {
    let text = Array(
      "\u{FEFF}{\"a\\u00e9\": [1, -2.5e+3, true, null, {}, [[]], \"\\ud83d\\ude00ü\"], \"b\": 0}"
        .utf8)
    for count in 0..<text.count {
      #expect(throws: JSONDocumentError.self) { try JSONValue(parsing: Array(text[..<count])) }
    }
    #expect(throws: Never.self) { try JSONValue(parsing: text) }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an object with very many keys takes no more than its share of time`() throws {
    let text = "{" + (0..<60_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
    guard case .object(let members) = try JSONValue(parsing: Array(text.utf8)) else {
      Issue.record("not an object")
      return
    }
    #expect(members.count == 60_000)
  }
}
