extension Command {
  /// The widest line of a help text.
  static let helpWidth = 80

  /// The text of `--help`, in lines of at most 80 columns, as far as its words allow.
  ///
  /// - Parameter parents: the commands above this one, the program first.
  /// - Returns: the text, with a newline at its end.
  package func helpText(parents: [Command] = []) -> String {
    var text = summary + ".\n\nUSAGE\n"
    text += Self.wrap(usage(parents: parents), indent: 2, hanging: 4)
    if !discussion.isEmpty {
      text += "\n"
      text += paragraphs.map { Self.wrap($0, indent: 0) }.joined(separator: "\n")
    }
    text += Self.section("ARGUMENTS", arguments.map { ($0.name, $0.help) })
    text += Self.section("COMMANDS", visibleSubcommands.map { ($0.name, $0.summary) })
    text += Self.section(
      "OPTIONS", (visibleOptions + [.help]).map { ($0.usage, $0.fullHelp) })
    let inherited = parents.flatMap(\.visibleOptions)
    text += Self.section("COMMON OPTIONS", inherited.map { ($0.usage, $0.fullHelp) })
    if !example.isEmpty { text += "\nEXAMPLE\n  \(example)\n" }
    return text
  }

  /// One line that shows how the command is written.
  func usage(parents: [Command]) -> String {
    var words = (parents + [self]).map(\.name)
    if !(options + parents.flatMap(\.options)).isEmpty { words.append("[OPTIONS]") }
    words +=
      subcommands.isEmpty
      ? arguments.map(\.usage) : [defaultSubcommand == nil ? "COMMAND" : "[COMMAND]"]
    return words.joined(separator: " ")
  }

  /// The discussion's paragraphs, each one line.
  var paragraphs: [String] {
    discussion.split(separator: "\n", omittingEmptySubsequences: false)
      .split(whereSeparator: \.isEmpty)
      .map { $0.joined(separator: " ") }
  }

  /// A titled table of terms and what they mean; nothing where there are none.
  private static func section(_ title: String, _ rows: [(term: String, help: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    // Long terms get a line of their own rather than push every explanation to the right.
    let column = rows.map(\.term.count).filter { $0 <= 22 }.max() ?? 0
    var text = "\n\(title)\n"
    for (term, help) in rows {
      let lines = wrap(help, indent: column + 4)
      if term.count <= column {
        let padding = String(repeating: " ", count: column - term.count)
        text += "  \(term)\(padding)  " + lines.dropFirst(column + 4)
      } else {
        text += "  \(term)\n" + lines
      }
    }
    return text
  }

  /// Breaks text between words; every line ends with a newline.
  static func wrap(_ text: String, indent: Int, hanging: Int? = nil) -> String {
    let rest = String(repeating: " ", count: hanging ?? indent)
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isFresh = true
    for word in text.split(separator: " ") {
      if !isFresh, line.count + 1 + word.count > helpWidth {
        lines.append(line)
        line = rest
        isFresh = true
      }
      line += isFresh ? word : " " + word
      isFresh = false
    }
    lines.append(line)
    return lines.map { $0 + "\n" }.joined()
  }
}
