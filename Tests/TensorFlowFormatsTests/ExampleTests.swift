import Testing

@testable import TensorFlowFormats

struct ExampleTests {
  static func example(_ index: Int) -> Example {
    Example(features: [
      "frames": .bytes([Array("frame\(index)".utf8), []]),
      "cameras": .floats([Float(index), 0.5, -1e-30]),
      "counts": .integers([Int64(index), -1, 1 << 62]),
      "nothing": .none,
    ])
  }

  static func records() throws -> [[UInt8]] {
    var reader = RecordReader(try RecordFile(path: TestFiles.fixture("examples.tfrecord")))
    var records: [[UInt8]] = []
    while let record = try reader.next() { records.append(record.bytes) }
    return records
  }

  @Test func `TensorFlow's examples are read`() throws {
    let examples = try Self.records().map { try Example(parsing: $0.span) }
    #expect(examples == (0..<3).map(Self.example))
  }

  @Test func `a layout tells where the bytes of an example are`() throws {
    for (index, record) in try Self.records().enumerated() {
      let layout = try ExampleLayout(parsing: record.span)
      guard case .bytes(let ranges) = layout.features["frames"] else {
        Issue.record("there are no frames")
        return
      }
      #expect(ranges.map { Array(record[$0]) } == [Array("frame\(index)".utf8), []])
      #expect(layout.features["cameras"] == .floats([Float(index), 0.5, -1e-30]))
      #expect(layout.features["counts"] == .integers([Int64(index), -1, 1 << 62]))
      #expect(layout.features["nothing"] == ExampleLayout.Feature.none)
    }
  }

  @Test func `examples are written as TensorFlow writes them in order`() throws {
    #expect(try Self.records() == (0..<3).map { Self.example($0).serialized() })
  }

  @Test(arguments: [
    Example(), Example(features: ["": .none]), Example(features: ["a": .floats([])]),
    Example(features: ["a": .bytes([]), "b": .integers([]), "ä": .bytes([[], [0, 255]])]),
    Example(features: ["a": .integers([.min, .max, 0, -1]), "b": .floats([.infinity, -0.0])]),
  ])
  func `what was written is read`(example: Example) throws {
    let bytes = example.serialized()
    let read = try Example(parsing: bytes.span)
    #expect(read == example)
    #expect(read.serialized() == bytes)
  }

  // MARK: - Other ways to write the same

  /// An example with one entry of the map for each of these values of `Feature`.
  static func bytes(_ entries: [(name: String, feature: [UInt8])]) -> [UInt8] {
    var map = WireWriter()
    for (name, feature) in entries {
      var entry = WireWriter()
      entry.field(1, bytes: name.utf8)
      entry.field(2, bytes: feature)
      map.field(1, bytes: entry.bytes)
    }
    var example = WireWriter()
    example.field(1, bytes: map.bytes)
    return example.bytes
  }

  static func list(_ kind: Int, _ fill: (inout WireWriter) -> Void) -> [UInt8] {
    var list = WireWriter()
    fill(&list)
    var feature = WireWriter()
    feature.field(kind, bytes: list.bytes)
    return feature.bytes
  }

  static func feature(_ feature: [UInt8]) throws -> Example.Feature? {
    try Example(parsing: bytes([("a", feature)]).span).features["a"]
  }

  @Test func `numbers may be packed, alone, or both`() throws {
    let floats = Self.list(2) {
      $0.field(1, fixed32: Float(1).bitPattern)
      $0.field(1, bytes: [0, 0, 0, 0x40, 0, 0, 0x40, 0x40])
      $0.field(1, fixed32: Float(4).bitPattern)
    }
    #expect(try Self.feature(floats) == .floats([1, 2, 3, 4]))
    let integers = Self.list(3) {
      $0.field(1, varint: 1)
      $0.field(1, bytes: [2, 0x80, 1])
      $0.field(1, varint: .max)
    }
    #expect(try Self.feature(integers) == .integers([1, 2, 128, -1]))
  }

  @Test func `the last of several entries of a name wins`() throws {
    let first = Self.list(3) { $0.field(1, varint: 1) }
    let second = Self.list(2) { $0.field(1, fixed32: Float(2).bitPattern) }
    let bytes = Self.bytes([("a", first), ("b", first), ("a", second)])
    let expected = Example(features: ["a": .floats([2]), "b": .integers([1])])
    #expect(try Example(parsing: bytes.span) == expected)
    // Also over several occurrences of the map.
    let twice = Self.bytes([("a", first), ("b", first)]) + Self.bytes([("a", second)])
    #expect(try Example(parsing: twice.span) == expected)
  }

  @Test func `lists of one kind are merged, another kind replaces`() throws {
    let one = Self.list(3) { $0.field(1, varint: 1) }
    let two = Self.list(3) { $0.field(1, varint: 2) }
    let text = Self.list(1) { $0.field(1, bytes: [9]) }
    #expect(try Self.feature(one + two) == .integers([1, 2]))
    #expect(try Self.feature(one + text) == .bytes([[9]]))
    #expect(try Self.feature(text + text) == .bytes([[9], [9]]))
  }

  @Test func `unknown fields are passed by`() throws {
    var example = WireWriter()
    example.field(7, bytes: [1, 2])
    example.field(1, varint: 5)
    example.raw(Self.bytes([("a", Self.list(3) { $0.field(1, fixed32: 3) })]))
    #expect(try Example(parsing: example.bytes.span) == Example(features: ["a": .integers([])]))
  }

  @Test(
    arguments: [
      (Array("not a message".utf8), .wireType(offset: 0, type: 6)),
      (
        bytes([("a", list(2) { $0.field(1, bytes: [1, 2, 3]) })]),
        .packedLength(offset: 13, length: 3)
      ),
      ([0x0a, 5, 0x0a, 3, 0x0a, 1, 0xff], .notText(offset: 6)),
      ([0x0a, 2, 0x0b, 0x0c], .group(offset: 2, field: 1)),
    ] as [([UInt8], WireError)])
  func `bytes that are no example are an error`(bytes: [UInt8], error: WireError) {
    #expect(throws: ExampleError.malformed(error)) { try Example(parsing: bytes.span) }
  }
}
