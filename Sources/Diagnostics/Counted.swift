/// A number with what is counted: `1 render`, `2 renders`.
///
/// - Parameters:
///   - count: how many there are.
///   - noun: one of them, in words of which the last takes an s.
/// - Returns: the words.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
