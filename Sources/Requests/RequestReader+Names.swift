import Diagnostics
import JSONDocuments

extension RequestReader {
  /// The largest number of characters of a name.
  static let nameLimit = 100

  func jobName(_ cursor: JSONCursor) -> String? {
    guard let name = cursor.string() else { return nil }
    guard Self.isSafeName(name) else {
      cursor.problem(
        "\(quoted(name, limit: 80)) is no safe name; use 1 to \(Self.nameLimit) letters (a-z, A-Z), "
          + "digits, \".\", \"_\" and \"-\", beginning with a letter or a digit")
      return nil
    }
    return name
  }

  func dependencies(_ cursor: JSONCursor, ofJob own: String?) -> [String]? {
    guard let elements = cursor.elements(0...100, of: "names or IDs of jobs") else { return nil }
    var names: [String] = []
    for element in elements {
      guard let name = jobName(element) else { continue }
      if name == own {
        element.problem("\(quoted(name)) is this request itself")
      } else if names.contains(name) {
        element.problem("\(quoted(name)) is given twice")
      }
      names.append(name)
    }
    return names.count == elements.count ? names : nil
  }

  /// A name that is safe as a file's on any system and as an argument of any program.
  static func isSafeName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetterOrDigit(first), name.utf8.count <= nameLimit
    else { return false }
    return name.utf8.allSatisfy { isLetterOrDigit($0) || isMark($0) }
  }

  /// The file's name without folder and `.json`, made safe.
  static func defaultName(for fileName: String) -> String {
    let last = fileName.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
    let suffix = Array(".json".utf8)
    let stem = last.suffix(suffix.count) == suffix[...] ? last.dropLast(suffix.count) : last[...]
    let safe = stem.drop { !isLetterOrDigit($0) }.prefix(nameLimit).map {
      isLetterOrDigit($0) || isMark($0) ? $0 : UInt8(ascii: "-")
    }
    return safe.isEmpty ? "render" : String(decoding: safe, as: UTF8.self)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
