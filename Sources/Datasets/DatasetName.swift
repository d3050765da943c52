/// What a dataset, and a scene's folder, may be called: what is safe as a file's name on any system, and
/// what requests take.
package enum DatasetName {
  /// The rule in words, for messages: "… is not …".
  package static let rule =
    "a name of 1 to 100 letters (a-z, A-Z), digits, \".\", \"_\" and \"-\" that begins with a letter or digit"

  /// Whether a text keeps to the rule.
  package static func isValid(_ text: String) -> Bool { !text.isEmpty && made(of: text) == text }

  /// The nearest name to a text: other characters become `-`. Empty where nothing is left.
  package static func made(of text: String) -> String {
    let safe = text.unicodeScalars.map { isPlain($0) ? Character($0) : "-" }
    return String(safe.drop { !($0.isLetter || $0.isNumber) }.prefix(100))
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
    default: false
    }
  }
}
