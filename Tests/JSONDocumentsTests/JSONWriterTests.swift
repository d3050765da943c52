import JSONDocuments
import Testing

struct JSONWriterTests {
  static let value = JSONValue.object([
    "b": .array([.number(0.1), .integer(3)]), "a10": .null, "a9": .bool(true),
    "B": .string("x/\u{1}é\""),
  ])

  @Test func `a document for people has sorted keys, an indent and a last newline`() throws {
    let text = String(decoding: try JSONWriter.bytes(of: Self.value), as: UTF8.self)
    #expect(
      text == """
        {
          "B" : "x/\\u0001é\\"",
          "a10" : null,
          "a9" : true,
          "b" : [
            0.1,
            3
          ]
        }

        """)
  }

  @Test func `a document for digests is one line`() throws {
    let text = String(decoding: try JSONWriter.bytes(of: Self.value, pretty: false), as: UTF8.self)
    #expect(text == "{\"B\":\"x/\\u0001é\\\"\",\"a10\":null,\"a9\":true,\"b\":[0.1,3]}")
  }

  @Test(arguments: [
    0.1, -1.5e-300, .pi, 1e22, 0x1.fffffffffffffp1023, 2.2250738585072014e-308,
    Double(Float(0.1)), 123456789.123456789,
  ])
  func `numbers read back as the same numbers`(number: Double) throws {
    let bytes = try JSONWriter.bytes(of: [number, -number])
    #expect(
      try JSONValue(parsing: bytes)[JSONPointer().appending(0)]?.double == number)
    #expect(
      try JSONValue(parsing: bytes)[JSONPointer().appending(1)]?.double == -number)
  }

  @Test(arguments: [UInt64.max, 9_007_199_254_740_993])
  func `integers read back exactly`(number: UInt64) throws {
    let value = JSONValue.integer(Int128(number))
    #expect(try JSONValue(parsing: try JSONWriter.bytes(of: value)) == value)
  }

  @Test func `a number that is not finite is named`() {
    #expect(throws: JSONDocumentError.unwritable(reason: "/pose/1 is nan")) {
      try JSONWriter.bytes(of: ["pose": [1, Double.nan]])
    }
  }
}
