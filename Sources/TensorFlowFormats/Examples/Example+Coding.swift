extension Example {
  /// Reads the data of a record.
  package init(parsing bytes: Span<UInt8>) throws(ExampleError) {
    features = try ExampleLayout(parsing: bytes).features.mapValues { feature in
      switch feature {
      case .bytes(let ranges):
        .bytes(
          ranges.map { range in
            unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe Array($0) }
          })
      case .floats(let values): .floats(values)
      case .integers(let values): .integers(values)
      case .none: .none
      }
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
