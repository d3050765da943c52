import JSONDocuments
import Testing

struct JSONPointerTests {
  /// The document and the pointers of RFC 6901, section 5.
  static let document = """
    {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\\\j": 5, "k\\"l": 6,
     " ": 7, "m~n": 8}
    """

  @Test(arguments: [
    ("/foo/0", JSONValue.string("bar")), ("/", .integer(0)), ("/a~1b", .integer(1)),
    ("/c%d", .integer(2)), ("/e^f", .integer(3)), ("/g|h", .integer(4)), ("/i\\j", .integer(5)),
    ("/k\"l", .integer(6)), ("/ ", .integer(7)), ("/m~0n", .integer(8)),
  ])
  func `the examples of the standard`(text: String, value: JSONValue) throws {
    let document = try JSONValue(parsing: Array(Self.document.utf8))
    let pointer = try #require(JSONPointer(text))
    #expect(document[pointer] == value)
    #expect(pointer.description == text)
  }

  @Test func `the empty pointer is the whole document`() throws {
    let document = try JSONValue(parsing: Array(Self.document.utf8))
    #expect(document[try #require(JSONPointer(""))] == document)
    #expect(JSONPointer("") == JSONPointer())
  }

  @Test(arguments: ["/foo/2", "/foo/-", "/foo/01", "/foo/+1", "/foo/0/0", "/none", "/foo/"])
  func `a place that is not there has no value`(text: String) throws {
    let document = try JSONValue(parsing: Array(Self.document.utf8))
    #expect(document[try #require(JSONPointer(text))] == nil)
  }

  @Test(arguments: ["foo", "/a~", "/a~2", "~0"])
  func `what is no pointer is not read`(text: String) {
    #expect(JSONPointer(text) == nil)
  }

  @Test func `problems are safe to print`() {
    let pointer = JSONPointer().appending("a/\u{1B}[2J").appending(3)
    #expect(Problem(pointer, "is bad").description == "/a~1\\u{1B}[2J/3: is bad")
    #expect(Problem(JSONPointer(), "is bad").description == "is bad")
  }
}
