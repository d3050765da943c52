/// One field of a message: its number and its still unread content.
struct WireField: Equatable {
  enum Content: Equatable {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    /// Text, bytes, a message or a packed list: where it lies in the reader's bytes.
    case bytes(Range<Int>)
  }

  var number: Int
  var content: Content
}

/// Reads protocol buffers: a message is fields in any order, a field is
///
///     varint(number << 3 | wire type)   wire type 0: varint
///                                       wire type 1: 8 bytes, little-endian
///                                       wire type 2: varint length, that many bytes
///                                       wire type 5: 4 bytes, little-endian
///
/// The caller picks the fields it knows and lets the rest go by. Offsets, also of nested messages,
/// count from the start of `bytes`, so that an error's offset is the offset in the file.
///
/// - Source: protobuf.dev, "Encoding".
struct WireReader: ~Escapable {
  let bytes: Span<UInt8>
  private(set) var offset: Int
  private let end: Int

  /// Reads all of `bytes`.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) {
    self.bytes = bytes
    offset = 0
    end = bytes.count
  }

  /// Reads the part of `bytes` in `range`.
  ///
  /// - Precondition: `range` lies within `bytes`.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, in range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= bytes.count,
      "range \(range) of \(bytes.count) bytes")
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { offset == end }

  /// The next field, or `nil` at the end of the message.
  @_lifetime(self: copy self)
  mutating func nextField() throws(WireError) -> WireField? {
    guard !isAtEnd else { return nil }
    let start = offset
    let tag = try varint()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else {
      throw .fieldNumber(offset: start, number: tag >> 3)
    }
    let number = Int(tag >> 3)
    switch UInt8(tag & 7) {
    case 0: return WireField(number: number, content: .varint(try varint()))
    case 1: return WireField(number: number, content: .fixed64(try fixed64()))
    case 2: return WireField(number: number, content: .bytes(try lengthPrefixed()))
    case 5: return WireField(number: number, content: .fixed32(try fixed32()))
    case 3, 4: throw .group(offset: start, field: number)
    case let type: throw .wireType(offset: start, type: type)
    }
  }

  /// A number in groups of seven bits, the lowest first; bit 7 says that another byte follows.
  @_lifetime(self: copy self)
  mutating func varint() throws(WireError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard offset < end else { throw .endsEarly(offset: start) }
      let byte = bytes[offset]
      offset += 1
      // The tenth byte holds bit 63 alone.
      guard shift < 63 || byte <= 1 else { throw .numberTooLong(offset: start) }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw .numberTooLong(offset: start)
  }

  /// A varint length and the range of the bytes it counts, which are skipped.
  @_lifetime(self: copy self)
  mutating func lengthPrefixed() throws(WireError) -> Range<Int> {
    let start = offset
    let length = try varint()
    guard length <= UInt64(end - offset) else {
      throw .fieldTooLong(offset: start, length: length, available: end - offset)
    }
    defer { offset += Int(length) }
    return offset..<offset + Int(length)
  }

  /// Four bytes, the lowest first.
  @_lifetime(self: copy self)
  mutating func fixed32() throws(WireError) -> UInt32 {
    guard end - offset >= 4 else { throw .endsEarly(offset: offset) }
    defer { offset += 4 }
    return bytes.littleEndian32(at: offset)
  }

  /// Eight bytes, the lowest first.
  @_lifetime(self: copy self)
  mutating func fixed64() throws(WireError) -> UInt64 {
    UInt64(try fixed32()) | UInt64(try fixed32()) << 32
  }

  /// Goes on at `offset`.
  ///
  /// - Precondition: the offset lies between the present one and the end.
  @_lifetime(self: copy self)
  mutating func skip(to offset: Int) {
    precondition(offset >= self.offset && offset <= end, "offset \(offset)")
    self.offset = offset
  }

  /// The text in `range` of the bytes.
  func text(in range: Range<Int>) throws(WireError) -> String {
    let text = unsafe bytes.extracting(range).withUnsafeBufferPointer {
      unsafe String(validating: $0, as: UTF8.self)
    }
    guard let text else { throw .notText(offset: range.lowerBound) }
    return text
  }
}

extension Span<UInt8> {
  /// The number in the four bytes at `offset`, the lowest first.
  func littleEndian32(at offset: Int) -> UInt32 {
    UInt32(self[offset]) | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2]) << 16
      | UInt32(self[offset + 3]) << 24
  }

  /// The number in the eight bytes at `offset`, the lowest first.
  func littleEndian64(at offset: Int) -> UInt64 {
    UInt64(littleEndian32(at: offset)) | UInt64(littleEndian32(at: offset + 4)) << 32
  }
}
