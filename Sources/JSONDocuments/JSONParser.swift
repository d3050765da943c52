import Diagnostics

/// Reads a text by the grammar of JSON (RFC 8259).
///
/// The library's decoder says that a text is not JSON, but not where; it keeps one of two equal keys
/// without a word, and takes microseconds for each value. This one finds the line and column of the first
/// fault. Nesting costs no call frames: what is open lies on a stack of its own.
struct JSONParser {
  /// An array or object that is being read.
  private struct Container {
    let isArray: Bool
    var elements: [JSONValue] = []
    var members: [String: JSONValue] = [:]
    /// The key whose value comes next.
    var key = ""

    var value: JSONValue { isArray ? .array(elements) : .object(members) }
  }

  private let bytes: [UInt8]
  private let depthLimit: Int
  private var index = 0
  /// The arrays and objects that the current place is in.
  private var open: [Container] = []

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
  /// So many digits are less than 2⁵³.
  private static let exactDigits = 15

  /// The value of a text, which must be one JSON value and nothing else; throws at the first fault.
  static func parse(_ bytes: [UInt8], depthLimit: Int) throws(JSONDocumentError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, depthLimit: depthLimit)
    return try parser.parse()
  }

  private init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  // MARK: - Structure

  private mutating func parse() throws(JSONDocumentError) -> JSONValue {
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

    while true {
      skipSpace()
      guard var value = try parseValueStart() else { continue }
      // The value is complete, and so may be the containers that it is the last one of.
      while !open.isEmpty {
        put(value)
        skipSpace()
        guard let container = try parseAfterValue() else { break }
        value = container
      }
      guard open.isEmpty else { continue }
      skipSpace()
      if index < bytes.count {
        throw fault("unexpected \(found()) after the end of the JSON value")
      }
      return value
    }
  }

  /// Reads a scalar or an empty container, or else the opening of one: nil where its first value follows.
  private mutating func parseValueStart() throws(JSONDocumentError) -> JSONValue? {
    switch peek() {
    case UInt8(ascii: "{"):
      try enter(Container(isArray: false))
      skipSpace()
      if skip("}") { return open.popLast()?.value }
      try parseKey()
      return nil
    case UInt8(ascii: "["):
      try enter(Container(isArray: true))
      skipSpace()
      return skip("]") ? open.popLast()?.value : nil
    case UInt8(ascii: "\""):
      return .string(try parseString())
    case let byte? where byte == UInt8(ascii: "-") || Self.digits.contains(byte):
      return try parseNumber()
    default:
      if skip(word: "true") { return .bool(true) }
      if skip(word: "false") { return .bool(false) }
      if skip(word: "null") { return .null }
      throw fault("expected a JSON value, found \(found())")
    }
  }

  /// Reads what follows a value inside of a container: the container where it ends, nil where another value
  /// follows.
  private mutating func parseAfterValue() throws(JSONDocumentError) -> JSONValue? {
    let isArray = open[open.count - 1].isArray
    if skip(isArray ? "]" : "}") { return open.popLast()?.value }
    let comma = index
    guard skip(",") else {
      throw fault("expected \",\" or \"\(isArray ? "]" : "}")\", found \(found())")
    }
    skipSpace()
    if peek() == UInt8(ascii: isArray ? "]" : "}") {
      throw fault("JSON allows no comma after the last element", at: comma)
    }
    if !isArray { try parseKey() }
    return nil
  }

  private mutating func enter(_ container: Container) throws(JSONDocumentError) {
    if open.count == depthLimit {
      throw fault("arrays and objects are nested deeper than \(depthLimit) levels")
    }
    index += 1
    open.append(container)
  }

  /// Puts a value into the container that is open.
  private mutating func put(_ value: JSONValue) {
    // In place: a copy for each value would make a large container take for ever.
    let last = open.count - 1
    if open[last].isArray {
      open[last].elements.append(value)
    } else {
      open[last].members[open[last].key] = value
    }
  }

  private mutating func parseKey() throws(JSONDocumentError) {
    skipSpace()
    let start = index
    guard peek() == UInt8(ascii: "\"") else {
      throw fault("expected a key in double quotes, found \(found())")
    }
    let key = try parseString()
    guard open[open.count - 1].members.index(forKey: key) == nil else {
      throw fault("the key \(quoted(key)) is given twice in one object", at: start)
    }
    open[open.count - 1].key = key
    skipSpace()
    guard skip(":") else { throw fault("expected \":\" after the key, found \(found())") }
  }

  // MARK: - Strings

  private mutating func parseString() throws(JSONDocumentError) -> String {
    let start = index
    index += 1
    // What was read so far, from the first escape on; before it the bytes are the text.
    var text: [UInt8]?
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        defer { index += 1 }
        return String(decoding: text?[...] ?? bytes[start + 1..<index], as: UTF8.self)
      case UInt8(ascii: "\\"):
        if text == nil { text = Array(bytes[start + 1..<index]) }
        if let scalar = try parseEscape() { text?.append(contentsOf: String(scalar).utf8) }
      case ..<0x20:
        throw fault("\(found()) in a string must be written as an escape such as \\n or \\u0000")
      default:
        index += 1
        text?.append(byte)
      }
    }
    throw fault("the string that begins here has no closing quote", at: start)
  }

  /// Reads an escape; nil at the end of the text, which the caller reports.
  private mutating func parseEscape() throws(JSONDocumentError) -> Unicode.Scalar? {
    let start = index
    index += 1
    guard let letter = peek() else { return nil }
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let unit = parseHexadecimal() else {
        throw fault("\\u must be followed by four hexadecimal digits", at: start)
      }
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard (0xD800..<0xDC00).contains(unit), skip(word: "\\u"), let trailing = parseHexadecimal(),
        (0xDC00..<0xE000).contains(trailing)
      else { throw fault("this escape is half of a surrogate pair", at: start) }
      return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (trailing - 0xDC00))
    default:
      throw fault("\\ is followed by none of \" \\ / b f n r t u", at: start)
    }
  }

  private mutating func parseHexadecimal() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  // MARK: - Numbers

  /// `-`? (`0` | 1–9 digits) (`.` digits)? ((`e` | `E`) sign? digits)?
  private mutating func parseNumber() throws(JSONDocumentError) -> JSONValue {
    let start = index
    let isNegative = skip("-")
    let leadingZero = peek() == UInt8(ascii: "0")
    let wholeStart = index
    let whole = skipDigits()
    guard whole > 0 else { throw fault("\"-\" is not followed by a digit", at: start) }
    if leadingZero, whole > 1 { throw fault("a number must not begin with 0", at: start) }
    let wholeEnd = index
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
    if index == wholeEnd, whole <= Self.exactDigits, !(isNegative && leadingZero) {
      let value = bytes[wholeStart..<wholeEnd].reduce(0) { 10 * $0 + Int($1 & 0xF) }
      return .integer(Int128(isNegative ? -value : value))
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    let value = Double(text) ?? .infinity
    guard value.isFinite else {
      throw fault(
        "the number \(quoted(text, limit: 40)) is larger than 64-bit floating point can hold",
        at: start)
    }
    let hasDigits = bytes[start..<exponentStart].contains {
      Self.digits.contains($0) && $0 != UInt8(ascii: "0")
    }
    if hasDigits, !value.isNormal {
      throw fault(
        "the number \(quoted(text, limit: 40)) is nearer to 0 than 64-bit floating point can hold",
        at: start)
    }
    return index == wholeEnd ? Self.exact(value, digits: text) : Self.exact(value)
  }

  /// A number without fraction and exponent: from 2⁵³ on a `Double` does not tell them all apart, so that
  /// the digits are read again.
  private static func exact(_ value: Double, digits: String) -> JSONValue {
    if abs(value) < 0x1p53 { return exact(value) }
    if let value = UInt64(digits) { return .integer(Int128(value)) }
    if let value = Int64(digits) { return .integer(Int128(value)) }
    return .number(value)
  }

  /// Any other number, which is a whole one all the same if its value is.
  private static func exact(_ value: Double) -> JSONValue {
    guard !(value == 0 && value.sign == .minus) else { return .number(value) }
    if let value = UInt64(exactly: value) { return .integer(Int128(value)) }
    if let value = Int64(exactly: value) { return .integer(Int128(value)) }
    return .number(value)
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
