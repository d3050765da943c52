import Diagnostics

/// A JSON value as it stood in a document.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number without a fractional part, exact: every 64-bit integer, signed or not, is kept as written.
  /// `1.0` and `1e3` are whole numbers too, and from 2⁵³ on every number is one.
  case integer(Int128)
  /// Any other number, to the nearest `Double`; finite.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  /// Reads one document.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text, with or without a byte order mark.
  ///   - limits: the size and depth that are accepted.
  /// - Throws: ``JSONDocumentError`` with the line and column of the first fault. A key that an object
  ///   gives twice is a fault, and so is a number that `Double` cannot hold.
  package init(
    parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()
  ) throws(JSONDocumentError) {
    guard bytes.count <= limits.byteCount else {
      throw .tooLarge(byteCount: bytes.count, limit: limits.byteCount)
    }
    self = try JSONParser.parse(bytes, depthLimit: limits.depth)
  }

  /// The number as a `Double`, or nil for anything but a number.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// What the value is, in a message: `the number 5`, `the string "x"`, `an array`.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the string \(quoted(value, limit: 80))"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value):
      if let value = Int64(exactly: value) {
        try container.encode(value)
      } else if let value = UInt64(exactly: value) {
        try container.encode(value)
      } else {
        try container.encode(Double(value))
      }
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
