import Digests
import Testing

@testable import TensorFlowFormats

/// Index files that TensorFlow does not write.
struct BundleIndexTests {
  /// A table of these values, whose keys are the names.
  static func table(_ rows: [(name: String, value: [UInt8])]) -> [UInt8] {
    var table = TableWriter()
    for row in rows { table.append(key: Array(row.name.utf8), value: row.value) }
    return table.finished()
  }

  static let header: [UInt8] = [8, 1, 0x1a, 2, 8, 1]

  static func message(_ fill: (inout WireWriter) -> Void) -> [UInt8] {
    var writer = WireWriter()
    fill(&writer)
    return writer.bytes
  }

  static func parse(_ bytes: [UInt8]) throws -> BundleIndex {
    try BundleIndex(parsing: bytes.span, path: "m.index")
  }

  static func problem(_ bytes: [UInt8]) -> String? {
    do {
      _ = try parse(bytes)
      return nil
    } catch let error as BundleError {
      guard case .malformed("m.index", _, let problem) = error else { return "\(error)" }
      return problem
    } catch {
      return "\(error)"
    }
  }

  @Test(
    arguments: [
      ([8, 1, 0x10, 1], .bigEndian(path: "m.index")),
      ([8, 1, 0x1a, 2, 0x10, 2], .tooNew(path: "m.index", version: 2)),
      ([8, 1, 0x1a, 2, 0x18, 1], .tooNew(path: "m.index", version: 0)),
      ([8, 1, 0x1a, 3, 0x1a, 1, 1], .tooNew(path: "m.index", version: 0)),
    ] as [([UInt8], BundleError)])
  func `a header of another kind is refused`(header: [UInt8], error: BundleError) {
    #expect(throws: error) { try Self.parse(Self.table([("", header)])) }
  }

  @Test(arguments: [
    (message { $0.field(5, varint: .max) }, "-1 is no size"),
    (message { $0.field(4, varint: .max) }, "-1 is no offset"),
    (message { $0.field(3, varint: 1) }, "tensor \"t\" lies in shard 1 of 1"),
    (
      message {
        $0.field(1, varint: 1)
        $0.field(2, bytes: [0x12, 2, 8, 3])
        $0.field(5, varint: 8)
      }, "tensor \"t\" of type DT_FLOAT and shape [3] has 8 bytes, expected 12"
    ),
    (
      message {
        let axis = message { $0.field(1, varint: 1 << 62) }
        $0.field(2, bytes: message { for _ in 0..<2 { $0.field(2, bytes: axis) } } + [0x12, 0])
      }, "tensor \"t\" of shape [4611686018427387904, 4611686018427387904, 0] is too large"
    ),
    (
      message {
        $0.field(4, varint: 1 << 63 - 1)
        $0.field(5, varint: 1)
      }, "tensor \"t\" of shape [] is too large"
    ),
    (
      message {
        let axis = message { $0.field(1, varint: .max) }
        $0.field(2, bytes: message { $0.field(2, bytes: axis) })
      }, "-1 is no axis"
    ),
    (
      message { $0.field(2, bytes: [0x18, 1]) }, "a tensor has an unknown number of axes"
    ),
    (
      message { $0.field(2, bytes: (0..<255).flatMap { _ in [UInt8(0x12), 0] }) },
      "tensor \"t\" has 255 axes"
    ),
    (message { $0.raw([0x0b, 0x0c]) }, "field 1 is a group, which is not supported"),
  ])
  func `an entry that makes no sense is an error`(entry: [UInt8], problem: String) {
    #expect(Self.problem(Self.table([("", Self.header), ("t", entry)])) == problem)
  }

  @Test func `a table without header is an error`() {
    #expect(Self.problem(Self.table([])) == "the table has no header")
    #expect(Self.problem(Self.table([("a", [8, 1, 0x28, 4])])) == "the table has no header")
  }

  @Test func `fields and keys that are not known are passed by`() throws {
    let entry = Self.message {
      $0.field(99, bytes: "later".utf8)
      $0.field(1, varint: 99)
      $0.field(98, fixed32: 7)
      $0.field(5, varint: 12)
    }
    let index = try Self.parse(
      Self.table([("", Self.header + [0x20, 1]), ("\0slice", [0xff]), ("t", entry)]))
    #expect(index.entries.map(\.name) == ["t"])
    #expect("\(index.entries[0].dataType)" == "data type 99")
  }

  @Test func `a file that is no table is an error`() {
    for count in [0, 1, 47, 48, 100] {
      #expect(throws: BundleError.notAnIndex(path: "m.index", byteCount: count)) {
        try Self.parse([UInt8](repeating: 0, count: count))
      }
    }
  }

  @Test(arguments: [1, 2])
  func `a compressed block is an error that names the compression`(type: UInt8) {
    var bytes = Self.table([("", Self.header)])
    // The block's entry, one restart and their number; then type and checksum.
    let end = 3 + Self.header.count + 8
    bytes[end] = type
    let checksum = CRC32C.masked(CRC32C.checksum(of: bytes.span.extracting(0...end)))
    for byte in 0..<4 { bytes[end + 1 + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
    #expect(throws: BundleError.compressed(path: "m.index", offset: 0, type: type)) {
      try Self.parse(bytes)
    }
  }

  /// Two handles of the same block in the index block: without the order of keys, a file of n bytes
  /// could ask for n² entries.
  @Test func `an index that names a block twice is refused`() {
    var file = WireWriter()
    func appendBlock(_ content: WireWriter) -> [UInt8] {
      let offset = file.bytes.count
      file.raw(content.bytes + [0])
      file.fixed32(
        CRC32C.masked(CRC32C.checksum(of: file.bytes.span.extracting(offset...))))
      var handle = WireWriter()
      handle.varint(UInt64(offset))
      handle.varint(UInt64(content.bytes.count))
      return handle.bytes
    }
    var block = WireWriter()
    block.raw([0, 1, 0] + Array("t".utf8))
    block.fixed32(0)
    let handle = appendBlock(block)
    var index = WireWriter()
    for key in ["u", "v"] {
      index.raw([0, 1, UInt8(handle.count)] + Array(key.utf8) + handle)
    }
    index.fixed32(0)
    let footer = [0, 0] + appendBlock(index)
    file.raw(footer + [UInt8](repeating: 0, count: 40 - footer.count))
    file.fixed64(TableFormat.magic)
    #expect(Self.problem(file.bytes) == "the keys are not in ascending order")
  }

  @Test func `a key of any length costs no more than the limit`() {
    let long = String(repeating: "k", count: TableReader.longestKey + 1)
    #expect(
      Self.problem(Self.table([("", Self.header), (long, [])]))
        == "a key has more than 16384 bytes")
  }
}
