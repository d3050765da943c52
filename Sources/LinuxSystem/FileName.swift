/// The name of a folder's entry as the kernel has it: any bytes but `/` and 0, not always UTF-8.
package struct FileName: Sendable, Hashable {
  /// The bytes with a closing zero, as the calls take them.
  let cString: [CChar]

  init(cString: [CChar]) {
    self.cString = cString
  }

  /// A name that is text. It must not be empty, `.` or `..`, nor hold `/` or 0; the calls refuse it then.
  package init(_ text: String) {
    cString = text.utf8.map { CChar(bitPattern: $0) } + [0]
  }

  /// The bytes of the name.
  package var bytes: [UInt8] { cString.dropLast().map { UInt8(bitPattern: $0) } }

  /// The name as text; nil where it is not UTF-8.
  package var text: String? { String(validating: bytes, as: UTF8.self) }

  /// The name as text in any case, with replacement characters for what is not UTF-8.
  package var shown: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether it begins with a dot.
  package var isHidden: Bool { cString.first == 0x2E }

  /// Whether it is the name of an entry, and nothing above or below the folder.
  var isEntry: Bool {
    let name = cString.dropLast()
    return !name.isEmpty && name != [0x2E] && name != [0x2E, 0x2E] && !name.contains(0)
      && !name.contains(0x2F)
  }

  /// Whether the name ends with a text.
  package func hasSuffix(_ suffix: String) -> Bool {
    cString.dropLast().suffix(suffix.utf8.count).elementsEqual(
      suffix.utf8.lazy.map { CChar(bitPattern: $0) })
  }
}

extension FileName: Comparable {
  /// The order of the bytes.
  package static func < (left: FileName, right: FileName) -> Bool {
    for (a, b) in zip(left.cString, right.cString) where a != b {
      return UInt8(bitPattern: a) < UInt8(bitPattern: b)
    }
    return left.cString.count < right.cString.count
  }
}
