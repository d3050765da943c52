import Diagnostics
import FoundationEssentials

/// Checks a text against the grammar of JSON (RFC 8259) before it is decoded.
///
/// The library's decoder says that a text is not JSON, but not where; it keeps one of two equal keys
/// without a word. This pass finds the line and column of the first fault, and what the decoder would
/// choke on: nesting (an explicit stack, so depth costs no call frames), numbers out of range.
struct JSONScanner {
  private let bytes: [UInt8]
  private let depthLimit: Int
  private var index = 0
  /// The arrays and objects that the current place is in; an object comes with the keys it had so far.
  private var open: [Set<String>?] = []

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  /// Throws at the first fault; returns where the bytes are one JSON value and nothing else.
  static func check(_ bytes: [UInt8], depthLimit: Int) throws(JSONDocumentError) {
    var scanner = JSONScanner(bytes: bytes, depthLimit: depthLimit)
    try scanner.scan()
  }

  private init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  // MARK: - Structure

  private mutating func scan() throws(JSONDocumentError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let hint =
        bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        ? " (it looks like UTF-16)" : ""
      throw fault(
        "the text is not UTF-8\(hint); save it as UTF-8", at: error.byteOffsets.lowerBound)
    }
    // A byte order mark, which some editors write, is no fault (RFC 8259, section 8.1).
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    skipSpace()
    if index == bytes.count { throw fault("the file is empty, expected a JSON value") }

    var valueIsDue = true
    repeat {
      skipSpace()
      if valueIsDue {
        valueIsDue = try scanValueStart()
      } else {
        valueIsDue = try scanAfterValue(inArray: open[open.count - 1] == nil)
      }
    } while valueIsDue || !open.isEmpty

