import FoundationEssentials

/// Writes values as JSON documents that are the same bytes for the same value.
package enum JSONWriter {
  /// The value as UTF-8 text with sorted keys; numbers read back as the same numbers.
  ///
  /// - Parameters:
  ///   - value: what is written.
  ///   - pretty: true for indented text that ends in a newline (files for people), false for the shortest
  ///     form (digests, lines of a log).
  /// - Returns: The text.
  /// - Throws: ``JSONDocumentError/unwritable(reason:)`` for a number that is not finite.
  package static func bytes(
    of value: some Encodable, pretty: Bool = true
  ) throws(JSONDocumentError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
      return Array(try encoder.encode(value)) + (pretty ? [0x0A] : [])
    } catch EncodingError.invalidValue(let found, let context) {
      var place = JSONPointer()
      for key in context.codingPath {
        place = key.intValue.map { place.appending($0) } ?? place.appending(key.stringValue)
      }
      let location = place.tokens.isEmpty ? "the value" : place.description
      throw .unwritable(reason: "\(location) is \(found)")
    } catch {
      throw .unwritable(reason: "\(error)")
    }
  }
}
