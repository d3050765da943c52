/// The two parts of a dataset, by the names of their folders.
package enum DatasetSplit: String, CaseIterable, Codable, Sendable {
  /// What networks learn from.
  case train
  /// What they are judged by.
  case test

  /// The most scenes that a split may have.
  package static let largestCount = 100_000_000
}
