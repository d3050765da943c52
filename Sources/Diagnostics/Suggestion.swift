/// "Did you mean …?": the nearest of the names that would have been right.
package enum Suggestion {
  /// The name closest to what was written, or nil where none is close enough to be what was meant.
  ///
  /// Closeness is the number of insertions, deletions, replacements and swaps of neighbours that turn
  /// one into the other, letter case aside. A third of the longer name's length may differ, one
  /// character at least; of equally close names the one given first wins.
  ///
  /// - Parameters:
  ///   - written: what was found; nothing is suggested for more than 100 characters.
  ///   - names: what would have been right.
  /// - Returns: One of the names, or nil.
  package static func nearest(to written: String, among names: some Sequence<String>) -> String? {
    let written = scalars(written)
    guard !written.isEmpty, written.count <= 100 else { return nil }
    var best: (name: String, distance: Int)?
    for name in names {
      let candidate = scalars(name)
      let longer = max(written.count, candidate.count)
      let allowed = min(max(1, longer / 3), (best?.distance ?? .max) - 1)
      // The lengths alone are a lower bound, which keeps a long list cheap.
      guard abs(written.count - candidate.count) <= allowed else { continue }
      let distance = editDistance(written, candidate)
      // Nothing in common is no suggestion, however short the names are.
      if distance <= allowed, distance < longer { best = (name, distance) }
    }
    return best?.name
  }

  /// ` Did you mean "SEQ_LENGTH"?` with its leading space, or nothing: ready to end a message.
  package static func question(for written: String, among names: some Sequence<String>) -> String {
    nearest(to: written, among: names).map { " Did you mean \(quoted($0))?" } ?? ""
  }

  private static func scalars(_ text: String) -> [Unicode.Scalar] {
    Array(text.lowercased().unicodeScalars)
  }

  /// The optimal string alignment distance, three rows of the table at a time.
  private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
        var least = min(replaced, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, beforeLast[j - 1] + 1)
        }
        row.append(least)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
