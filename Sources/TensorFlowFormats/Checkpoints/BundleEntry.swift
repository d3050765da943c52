internal import Digests

/// What the index of a checkpoint says about one tensor.
package struct BundleEntry: Equatable, Sendable {
  /// The variable's name, such as `GQN/eta_g/kernel`.
  package var name: String
  package var dataType: DataType
  /// The sizes of the axes, none for a scalar.
  package var shape: [Int]
  /// The number of the file that holds it.
  package var shard: Int
  /// Where it starts in that file.
  package var offset: Int
  package var byteCount: Int
  /// CRC32C of its bytes, not masked.
  package var checksum: UInt32
  /// Whether it was saved in parts; it then has no bytes of its own and can not be read.
  package var isSliced: Bool

  /// The product of ``shape``.
  package var elementCount: Int { shape.reduce(1, *) }
}

// MARK: - As a message

extension BundleEntry {
  /// TensorFlow's own limit.
  private static let mostAxes = 254

  /// Reads a `BundleEntryProto`, `bytes[range]`:
  ///
  ///     1 dtype   2 shape   3 shard_id   4 offset   5 size   6 crc32c (masked)   7 slices
  ///     shape: 2 dim { 1 size   2 name }   3 unknown_rank
  ///
  /// - Source: TensorFlow `tensorflow/core/protobuf/tensor_bundle.proto`, `tensor_shape.proto`.
  init(name: String, parsing bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init(
      name: name, dataType: DataType(rawValue: 0), shape: [], shard: 0, offset: 0, byteCount: 0,
      checksum: 0, isSliced: false)
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      let end = reader.offset
      switch (field.number, field.content) {
      case (1, .varint(let value)): dataType = DataType(rawValue: Int32(truncatingIfNeeded: value))
      case (2, .bytes(let part)): shape += try Self.shape(parsing: bytes, in: part)
      case (3, .varint(let value)): shard = try Self.count(value, of: "shard number", before: end)
      case (4, .varint(let value)): offset = try Self.count(value, of: "offset", before: end)
      case (5, .varint(let value)): byteCount = try Self.count(value, of: "size", before: end)
      case (6, .fixed32(let value)): checksum = CRC32C.unmasked(value)
      case (7, .bytes): isSliced = true
      default: break
      }
    }
    guard shape.count <= Self.mostAxes else {
      throw .badValue(
        offset: range.lowerBound, problem: "tensor \"\(name)\" has \(shape.count) axes")
    }
    try checkSizes(offset: range.lowerBound)
  }

  /// Makes sure that nothing computed from the sizes can overflow later, and that they agree.
  private func checkSizes(offset: Int) throws(WireError) {
    // An axis of 0 must not hide the others: [2⁶², 2⁶², 0] overflows on the way to 0.
    var product = dataType.byteCount ?? 1
    var overflow = self.offset.addingReportingOverflow(byteCount).overflow
    for size in shape where size > 0 && !overflow {
      (product, overflow) = product.multipliedReportingOverflow(by: size)
    }
    guard !overflow else {
      throw .badValue(offset: offset, problem: "tensor \"\(name)\" of shape \(shape) is too large")
    }
    let needed = shape.contains(0) ? 0 : product
    guard isSliced || dataType.byteCount == nil || needed == byteCount else {
      throw .badValue(
        offset: offset,
        problem: "tensor \"\(name)\" of type \(dataType) and shape \(shape) has \(byteCount) "
          + "bytes, expected \(needed)")
    }
  }

  private static func shape(
    parsing bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) -> [Int] {
    var shape: [Int] = []
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      switch (field.number, field.content) {
      case (2, .bytes(let part)):
        var size = 0
        var axis = WireReader(bytes, in: part)
        while let field = try axis.nextField() {
          guard case (1, .varint(let value)) = (field.number, field.content) else { continue }
          size = try count(value, of: "axis", before: axis.offset)
        }
        shape.append(size)
      case (3, .varint(1...)):
        throw .badValue(offset: reader.offset, problem: "a tensor has an unknown number of axes")
      default: break
      }
    }
    return shape
  }

  /// A 64-bit number that must not be negative.
  private static func count(
    _ value: UInt64, of what: String, before offset: Int
  ) throws(WireError) -> Int {
    guard let count = Int(exactly: value) else {
      throw .badValue(
        offset: offset, problem: "\(Int64(truncatingIfNeeded: value)) is no \(what)")
    }
    return count
  }

  /// The entry as a `BundleEntryProto`; the name is not part of it.
  func serialized() -> [UInt8] {
    var axes = WireWriter()
    for size in shape {
      var axis = WireWriter()
      axis.field(1, varint: UInt64(size))
      axes.field(2, bytes: axis.bytes)
    }
    var entry = WireWriter()
    entry.field(1, varint: UInt64(dataType.rawValue))
    entry.field(2, bytes: axes.bytes)
    if shard != 0 { entry.field(3, varint: UInt64(shard)) }
    if offset != 0 { entry.field(4, varint: UInt64(offset)) }
    if byteCount != 0 { entry.field(5, varint: UInt64(byteCount)) }
    entry.field(6, fixed32: CRC32C.masked(checksum))
    return entry.bytes
  }
}
