/// What was passed over: how often, and the first few in full.
package struct DamageLog: Sendable, Equatable {
  /// How many are kept in full.
  private let limit: Int

  /// How many there were. A record that is met again in the next epoch counts again.
  package private(set) var count = 0
  /// The first of them.
  package private(set) var first: [Damage] = []

  /// An empty log.
  package init(keepingAtMost limit: Int = 100) {
    self.limit = limit
  }

  /// Adds some.
  package mutating func append(_ damage: [Damage]) {
    count += damage.count
    first += damage.prefix(max(0, limit - first.count))
  }
}
