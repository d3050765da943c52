import Testing

@testable import TensorFlowFormats

struct WireTests {
  @Test(
    arguments: [
      (0, [0]), (1, [1]), (127, [0x7f]), (128, [0x80, 1]), (300, [0xac, 2]),
      (1 << 63, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]),
      (.max, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
    ] as [(UInt64, [UInt8])])
  func `a varint is written and read`(value: UInt64, bytes: [UInt8]) throws {
    var writer = WireWriter()
    writer.varint(value)
    #expect(writer.bytes == bytes)
    var reader = WireReader(bytes.span)
    let (read, isAtEnd) = (try reader.varint(), reader.isAtEnd)
    #expect(read == value)
    #expect(isAtEnd)
  }

  @Test func `fields of all types are read in order`() throws {
    var writer = WireWriter()
    writer.field(1, varint: 150)
    writer.field(2, bytes: "testing".utf8)
    writer.field(15, fixed32: 0x0102_0304)
    writer.varint(16 << 3 | 1)
    writer.fixed64(0x0102_0304_0506_0708)
    // The first two are the examples of protobuf.dev, "Encoding".
    #expect(
      writer.bytes.prefix(12) == [8, 0x96, 1, 0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
    var reader = WireReader(writer.bytes.span)
    var fields: [WireField] = []
    while let field = try reader.nextField() { fields.append(field) }
    #expect(
      fields == [
        WireField(number: 1, content: .varint(150)),
        WireField(number: 2, content: .bytes(5..<12)),
        WireField(number: 15, content: .fixed32(0x0102_0304)),
        WireField(number: 16, content: .fixed64(0x0102_0304_0506_0708)),
      ])
    let text = try reader.text(in: 5..<12)
    #expect(text == "testing")
  }

  @Test(
    arguments: [
      ([0x08], .endsEarly(offset: 1)),
      ([0x08, 0x80], .endsEarly(offset: 1)),
      ([0x0d, 1, 2, 3], .endsEarly(offset: 1)),
      ([0x09, 1, 2, 3, 4, 5, 6, 7], .endsEarly(offset: 5)),
      ([0x12, 4, 1, 2, 3], .fieldTooLong(offset: 1, length: 4, available: 3)),
      (
        [0x12] + [UInt8](repeating: 0xff, count: 9) + [1],
        .fieldTooLong(offset: 1, length: .max, available: 0)
      ),
      ([0x08] + [UInt8](repeating: 0xff, count: 9) + [2], .numberTooLong(offset: 1)),
      ([0x08] + [UInt8](repeating: 0x80, count: 10) + [0], .numberTooLong(offset: 1)),
      ([0x00, 1], .fieldNumber(offset: 0, number: 0)),
      ([0x80, 0x80, 0x80, 0x80, 0x10, 1], .fieldNumber(offset: 0, number: 1 << 29)),
      ([0x13, 0x14], .group(offset: 0, field: 2)),
      ([0x14], .group(offset: 0, field: 2)),
      ([0x08, 1, 0x0e], .wireType(offset: 2, type: 6)),
      ([0x0f], .wireType(offset: 0, type: 7)),
    ] as [([UInt8], WireError)])
  func `a malformed message is an error with its offset`(
    bytes: [UInt8], error: WireError
  ) throws {
    #expect(throws: error) {
      var reader = WireReader(bytes.span)
      while try reader.nextField() != nil {}
    }
  }

  @Test func `a nested message counts offsets from the start of all bytes`() throws {
    let bytes: [UInt8] = [0x0a, 2, 0x08, 0x80]
    var reader = WireReader(bytes.span)
    let field = try reader.nextField()
    #expect(field == WireField(number: 1, content: .bytes(2..<4)))
    #expect(throws: WireError.endsEarly(offset: 3)) {
      var nested = WireReader(bytes.span, in: 2..<4)
      _ = try nested.nextField()
    }
  }
}
