/// A short number computed from bytes that come in any number of pieces.
package protocol Digest: Sendable {
  /// The digest of no bytes.
  init()

  /// Adds bytes to those digested so far.
  mutating func update(_ bytes: RawSpan)
}

extension Digest {
  /// Adds bytes to those digested so far.
  package mutating func update(_ bytes: Span<UInt8>) {
    // Unsafe only for types with padding.
    update(unsafe bytes.bytes)
  }
}
