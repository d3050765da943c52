/// What a command accepts, said once.
///
/// Parsing, help, man page and shell completions all come from it.
package struct Command: Sendable {
  /// The word it is called by.
  package var name: String
  /// One line of what it does, without a full stop at its end.
  package var summary: String
  /// Paragraphs for the help, separated by empty lines. Empty for none.
  package var discussion: String
  /// One real command line.
  package var example: String
  /// What it takes without a name, in order. Only the last may be optional or repeated.
  package var arguments: [Argument]
  /// What it takes by name. A subcommand also takes its parents' options.
  package var options: [Option]
  /// Further words that choose among commands; such a command does nothing by itself.
  package var subcommands: [Command]
  /// The subcommand that is meant where none is named, if any.
  package var defaultSubcommand: String?
  /// Whether help and completions keep silent about it.
  package var isHidden: Bool

  /// Describes a command; what is left out is empty.
  package init(
    _ name: String, _ summary: String, discussion: String = "", example: String = "",
    arguments: [Argument] = [], options: [Option] = [], subcommands: [Command] = [],
    defaultSubcommand: String? = nil, isHidden: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.example = example
    self.arguments = arguments
    self.options = options
    self.subcommands = subcommands
    self.defaultSubcommand = defaultSubcommand
    self.isHidden = isHidden
  }

  var visibleOptions: [Option] { options.filter { !$0.isHidden } }
  var visibleSubcommands: [Command] { subcommands.filter { !$0.isHidden } }
}

/// What a shell offers in place of a value.
package enum Completion: Sendable, Equatable {
  /// Nothing.
  case none
  /// Files and folders.
  case file
  /// Folders.
  case folder
  /// These words; parsing accepts no others.
  case oneOf([String])
}

/// Something a command takes without a name.
package struct Argument: Sendable {
  /// How many of it there are.
  package enum Count: Sendable {
    case one, optional, oneOrMore, any
  }

  /// Its name, in capitals by custom.
  package var name: String
  /// What it is.
  package var help: String
  /// How many of it there are.
  package var count: Count
  /// What a shell offers in its place.
  package var completion: Completion

  /// Describes an argument.
  package init(
    _ name: String, _ help: String, count: Count = .one, completion: Completion = .none
  ) {
    self.name = name
    self.help = help
    self.count = count
    self.completion = completion
  }

  var isRequired: Bool { count == .one || count == .oneOrMore }
  var isRepeated: Bool { count == .oneOrMore || count == .any }

  var usage: String {
    let text = isRepeated ? "\(name)..." : name
    return isRequired ? text : "[\(text)]"
  }
}

/// Something a command takes by name: a flag, or a name with a value.
package struct Option: Sendable {
  /// The word after the two dashes.
  package var name: String
  /// One letter that stands for the name after a single dash, if any.
  package var letter: Character?
  /// How help calls the value, in capitals by custom; `nil` for a flag.
  package var valueName: String?
  /// What it does.
  package var help: String
  /// The value where none is given.
  package var defaultValue: String?
  /// Whether it may be given several times.
  package var isRepeated: Bool
  /// What a shell offers as its value.
  package var completion: Completion
  /// Whether help and completions keep silent about it.
  package var isHidden: Bool

  /// Describes a flag.
  package static func flag(
    _ name: String, letter: Character? = nil, _ help: String, isHidden: Bool = false
  ) -> Option {
    Option(
      name: name, letter: letter, valueName: nil, help: help, defaultValue: nil,
      isRepeated: true, completion: .none, isHidden: isHidden)
  }

  /// Describes an option with a value.
  package static func value(
    _ name: String, letter: Character? = nil, _ valueName: String, _ help: String,
    default defaultValue: String? = nil, isRepeated: Bool = false,
    completion: Completion = .none, isHidden: Bool = false
  ) -> Option {
    Option(
      name: name, letter: letter, valueName: valueName, help: help, defaultValue: defaultValue,
      isRepeated: isRepeated, completion: completion, isHidden: isHidden)
  }

  /// `--help`, which every command has.
  static let help = Option.flag("help", letter: "h", "Show this help.")

  /// As help shows it: `-f, --follow` or `--steps N`.
  var usage: String {
    let short = letter.map { "-\($0), " } ?? ""
    return "\(short)--\(name)" + (valueName.map { " \($0)" } ?? "")
  }

  /// The help with what it takes and the default.
  var fullHelp: String {
    var text = help
    if case .oneOf(let words) = completion, !words.isEmpty {
      text += " One of \(words.joined(separator: ", "))."
    }
    if isRepeated, valueName != nil { text += " May be given several times." }
    if let defaultValue { text += " (default: \(defaultValue))" }
    return text
  }
}
