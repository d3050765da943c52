/// Reads the part of protocol buffers' text form that a `checkpoint` file uses: fields of text,
/// numbers and names, one after the other.
///
///     name: "text" 'more of the same text'   # comment
///     name: 12.5;
///
/// - Source: protobuf.dev, "Text Format Language Specification".
struct TextLexer {
  struct Field: Equatable {
    var name: String
    /// `nil` for a number or a name, which nothing here needs.
    var text: String?
  }

  struct Failure: Error, Equatable {
    var problem: String
  }

  private let bytes: [UInt8]
  private var offset = 0
  /// The line that is being read, from 1.
  private(set) var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next field, or `nil` at the end.
  mutating func nextField() throws(Failure) -> Field? {
    skipSpace()
    guard offset < bytes.count else { return nil }
    let name = word()
    guard !name.isEmpty else { throw Failure(problem: "expected the name of a field") }
    skipSpace()
    guard take(":") else { throw Failure(problem: "expected \":\" after \(name)") }
    skipSpace()
    var text: [UInt8]?
    while let quote = peek, quote == "\"" || quote == "'" {
      text = (text ?? []) + (try literal())
      skipSpace()
    }
    if text == nil {
      _ = take("-")
      guard !word().isEmpty else { throw Failure(problem: "the value of \(name) is missing") }
      skipSpace()
    }
    if !take(";") { _ = take(",") }
    guard let text else { return Field(name: name, text: nil) }
    guard let valid = String(validating: text, as: UTF8.self) else {
      throw Failure(problem: "the value of \(name) is not valid UTF-8")
    }
    return Field(name: name, text: valid)
  }

  // MARK: - Characters

  private var peek: Unicode.Scalar? {
    offset < bytes.count ? Unicode.Scalar(bytes[offset]) : nil
  }

  private mutating func take(_ expected: Unicode.Scalar) -> Bool {
    guard peek == expected else { return false }
    offset += 1
    return true
  }

  private mutating func next() throws(Failure) -> UInt8 {
    guard offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") else {
      throw Failure(problem: "the text has no closing quote")
    }
    defer { offset += 1 }
    return bytes[offset]
  }

  private mutating func skipSpace() {
    while let scalar = peek {
      switch scalar {
      case "\n":
        line += 1
        offset += 1
      case " ", "\t", "\r", "\u{b}", "\u{c}": offset += 1
      case "#": while let scalar = peek, scalar != "\n" { offset += 1 }
      default: return
      }
    }
  }

  /// A name or a number, as far as it goes.
  private mutating func word() -> String {
    let start = offset
    while let scalar = peek {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "+": offset += 1
      case "-" where offset > start: offset += 1
      default: return String(decoding: bytes[start..<offset], as: UTF8.self)
      }
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  // MARK: - Quoted text

  private mutating func literal() throws(Failure) -> [UInt8] {
    let quote = try next()
    var text: [UInt8] = []
    while true {
      let byte = try next()
      if byte == quote { return text }
      if byte == UInt8(ascii: "\\") {
        text += try escaped()
      } else {
        text.append(byte)
      }
    }
  }

  /// What stands for the characters after a backslash.
  private mutating func escaped() throws(Failure) -> [UInt8] {
    let letter = Unicode.Scalar(try next())
    switch letter {
    case "a": return [7]
    case "b": return [8]
    case "t": return [9]
    case "n": return [10]
    case "v": return [11]
    case "f": return [12]
    case "r": return [13]
    case "\\", "'", "\"", "?": return [UInt8(ascii: letter)]
    case "0"..."7":
      offset -= 1
      return [UInt8(truncatingIfNeeded: try number(radix: 8, digits: 1...3))]
    case "x", "X": return [UInt8(truncatingIfNeeded: try number(radix: 16, digits: 1...2))]
    case "u": return try encoded(try number(radix: 16, digits: 4...4))
    case "U": return try encoded(try number(radix: 16, digits: 8...8))
    default: throw Failure(problem: "\"\\\(letter)\" means nothing in a quoted text")
    }
  }

  private func encoded(_ value: UInt32) throws(Failure) -> [UInt8] {
    guard let scalar = Unicode.Scalar(value) else {
      throw Failure(problem: "\(String(value, radix: 16)) is no Unicode character")
    }
    return Array(String(scalar).utf8)
  }

  private mutating func number(
    radix: UInt32, digits: ClosedRange<Int>
  ) throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    while count < digits.upperBound, let scalar = peek,
      let digit = UInt32(String(scalar), radix: Int(radix))
    {
      value = value &* radix &+ digit  // At most 8 hexadecimal digits.
      count += 1
      offset += 1
    }
    guard count >= digits.lowerBound else {
      throw Failure(problem: "a backslash is followed by too few digits")
    }
    return value
  }
}
