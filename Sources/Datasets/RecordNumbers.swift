/// Some records of a split, by their numbers from 0.
package struct RecordNumbers: Sendable, Equatable {
  private let ranges: [ClosedRange<Int>]

  /// Reads numbers and ranges with commas between, such as `0-9,17` or `100-`; nil for anything else.
  package init?(_ text: String) {
    var ranges: [ClosedRange<Int>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard (1...2).contains(ends.count), let first = Self.number(ends[0]) else { return nil }
      let last =
        ends.count == 1 ? first : ends[1].isEmpty ? Int.max : Self.number(ends[1])
      guard let last, first <= last else { return nil }
      ranges.append(first...last)
    }
    self.ranges = ranges
  }

  /// Whether a record is among them.
  package func contains(_ number: Int) -> Bool { ranges.contains { $0.contains(number) } }

  /// The last of them; `Int.max` where there is no end.
  package var last: Int { ranges.map(\.upperBound).max() ?? 0 }

  /// The first of them.
  package var first: Int { ranges.map(\.lowerBound).min() ?? 0 }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
  }
}
