/// A place in a JSON document, as RFC 6901 writes it: `/scene/views/0/pose`; empty for the whole.
package struct JSONPointer: Sendable, Hashable {
  /// The keys and indices from the outside in, unescaped.
  package var tokens: [String]

  /// The whole document, or a place given by its tokens.
  package init(tokens: [String] = []) { self.tokens = tokens }

  /// Reads a pointer, or gives nil where the text is none: it must be empty or begin with `/`, and
  /// `~` must be followed by 0 or 1.
  package init?(_ text: String) {
    guard text.isEmpty || text.first == "/" else { return nil }
    var tokens: [String] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      var token = ""
      var rest = part
      while let character = rest.popFirst() {
        guard character == "~" else {
          token.append(character)
          continue
        }
        switch rest.popFirst() {
        case "0": token.append("~")
        case "1": token.append("/")
        default: return nil
        }
      }
      tokens.append(token)
    }
    self.init(tokens: tokens)
  }

  /// The place of a key of the object here.
  package func appending(_ key: String) -> JSONPointer {
    var pointer = self
    pointer.tokens.append(key)
    return pointer
  }

  /// The place of an element of the array here.
  package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }
}

extension JSONPointer: CustomStringConvertible {
  package var description: String {
    tokens.map { token in
      var escaped = "/"
      for character in token {
        switch character {
        case "~": escaped += "~0"
        case "/": escaped += "~1"
        default: escaped.append(character)
        }
      }
      return escaped
    }.joined()
  }
}

extension JSONValue {
  /// The value at a place, or nil where there is none.
  package subscript(pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      switch value {
      case .object(let members):
        guard let member = members[token] else { return nil }
        value = member
      case .array(let elements):
        // RFC 6901 knows no leading zeros and no signs.
        guard let index = Int(token), String(index) == token, elements.indices.contains(index)
        else { return nil }
        value = elements[index]
      default:
        return nil
      }
    }
    return value
  }
}
