import FoundationEssentials
import JSONDocuments
import Testing

/// Documents by chance, read by the parser and by the library's decoder.
struct ReferenceTests {
  /// A value as the library's decoder gives it, which is asked for each type in turn. All numbers are
  /// `Double`.
  private struct Decoded: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        value = .null
      } else if let number = try? container.decode(Double.self) {
        value = .number(number)
      } else if let text = try? container.decode(String.self) {
        value = .string(text)
      } else if let bool = try? container.decode(Bool.self) {
        value = .bool(bool)
      } else if let elements = try? container.decode([Decoded].self) {
        value = .array(elements.map(\.value))
      } else {
        value = .object(try container.decode([String: Decoded].self).mapValues(\.value))
      }
    }
  }

  /// Writes documents; the same seed gives the same ones.
  private struct Writer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 29) &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func choose(_ texts: [String]) -> String { texts.randomElement(using: &self) ?? "" }

    mutating func space() -> String { choose(["", "", "", " ", "\n", "\r\n\t "]) }

    mutating func digits(upTo count: Int) -> String {
      let length = Int.random(in: 1...count, using: &self)
      return (0..<length).map { _ in "\(Int.random(in: 0...9, using: &self))" }.joined()
    }

    mutating func number() -> String {
      let whole = choose(["0", "1", "\(Int.random(in: 1...9, using: &self))" + digits(upTo: 21)])
      let fraction = choose(["", "", ".0", ".\(digits(upTo: 20))"])
      // The library's decoder refuses 0e5 and 0.00e-9.
      if whole == "0" { return choose(["", "-"]) + whole + fraction }
      let exponent = choose(["", "", "", "e\(choose(["", "+", "-"]))\(digits(upTo: 2))"])
      return choose(["", "-"]) + whole + fraction + exponent
    }

    mutating func string() -> String {
      let parts = [
        "a", "é", "日本", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t", "\\u0000",
        "\\u00e9", "\\uFFFF", "\\ud83d\\ude00", "\u{7F}", "/",
      ]
      let length = Int.random(in: 0...6, using: &self)
      return "\"" + (0..<length).map { _ in choose(parts) }.joined() + "\""
    }

    mutating func value(depth: Int) -> String {
      let kind = Int.random(in: 0..<(depth > 0 ? 8 : 4), using: &self)
      let text =
        switch kind {
        case 0: choose(["null", "true", "false"])
        case 1: string()
        case 2, 3: number()
        case 4, 5:
          "[\(space())" + elements { $0.value(depth: depth - 1) } + "]"
        default:
          "{\(space())"
            + elements { writer in
              // A number of its own keeps each key from being another one's equal.
              let key = writer.string().dropLast() + "\(writer.next())\""
              return key + "\(writer.space()):\(writer.value(depth: depth - 1))"
            } + "}"
        }
      return space() + text + space()
    }

    private mutating func elements(_ element: (inout Writer) -> String) -> String {
      let count = Int.random(in: 0...4, using: &self)
      return (0..<count).map { _ in space() + element(&self) }.joined(separator: ",")
    }
  }

  @Test(arguments: 0..<20) func `the parser reads what the library's decoder reads`(seed: Int)
    throws
  {
    var writer = Writer(state: UInt64(seed))
    for _ in 0..<200 {
      let text = writer.value(depth: 5)
      let reference = try JSONDecoder().decode(Decoded.self, from: Data(text.utf8)).value
      #expect(Self.inDoubles(try JSONValue(parsing: Array(text.utf8))) == reference, "\(text)")
    }
  }

  /// The value with all its numbers as `Double`.
  private static func inDoubles(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer(let number): .number(Double(number))
    case .array(let elements): .array(elements.map(inDoubles))
    case .object(let members): .object(members.mapValues(inDoubles))
    case .null, .bool, .number, .string: value
    }
  }
}
