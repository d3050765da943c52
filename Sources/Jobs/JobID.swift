internal import Digests

/// IDs of jobs: `NAME-HHHHHH`, from the request's name and the dropped file's name and content; a
/// repeat of the same drop has `-2`, `-3` … added.
enum JobID {
  /// The ID of a dropped file.
  static func make(name: String, fileName: [UInt8], content: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(unsafe fileName.span.bytes)
    hash.update(unsafe [UInt8(0)].span.bytes)
    hash.update(unsafe content.span.bytes)
    return "\(name)-\(hash.hexDigest.prefix(6))"
  }

  /// The first of `id`, `id-2`, `id-3` … that is free.
  static func firstFree(_ id: String, isTaken: (String) -> Bool) -> String {
    var candidate = id
    var number = 1
    while isTaken(candidate) {
      number += 1
      candidate = "\(id)-\(number)"
    }
    return candidate
  }

  /// The name in an ID; all of it where it has not the form of one.
  static func name(in id: String) -> String {
    var parts = id.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count > 2, parts.last.map(isRepeat) == true, isDigest(parts[parts.count - 2]) {
      parts.removeLast()
    }
    guard parts.count > 1, parts.last.map(isDigest) == true else { return id }
    return parts.dropLast().joined(separator: "-")
  }

  /// Whether a name can be a folder's and an argument: 1 to 100 letters, digits, `.`, `_` and `-`,
  /// beginning with a letter or a digit.
  static func isSafe(_ name: String) -> Bool {
    guard let first = name.utf8.first else { return false }
    return isLetterOrDigit(first) && name.utf8.count <= 100 && name.utf8.allSatisfy(isPlain)
  }

  /// A file's name without `.json`, made safe.
  static func safeName(_ fileName: String) -> String {
    let stem = fileName.hasSuffix(".json") ? fileName.utf8.dropLast(5) : fileName.utf8[...]
    let safe = stem.drop { !isLetterOrDigit($0) }.prefix(100).map {
      isPlain($0) ? $0 : UInt8(ascii: "-")
    }
    return safe.isEmpty ? "render" : String(decoding: safe, as: UTF8.self)
  }

  private static func isRepeat(_ part: Substring) -> Bool {
    !part.isEmpty && part.utf8.count < 10 && part.utf8.allSatisfy(isDigit)
  }

  private static func isDigest(_ part: Substring) -> Bool {
    part.utf8.count == 6 && part.utf8.allSatisfy { isDigit($0) || (97...102).contains($0) }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
