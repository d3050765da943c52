/// Some frames of a flight, by their numbers from 1.
package struct FrameNumbers: Sendable, Equatable {
  private var ranges: [ClosedRange<Int>] = []

  /// No frames.
  package init() {}

  /// Reads numbers and ranges with commas between, such as `3-17,40`; nil for anything else.
  package init?(_ text: String) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
        Self.number($0)
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first >= 1, first <= last
      else { return nil }
      ranges.append(first...last)
    }
  }

  /// The largest of them, 0 where there are none.
  package var last: Int { ranges.map(\.upperBound).max() ?? 0 }

  /// Whether a frame is among them.
  package func contains(_ number: Int) -> Bool { ranges.contains { $0.contains(number) } }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
  }
}
