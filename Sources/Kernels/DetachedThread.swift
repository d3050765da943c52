internal import Glibc

/// Threads of the system, for work that is too long for the pool that Swift's tasks share.
package enum DetachedThread {
  /// Calls `body` on a thread of its own, which ends with it.
  ///
  /// - Returns: whether the system gave a thread; `body` is not called where it did not.
  package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var thread = pthread_t()
    let retained = unsafe Unmanaged.passRetained(Body(body))
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().call()
        }
        return nil
      }, retained.toOpaque())
    guard code == 0 else {
      unsafe retained.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Body: Sendable {
    let call: @Sendable () -> Void

    init(_ call: @escaping @Sendable () -> Void) { self.call = call }
  }
}
