/// The type of a tensor's elements, by TensorFlow's numbers.
///
/// Any number can be represented, because listing a checkpoint must not depend on knowing every
/// type in it.
///
/// - Source: TensorFlow `tensorflow/core/framework/types.proto`, `DataType`.
package struct DataType: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let float = DataType(rawValue: 1)
  package static let int32 = DataType(rawValue: 3)
  package static let int64 = DataType(rawValue: 9)
  package static let bool = DataType(rawValue: 10)
  package static let bfloat16 = DataType(rawValue: 14)

  /// The names and sizes of the numeric types; text and resources have no fixed size.
  private static let known: [Int32: (name: String, byteCount: Int?)] = [
    1: ("DT_FLOAT", 4), 2: ("DT_DOUBLE", 8), 3: ("DT_INT32", 4), 4: ("DT_UINT8", 1),
    5: ("DT_INT16", 2), 6: ("DT_INT8", 1), 7: ("DT_STRING", nil), 8: ("DT_COMPLEX64", 8),
    9: ("DT_INT64", 8), 10: ("DT_BOOL", 1), 14: ("DT_BFLOAT16", 2), 17: ("DT_UINT16", 2),
    18: ("DT_COMPLEX128", 16), 19: ("DT_HALF", 2), 20: ("DT_RESOURCE", nil),
    21: ("DT_VARIANT", nil), 22: ("DT_UINT32", 4), 23: ("DT_UINT64", 8),
  ]

  /// Bytes of one element, `nil` if they differ or are not known.
  package var byteCount: Int? { Self.known[rawValue]?.byteCount }
}

extension DataType: CustomStringConvertible {
  package var description: String { Self.known[rawValue]?.name ?? "data type \(rawValue)" }
}
