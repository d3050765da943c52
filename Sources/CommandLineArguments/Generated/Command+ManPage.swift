extension Command {
  /// The manual page of this command and all below it, in the man macros of troff.
  ///
  /// - Parameter section: the manual's section, 1 for programs and 8 for daemons.
  /// - Returns: the page's source.
  package func manPage(section: Int) -> String {
    var page = ".TH \(Self.troff(name.uppercased())) \(section)\n"
    page += ".SH NAME\n\(Self.troff(name)) \\- \(Self.troff(summary))\n"
    page += ".SH SYNOPSIS\n.B \(Self.troff(usage(parents: [])))\n"
    if !discussion.isEmpty { page += ".SH DESCRIPTION\n\(manParagraphs)" }
    page += manArguments
    page += ".SH OPTIONS\n" + (visibleOptions + [.help]).map(Self.manOption).joined()
    let children = family.dropFirst()
    if !children.isEmpty { page += ".SH COMMANDS\n" }
    for (parents, command) in children {
      page += ".SS \"\(Self.troff(command.usage(parents: parents)))\"\n"
      page += "\(Self.troff(command.summary)).\n"
      if !command.discussion.isEmpty { page += ".PP\n\(command.manParagraphs)" }
      page += command.manArguments + command.visibleOptions.map(Self.manOption).joined()
      page += command.manExample
    }
    if !example.isEmpty { page += ".SH EXAMPLES\n\(manExample)" }
    return page
  }

  private var manParagraphs: String {
    paragraphs.map { Self.troff($0) + "\n" }.joined(separator: ".PP\n")
  }

  private var manArguments: String {
    arguments.map { ".TP\n.I \(Self.troff($0.name))\n\(Self.troff($0.help))\n" }.joined()
  }

  private var manExample: String {
    example.isEmpty ? "" : ".PP\n.EX\n\(Self.troff(example))\n.EE\n"
  }

  private static func manOption(_ option: Option) -> String {
    ".TP\n.B \(troff(option.usage))\n\(troff(option.fullHelp))\n"
  }

  /// A line in which nothing means anything to troff.
  private static func troff(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      // A hyphen may be broken at and be set as a dash; a minus stays what one types.
      case "-": escaped += "\\-"
      case "\"": escaped += "\\(dq"
      case "'": escaped += "\\(aq"
      case "\n": escaped += " "
      default: escaped.append(character)
      }
    }
    // A full stop at a line's start would make it a request.
    return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
  }
}
