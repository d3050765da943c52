internal import CKernels

/// Numbers below `Float.leastNormalMagnitude`, which processors work on up to a hundred times more slowly than on others.
///
/// They come where something dies away: the gradients of an inference core whose KL divergence has gone to 0, or Adam's
/// moments of a weight that no gradient reaches any more.
/// - Source: TensorFlow takes them for 0 in all its threads as well (`tsl/platform/denormal.h`, `ScopedFlushDenormal`).
package enum Subnormals {
  /// Calls a function in which the calling thread takes them for 0.
  package static func flushed<Result>(_ body: () -> Result) -> Result {
    let before = gqn_flush_subnormals()
    defer { gqn_restore_subnormals(before) }
    return body()
  }
}
