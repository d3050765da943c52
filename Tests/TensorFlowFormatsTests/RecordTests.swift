import Digests
import Testing

@testable import TensorFlowFormats

/// What became of a record file: `12` a record of 12 bytes, `!` a damaged one that was passed by,
/// and at the end, if it is not a regular one, why it is none.
func outcome(of path: String) throws -> String {
  var reader = RecordReader(try RecordFile(path: path))
  var parts: [String] = []
  while true {
    do throws(RecordError) {
      guard let record = try reader.next() else { break }
      parts.append("\(record.bytes.count)")
    } catch {
      switch error {
      case .dataChecksum: parts.append("!")
      case .lengthChecksum: parts.append("length")
      case .truncated: parts.append("truncated")
      case .file, .outsideOfFile: parts.append("\(error)")
      }
    }
  }
  if reader.trailingByteCount > 0 { parts.append("\(reader.trailingByteCount) left over") }
  return parts.joined(separator: ", ")
}

struct RecordTests {
  static let lengths = [5, 0, 30]
  static let file: [UInt8] = {
    var file: [UInt8] = []
    for length in lengths {
      RecordWriter.append([UInt8](repeating: 7, count: length).span, to: &file)
    }
    return file
  }()

  @Test func `what was written is read, with offsets`() throws {
    let folder = try TemporaryFolder()
    let file = try RecordFile(path: try folder.file("r", Self.file))
    var reader = RecordReader(file)
    var records: [Record] = []
    while let record = try reader.next() { records.append(record) }
    #expect(records.map(\.offset) == [0, 21, 37])
    #expect(records.map(\.bytes) == Self.lengths.map { [UInt8](repeating: 7, count: $0) })
    #expect(reader.trailingByteCount == 0)
    #expect(try file.record(at: 37) == records[2])

    var skipper = RecordReader(file)
    #expect(try skipper.skip() == 0)
    #expect(try skipper.next() == records[1])
    #expect(try skipper.skip() == 37)
    #expect(try skipper.skip() == nil)
  }

  @Test func `a location is read into a buffer that is kept`() throws {
    let folder = try TemporaryFolder()
    var bytes = Self.file
    bytes[50] ^= 1
    let file = try RecordFile(path: try folder.file("r", bytes))
    var reader = RecordReader(file)
    var locations: [RecordLocation] = []
    while let location = try reader.nextLocation() { locations.append(location) }
    #expect(
      locations
        == zip([0, 21, 37], Self.lengths).map { RecordLocation(offset: $0, byteCount: $1) })
    var buffer: [UInt8] = []
    try file.read(locations[0], into: &buffer)
    #expect(Array(buffer.prefix(5)) == [7, 7, 7, 7, 7])
    let capacity = buffer.count
    try file.read(locations[1], into: &buffer)
    #expect(buffer.count == capacity)
    #expect(throws: try #require(throws: RecordError.self) { try file.record(at: 37) }) {
      try file.read(locations[2], into: &buffer)
    }
    #expect(throws: RecordError.self) {
      try file.read(RecordLocation(offset: 37, byteCount: 1000), into: &buffer)
    }
  }

  @Test func `TensorFlow's file is read and written alike`() throws {
    let path = TestFiles.fixture("examples.tfrecord")
    var reader = RecordReader(try RecordFile(path: path))
    var copy: [UInt8] = []
    var count = 0
    while let record = try reader.next() {
      RecordWriter.append(record.bytes.span, to: &copy)
      count += 1
    }
    #expect(count == 3)
    #expect(copy == (try TestFiles.bytes(path)))
  }

  @Test(arguments: [
    (0, "", ""), (5, "", "5 left over"), (11, "", "11 left over"),
    (12, "", "truncated"), (16, "", "truncated"), (20, "", "truncated"),
    (21, "5", ""), (22, "5", "1 left over"), (36, "5", "truncated"), (37, "5, 0", ""),
  ])
  func `a file that was cut ends where it ends`(count: Int, records: String, end: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("r", Array(Self.file.prefix(count)))
    #expect(try outcome(of: path) == [records, end].filter { !$0.isEmpty }.joined(separator: ", "))
  }

  @Test func `a damaged record is skipped, after a damaged length nothing is read`() throws {
    let folder = try TemporaryFolder()
    for offset in Self.file.indices {
      var bytes = Self.file
      bytes[offset] ^= 0x40
      let path = try folder.file("r", bytes)
      let expected =
        switch offset {
        case 0..<12: "length"
        case 12..<21: "!, 0, 30"
        case 21..<33: "5, length"
        case 33..<37: "5, !, 30"
        case 37..<49: "5, 0, length"
        default: "5, 0, !"
        }
      #expect(try outcome(of: path) == expected, "byte \(offset)")
    }
  }

  @Test func `an error names file, offset and numbers`() throws {
    let folder = try TemporaryFolder()
    var bytes = Self.file
    bytes[36] ^= 1
    let path = try folder.file("r", bytes + [1, 2, 3])
    let file = try RecordFile(path: path)
    #expect {
      try file.record(at: 21)
    } throws: { error in
      guard let error = error as? RecordError, error.isSkippable else { return false }
      return "\(error)".hasPrefix("\(path), record at byte 21: checksum is 0x00000000, expected 0x")
    }
    #expect(
      throws: RecordError.truncated(path: path, offset: 83, needed: 12, available: 3)
    ) { try file.record(at: 83) }
    for offset in [-1, 86, .max, .min] {
      #expect(throws: RecordError.outsideOfFile(path: path, offset: offset, byteCount: 86)) {
        try file.record(at: offset)
      }
    }
  }

  @Test(arguments: [UInt64.max, 1 << 63, 1 << 40, UInt64.max - 15])
  func `a huge length with a right checksum is a truncated record`(length: UInt64) throws {
    var header = WireWriter()
    header.fixed64(length)
    header.fixed32(CRC32C.masked(CRC32C.checksum(of: header.bytes.span)))
    let folder = try TemporaryFolder()
    #expect(try outcome(of: try folder.file("r", header.bytes + [1, 2, 3])) == "truncated")
  }
}
