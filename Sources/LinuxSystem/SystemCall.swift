internal import Glibc
internal import Synchronization

/// Runs one system call: reads `errno` at once, retries `EINTR`, and throws everything else.
///
/// - Parameters:
///   - call: the C function's name, for messages and for ``ForcedFailure``.
///   - path: what the call is about; made only for an error.
///   - body: the call itself, which returns -1 when it fails.
/// - Returns: what the call returned.
/// - Throws: ``SystemError/failed(call:path:errno:)``.
package func syscall<Value: SignedInteger>(
  _ call: String, _ path: @autoclosure () -> String = "", _ body: () -> Value
) throws(SystemError) -> Value {
  if let errno = ForcedFailure.current?.take(call) {
    throw .failed(call: call, path: path(), errno: errno)
  }
  while true {
    let value = body()
    guard value == -1 else { return value }
    let code = errno
    guard code == EINTR else { throw .failed(call: call, path: path(), errno: code) }
  }
}

/// Makes a named system call fail in the current task, so that a full disk is a tested path.
package final class ForcedFailure: Sendable {
  @TaskLocal fileprivate static var current: ForcedFailure?

  private let call: String?
  private let errno: Int32
  private let callsToPass: Mutex<Int>

  private init(call: String?, errno: Int32, callsToPass: Int) {
    self.call = call
    self.errno = errno
    self.callsToPass = Mutex(callsToPass)
  }

  /// Runs `body` with every `call` after the first `passing` failing with `errno`.
  package static func with<Value>(
    _ call: String, errno: Int32, passing: Int = 0, _ body: () throws -> Value
  ) rethrows -> Value {
    let failure = ForcedFailure(call: call, errno: errno, callsToPass: passing)
    return try $current.withValue(failure, operation: body)
  }

  /// Runs `body` with every system call after the first `passing` failing with `errno`: what is on the
  /// disk then is what a process leaves that is killed at that point.
  package static func withAny(
    errno: Int32, passing: Int, _ body: () throws -> Void
  ) rethrows {
    let failure = ForcedFailure(call: nil, errno: errno, callsToPass: passing)
    try $current.withValue(failure, operation: body)
  }

  fileprivate func take(_ call: String) -> Int32? {
    guard self.call == nil || call == self.call else { return nil }
    return callsToPass.withLock { remaining in
      guard remaining == 0 else {
        remaining -= 1
        return nil
      }
      return errno
    }
  }
}
