/// What is accepted before a document is decoded, so that no input can exhaust memory or the stack.
package struct JSONLimits: Sendable, Equatable {
  /// The largest size of a document, in bytes.
  package var byteCount: Int

  /// How deep arrays and objects may be nested; 1 is a document such as `[]`.
  package var depth: Int

  /// Limits of your own; the defaults are those of a request: 16 MiB and 64 levels.
  package init(byteCount: Int = 16 << 20, depth: Int = 64) {
    self.byteCount = byteCount
    // The decoder behind this gives up at 512 levels; ours is the clearer message.
    // Whoever walks a value, such as the encoder, goes down level by level on the call stack.
    self.depth = min(depth, 500)
  }
}
