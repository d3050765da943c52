// The messages, by field number. A map is a repeated message of a key and a value.
//
//     Example    1 features
//     Features   1 feature { 1 key   2 value }, repeated
//     Feature    1 bytes_list | 2 float_list | 3 int64_list; in each: 1 value, repeated
//
// Numbers of a list stand alone or packed into one field of type 2. As protocol buffers have it,
// the last of several entries of a map wins, several occurrences of a message are merged, a list of
// another kind replaces the one before it, and a known field of an unexpected wire type is unknown.
//
// Source: TensorFlow `tensorflow/core/example/example.proto`, `feature.proto`.

/// Where the lists of a `tf.Example` lie in the bytes of a record: all of it but copies of its bytes.
package struct ExampleLayout: Equatable, Sendable {
  /// The values of one name.
  package enum Feature: Equatable, Sendable {
    /// Where each value lies in the bytes that were read.
    case bytes([Range<Int>])
    case floats([Float])
    case integers([Int64])
    case none
  }

  /// All lists by their names.
  package private(set) var features: [String: Feature]

  /// Reads the data of a record.
  package init(parsing bytes: Span<UInt8>) throws(ExampleError) {
    features = [:]
    do {
      var reader = WireReader(bytes)
      while let field = try reader.nextField() {
        guard case (1, .bytes(let part)) = (field.number, field.content) else { continue }
        try mergeFeatures(bytes, in: part)
      }
    } catch {
      throw .malformed(error)
    }
  }

  private mutating func mergeFeatures(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) {
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      guard case (1, .bytes(let part)) = (field.number, field.content) else { continue }
      var name = ""
      var feature = Feature.none
      var entry = WireReader(bytes, in: part)
      while let field = try entry.nextField() {
        switch (field.number, field.content) {
        case (1, .bytes(let text)): name = try entry.text(in: text)
        case (2, .bytes(let value)): try feature.merge(bytes, in: value)
        default: break
        }
      }
      features[name] = feature
    }
  }
}

extension ExampleLayout.Feature {
  fileprivate mutating func merge(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) {
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      switch (field.number, field.content) {
      case (1, .bytes(let list)): try mergeBytes(bytes, in: list)
      case (2, .bytes(let list)): try mergeFloats(bytes, in: list)
      case (3, .bytes(let list)): try mergeIntegers(bytes, in: list)
      default: break
      }
    }
  }

  private mutating func mergeBytes(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) {
    var list: [Range<Int>] = []
    if case .bytes(let sofar) = self { list = sofar }
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      guard case (1, .bytes(let value)) = (field.number, field.content) else { continue }
      list.append(value)
    }
    self = .bytes(list)
  }

  private mutating func mergeFloats(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) {
    var list: [Float] = []
    if case .floats(let sofar) = self { list = sofar }
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      switch (field.number, field.content) {
      case (1, .fixed32(let bits)): list.append(Float(bitPattern: bits))
      case (1, .bytes(let packed)):
        guard packed.count % 4 == 0 else {
          throw .packedLength(offset: packed.lowerBound, length: packed.count)
        }
        list.reserveCapacity(list.count + packed.count / 4)
        for offset in stride(from: packed.lowerBound, to: packed.upperBound, by: 4) {
          list.append(Float(bitPattern: bytes.littleEndian32(at: offset)))
        }
      default: break
      }
    }
    self = .floats(list)
  }

  private mutating func mergeIntegers(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) {
    var list: [Int64] = []
    if case .integers(let sofar) = self { list = sofar }
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      switch (field.number, field.content) {
      case (1, .varint(let value)): list.append(Int64(bitPattern: value))
      case (1, .bytes(let packed)):
        var numbers = WireReader(bytes, in: packed)
        while !numbers.isAtEnd { list.append(Int64(bitPattern: try numbers.varint())) }
      default: break
      }
    }
    self = .integers(list)
  }
}
