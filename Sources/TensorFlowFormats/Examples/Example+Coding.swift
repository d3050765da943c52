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

extension Example {
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

  /// The data of a record. Names are sorted, so that equal examples have equal bytes.
  package func serialized() -> [UInt8] {
    var map = WireWriter()
    for (name, feature) in features.sorted(by: { $0.key < $1.key }) {
      var entry = WireWriter()
      entry.field(1, bytes: name.utf8)
      entry.field(2, bytes: feature.serialized())
      map.field(1, bytes: entry.bytes)
    }
    var example = WireWriter()
    example.field(1, bytes: map.bytes)
    return example.bytes
  }
}

extension Example.Feature {
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
    var list: [[UInt8]] = []
    if case .bytes(let sofar) = self { list = sofar }
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      guard case (1, .bytes(let value)) = (field.number, field.content) else { continue }
      list.append(unsafe bytes.extracting(value).withUnsafeBufferPointer { unsafe Array($0) })
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

  fileprivate func serialized() -> [UInt8] {
    var list = WireWriter()
    var feature = WireWriter()
    switch self {
    case .bytes(let values):
      for value in values { list.field(1, bytes: value) }
      feature.field(1, bytes: list.bytes)
    case .floats(let values):
      var packed = WireWriter()
      for value in values { packed.fixed32(value.bitPattern) }
      if !values.isEmpty { list.field(1, bytes: packed.bytes) }
      feature.field(2, bytes: list.bytes)
    case .integers(let values):
      var packed = WireWriter()
      for value in values { packed.varint(UInt64(bitPattern: value)) }
      if !values.isEmpty { list.field(1, bytes: packed.bytes) }
      feature.field(3, bytes: list.bytes)
    case .none: break
    }
    return feature.bytes
  }
}
