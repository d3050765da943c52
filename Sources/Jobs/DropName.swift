internal import LinuxSystem

/// What the name of a file in the drop folder says.
///
/// `ring.json` is a request. The command line's own drops are called `ring~0123abcd.json`, so that each
/// name is new, and `ring~0123abcd.stashed.json` where the job is to be held back; both stand for
/// `ring.json`.
struct DropName: Equatable {
  /// The name without what the command line adds: what a request's default name comes from.
  let requestFile: String
  /// Whether the job is held back until it is unstashed.
  let isStashed: Bool

  /// Whether a file of this name is meant for the queue: not hidden, and `.json`.
  ///
  /// Editors' files (`.ring.json.swp`, `ring.json~`, `#ring.json#`) are not.
  static func isDrop(_ name: FileName) -> Bool { !name.isHidden && name.hasSuffix(".json") }

  /// Reads a name that ``isDrop(_:)``.
  init(_ fileName: String) {
    var stem = fileName[...]
    if stem.hasSuffix(".json") { stem = stem.dropLast(5) }
    isStashed = stem.hasSuffix(".stashed")
    if isStashed { stem = stem.dropLast(8) }
    let token = stem.utf8.suffix(9)
    if token.count == 9, token.first == UInt8(ascii: "~"), stem.utf8.count > 9,
      token.dropFirst().allSatisfy(Self.isHexDigit)
    {
      stem = stem.dropLast(9)
    }
    requestFile = stem + ".json"
  }

  /// A name that no file has had yet.
  static func unique(_ name: String, stashed: Bool) -> String {
    let stem = JobID.safeName(name.hasSuffix(".json") ? name : name + ".json")
    return "\(stem)~\(token(8))\(stashed ? ".stashed" : "").json"
  }

  /// Random hexadecimal digits.
  static func token(_ count: Int) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: (0..<count).map { _ in digits[Int.random(in: 0..<16)] }, as: UTF8.self)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
