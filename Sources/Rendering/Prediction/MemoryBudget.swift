internal import LinuxSystem

/// How much memory the process may hold, and how much of it is left.
package struct MemoryBudget: Sendable {
  /// The most bytes that the whole process may hold.
  package let limit: Int
  private let held: @Sendable () -> Int

  /// Describes a limit.
  ///
  /// - Parameters:
  ///   - limit: the most bytes that the whole process may hold.
  ///   - held: what it holds; by default the most that it ever held, of which nothing may come back.
  package init(
    limit: Int, held: @escaping @Sendable () -> Int = { Machine.peakMemoryBytes }
  ) {
    self.limit = limit
    self.held = held
  }

  /// The bytes that are left; negative where the limit is passed already.
  var free: Int { limit - held() }
}
