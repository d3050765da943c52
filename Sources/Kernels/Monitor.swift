internal import Glibc

/// A lock, and a way to wait for what another thread does while it holds the lock.
///
///     monitor.locked {
///       while queue.isEmpty { monitor.wait() }
///       return queue.removeFirst()
///     }
@safe
package final class Monitor: @unchecked Sendable {
  // Sendable: both primitives are made to be used by several threads, and never change their place.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Calls `body` while no other thread is in a call of this; calls are not nested.
  package func locked<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Lets other threads in until one of them has called ``notify()``, or for no reason at all: what is
  /// waited for is looked at again after it. Only to be called inside of ``locked(_:)``.
  package func wait() {
    unsafe pthread_cond_wait(changed, mutex)
  }

  /// Wakes every thread that waits; best called inside of ``locked(_:)``.
  package func notify() {
    unsafe pthread_cond_broadcast(changed)
  }
}
