/// What is wrong with the bytes of a protocol buffer.
package enum WireError: Error, Equatable, Sendable {
  /// The bytes end inside a number or a field.
  case endsEarly(offset: Int)
  /// A number of more than ten bytes, or of more than 64 bits.
  case numberTooLong(offset: Int)
  /// A field is longer than the message that holds it.
  case fieldTooLong(offset: Int, length: UInt64, available: Int)
  /// Field numbers start at 1 and have 29 bits.
  case fieldNumber(offset: Int, number: UInt64)
  /// Groups have been deprecated since protocol buffers 2; TensorFlow's formats have none.
  case group(offset: Int, field: Int)
  /// Wire types 6 and 7 do not exist.
  case wireType(offset: Int, type: UInt8)
  /// A packed list of 32-bit numbers whose length is not a multiple of 4.
  case packedLength(offset: Int, length: Int)
  /// Text that is not UTF-8.
  case notText(offset: Int)
  /// A value that the field can not have.
  case badValue(offset: Int, problem: String)
}

extension WireError {
  /// Where the fault is, from the start of the bytes that were read.
  package var offset: Int {
    switch self {
    case .endsEarly(let offset), .numberTooLong(let offset), .fieldTooLong(let offset, _, _),
      .fieldNumber(let offset, _), .group(let offset, _), .wireType(let offset, _),
      .packedLength(let offset, _), .notText(let offset),
      .badValue(let offset, _):
      offset
    }
  }

  /// What the fault is, without the place.
  package var problem: String {
    switch self {
    case .endsEarly: "the message ends inside a field"
    case .numberTooLong: "a variable-length number has more than 64 bits"
    case .fieldTooLong(_, let length, let available):
      "a field says it has \(length) bytes, but \(available) are left"
    case .fieldNumber(_, let number): "\(number) is no field number"
    case .group(_, let field): "field \(field) is a group, which is not supported"
    case .wireType(_, let type): "wire type \(type) does not exist"
    case .packedLength(_, let length):
      "a packed list of 32-bit numbers has \(length) bytes, not a multiple of 4"
    case .badValue(_, let problem): problem
    case .notText: "a text is not valid UTF-8"
    }
  }
}
