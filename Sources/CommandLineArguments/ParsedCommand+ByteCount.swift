internal import Diagnostics

extension ParsedCommand {
  /// The option's value, or its default, or `nil`, as a number of bytes: `800000000`, `800M`, `1.5G`.
  ///
  /// The letters K, M, G and T, small or capital, stand for powers of 1024.
  package func byteCountIfGiven(_ name: String) throws(UsageError) -> Int? {
    guard let text = stringIfGiven(name) else { return nil }
    guard let count = ByteCount.read(text) else {
      throw bad(name, text, "a number of bytes, such as 800M or 1.5G")
    }
    return count
  }
}