    skipSpace()
    if index < bytes.count { throw fault("unexpected \(found()) after the end of the JSON value") }
  }

  /// Scans a scalar, or the opening of a container. True where another value must follow at once.
  private mutating func scanValueStart() throws(JSONDocumentError) -> Bool {
    switch peek() {
    case UInt8(ascii: "{"):
      try enter([])
      skipSpace()
      if skip("}") {
        open.removeLast()
        return false
      }
      try scanKey()
      return true
    case UInt8(ascii: "["):
      try enter(nil)
      skipSpace()
      if skip("]") {
        open.removeLast()
        return false
      }
      return true
    case UInt8(ascii: "\""):
      try scanString()
    case let byte? where byte == UInt8(ascii: "-") || Self.digits.contains(byte):
      try scanNumber()
    default:
      guard skip(word: "true") || skip(word: "false") || skip(word: "null") else {
        throw fault("expected a JSON value, found \(found())")
      }
    }
    return false
  }

  /// Scans what follows a value inside of a container. True where another value must follow.
  private mutating func scanAfterValue(inArray isArray: Bool) throws(JSONDocumentError) -> Bool {
    if skip(isArray ? "]" : "}") {
      open.removeLast()
      return false
    }
    let comma = index
    guard skip(",") else {
      throw fault("expected \",\" or \"\(isArray ? "]" : "}")\", found \(found())")
    }
    skipSpace()
    if peek() == UInt8(ascii: isArray ? "]" : "}") {
      throw fault("JSON allows no comma after the last element", at: comma)
    }
    if !isArray { try scanKey() }
    return true
  }

  private mutating func enter(_ keys: Set<String>?) throws(JSONDocumentError) {
    if open.count == depthLimit {
      throw fault("arrays and objects are nested deeper than \(depthLimit) levels")
    }
    index += 1
    open.append(keys)
  }

  private mutating func scanKey() throws(JSONDocumentError) {
    skipSpace()
    let start = index
    guard peek() == UInt8(ascii: "\"") else {
      throw fault("expected a key in double quotes, found \(found())")
    }
    try scanString()
    // The library undoes the escapes, so that "a" and "\u0061" are seen to be the same key.
    let text = bytes[start..<index]
    let key =
      text.contains(UInt8(ascii: "\\"))
      ? try? JSONDecoder().decode(String.self, from: Data(text))
      : String(validating: text.dropFirst().dropLast(), as: UTF8.self)
    guard let key else { throw fault("the key cannot be decoded", at: start) }
    // Inserted in place: a copy for each key would make a large object take for ever.
    guard open[open.count - 1]?.insert(key).inserted != false else {
      throw fault("the key \(quoted(key)) is given twice in one object", at: start)
    }
    skipSpace()
    guard skip(":") else { throw fault("expected \":\" after the key, found \(found())") }
  }

  // MARK: - Strings and numbers

  private mutating func scanString() throws(JSONDocumentError) {
    let start = index
    index += 1
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return
      case UInt8(ascii: "\\"):
        try scanEscape()
      case ..<0x20:
        throw fault("\(found()) in a string must be written as an escape such as \\n or \\u0000")
      default:
        index += 1
      }
    }
    throw fault("the string that begins here has no closing quote", at: start)
  }

  private mutating func scanEscape() throws(JSONDocumentError) {
    let start = index
    index += 1
    guard let letter = peek() else { return }  // the string's end is missing, which the caller says
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return
    case UInt8(ascii: "u"):
      guard let unit = scanHexadecimal() else {
        throw fault("\\u must be followed by four hexadecimal digits", at: start)
      }
      let isLeading = (0xD800..<0xDC00).contains(unit)
      if !isLeading, !(0xDC00..<0xE000).contains(unit) { return }
      guard isLeading, skip(word: "\\u"), let trailing = scanHexadecimal(),
        (0xDC00..<0xE000).contains(trailing)
      else { throw fault("this escape is half of a surrogate pair", at: start) }
    default:
      throw fault("\\ is followed by none of \" \\ / b f n r t u", at: start)
    }
  }

  private mutating func scanHexadecimal() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  /// `-`? (`0` | 1–9 digits) (`.` digits)? ((`e` | `E`) sign? digits)?
  private mutating func scanNumber() throws(JSONDocumentError) {
    let start = index
    _ = skip("-")
    let leadingZero = peek() == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole > 0 else { throw fault("\"-\" is not followed by a digit", at: start) }
    if leadingZero, whole > 1 { throw fault("a number must not begin with 0", at: start) }
    if skip("."), skipDigits() == 0 {
      throw fault("a number's decimal point is not followed by a digit", at: start)
    }
    let exponentStart = index
    if skip("e") || skip("E") {
      if !skip("+") { _ = skip("-") }
      if skipDigits() == 0 {
        throw fault("a number's exponent is not followed by a digit", at: start)
      }
    }
    // Fewer digits than this without an exponent cannot leave the range.
    guard index > exponentStart || index - start > 300 else { return }
    let text = bytes[start..<index]
    let value = String(validating: text, as: UTF8.self).flatMap(Double.init) ?? .infinity
    let shown = quoted(String(decoding: text, as: UTF8.self), limit: 40)
    guard value.isFinite else {
      throw fault("the number \(shown) is larger than 64-bit floating point can hold", at: start)
    }
    let hasDigits = bytes[start..<exponentStart].contains {
      Self.digits.contains($0) && $0 != UInt8(ascii: "0")
    }
    if hasDigits, !value.isNormal {
      throw fault(
        "the number \(shown) is nearer to 0 than 64-bit floating point can hold", at: start)
    }
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while let byte = peek(), Self.digits.contains(byte) { index += 1 }
    return index - start
  }

  // MARK: - Bytes

  private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: scalar) else { return false }
    index += 1
    return true
  }

  private mutating func skip(word: String) -> Bool {
    guard bytes[index...].starts(with: word.utf8) else { return false }
    index += word.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      index += 1
    }
  }

  /// What stands at the current place, for a message.
  private func found() -> String {
    guard index < bytes.count else { return "the end of the file" }
    let rest = bytes[index..<min(index + 8, bytes.count)]
    guard let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first else { return "" }
    return quoted(String(Character(scalar)))
  }

  private func fault(_ reason: String, at offset: Int? = nil) -> JSONDocumentError {
    let before = bytes[..<min(offset ?? index, bytes.count)]
    let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    // Continuation bytes belong to the scalar before them; the mark at the start is not seen.
    var column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
    if lineStart == 0, before.starts(with: [0xEF, 0xBB, 0xBF]) { column -= 1 }
    return .syntax(line: line, column: column, reason: reason)
  }
}
