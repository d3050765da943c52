internal import Glibc

/// Waiting for the first of several things to happen.
package enum Waiting {
  /// Waits until one of the descriptors can be read or has ended, or the time is over. (`poll`)
  ///
  /// - Parameters:
  ///   - descriptors: open descriptors; negative ones are skipped.
  ///   - seconds: the longest wait; `nil` for no limit.
  /// - Returns: those that are ready.
  /// - Throws: the failed call.
  package static func untilReadable(
    _ descriptors: [Int32], seconds: Double?
  ) throws(SystemError) -> Set<Int32> {
    var polls = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    // Rounded up: a wait that ends a moment early would be followed by a very short one.
    let milliseconds = seconds.map { Int32(min(max(0, ($0 * 1000).rounded(.up)), 1e9)) } ?? -1
    let deadline = seconds.map { Machine.monotonicSeconds + $0 }
    var pause = milliseconds
    _ = try syscall("poll") {
      let count = unsafe poll(&polls, nfds_t(polls.count), pause)
      // A second try after EINTR must not begin the time anew.
      if count == -1, let deadline {
        let code = errno
        pause = Int32(min(max(0, (deadline - Machine.monotonicSeconds) * 1000), 1e9))
        errno = code
      }
      return count
    }
    return Set(polls.filter { $0.revents != 0 }.map(\.fd))
  }
}
