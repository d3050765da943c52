/// A `tf.Example`: what a record of a dataset holds, lists of values by name.
package struct Example: Equatable, Sendable {
  /// The values of one name.
  package enum Feature: Equatable, Sendable {
    case bytes([[UInt8]])
    case floats([Float])
    case integers([Int64])
    /// A name without a list, which the format allows.
    case none
  }

  /// All lists by their names.
  package var features: [String: Feature]

  /// An example with these lists.
  package init(features: [String: Feature] = [:]) { self.features = features }
}

/// Why the bytes of a record are no `tf.Example`.
package enum ExampleError: Error, Equatable, Sendable {
  /// The message is malformed; the offset counts from the start of the record's data.
  case malformed(WireError)
}

extension ExampleError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let error):
      "byte \(error.offset) of the record: \(error.problem). The record is not a tf.Example; check "
        + "what the file holds."
    }
  }
}
