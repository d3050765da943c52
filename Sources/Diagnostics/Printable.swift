/// The text with everything escaped that could mislead a terminal, a log or its reader.
///
/// Control characters (the escape character that begins terminal sequences among them), line breaks,
/// invisible format characters (such as those that reverse the direction of writing), private and
/// unassigned characters become `\n`, `\t` or `\u{1B}`. All else stays as it is.
///
/// - Parameters:
///   - text: text from outside: a file, a file name, an argument.
///   - limit: the largest number of Unicode scalars that are taken; `…` stands for the rest.
/// - Returns: Text that is safe to print.
package func printable(_ text: String, limit: Int = 200) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == limit { return result + "…" }
    count += 1
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    default:
      if isPlain(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      }
    }
  }
  return result
}

/// ``printable(_:limit:)`` between double quotes, as messages show names and values.
package func quoted(_ text: String, limit: Int = 200) -> String {
  "\"" + printable(text, limit: limit) + "\""
}

private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
    false
  default:
    true
  }
}
