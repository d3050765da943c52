internal import Diagnostics

extension Command {
  /// What a command line asks for.
  package enum Call: Sendable {
    /// To run the command with these settings.
    case run(ParsedCommand)
    /// To print this text.
    case help(String)
  }

  /// Understands a command line, without the program's own name.
  ///
  /// `--steps 8` and `--steps=8` are the same, options and arguments may be mixed, and after `--`
  /// everything is an argument. A value may begin with a dash if it is a number or a dash alone;
  /// others are given with `=`.
  package func parse(_ words: [String]) throws(UsageError) -> Call {
    var parser = Parser(root: self, words: words)
    return try parser.parse()
  }
}

private struct Parser {
  private var chain: [Command]
  private var rest: ArraySlice<String>
  private var values: [String: [String]] = [:]
  private var positionals: [String] = []
  private var endOfOptions = false

  init(root: Command, words: [String]) {
    chain = [root]
    rest = words[...]
  }

  private var command: Command { chain[chain.count - 1] }
  private var path: String { chain.map(\.name).joined(separator: " ") }
  private var options: [Option] { chain.flatMap(\.options) + [.help] }

  private func error(_ problem: UsageError.Problem) -> UsageError {
    UsageError(problem, command: path)
  }

  mutating func parse() throws(UsageError) -> Command.Call {
    while let word = rest.popFirst() {
      if endOfOptions || !Self.isOption(word) {
        if !command.subcommands.isEmpty {
          try choose(word)
        } else {
          positionals.append(word)
        }
      } else if word == "--" {
        endOfOptions = true
      } else {
        try take(option: word)
      }
      if values["help"] != nil { return .help(helpText()) }
    }
    if let name = command.defaultSubcommand,
      let next = command.subcommands.first(where: { $0.name == name })
    {
      chain.append(next)
    }
    guard command.subcommands.isEmpty else {
      throw error(.missingCommand(command.visibleSubcommands.map(\.name)))
    }
    return .run(
      ParsedCommand(
        path: chain.map(\.name), options: options, values: values, arguments: try assigned()))
  }

  /// The help of the command that was named last, wherever `--help` stood before it.
  private mutating func helpText() -> String {
    while let word = rest.popFirst() {
      guard let next = command.subcommands.first(where: { $0.name == word }) else { continue }
      chain.append(next)
    }
    return command.helpText(parents: Array(chain.dropLast()))
  }

  private static func isOption(_ word: String) -> Bool {
    word.hasPrefix("-") && word != "-" && Double(word) == nil
  }

  private mutating func choose(_ word: String) throws(UsageError) {
    if let next = command.subcommands.first(where: { $0.name == word }) {
      chain.append(next)
    } else if word == "help" {
      values["help"] = [""]
    } else {
      let suggestion = Suggestion.nearest(to: word, among: command.visibleSubcommands.map(\.name))
      throw error(.unknownCommand(word, suggestion: suggestion))
    }
  }

  private mutating func take(option word: String) throws(UsageError) {
    let equals = word.firstIndex(of: "=")
    let shown = String(word[..<(equals ?? word.endIndex)])
    guard let option = options.first(where: { $0.isCalled(shown) }) else {
      let names = options.filter { !$0.isHidden }.map { "--\($0.name)" }
      throw error(.unknownOption(shown, suggestion: Suggestion.nearest(to: shown, among: names)))
    }
    if !option.isRepeated, values[option.name] != nil { throw error(.repeatedOption(shown)) }
    let given = equals.map { String(word[word.index(after: $0)...]) }
    guard let valueName = option.valueName else {
      if let given { throw error(.unexpectedValue(option: shown, value: given)) }
      values[option.name, default: []].append("")
      return
    }
    let value: String
    if let given {
      value = given
    } else if let next = rest.first, !Self.isOption(next) {
      value = next
      rest.removeFirst()
    } else {
      throw error(.missingValue(option: shown, valueName: valueName))
    }
    try check(value, option.completion, subject: shown)
    values[option.name, default: []].append(value)
  }

  private func check(
    _ value: String, _ completion: Completion, subject: String
  ) throws(UsageError) {
    guard case .oneOf(let words) = completion, !words.contains(value) else { return }
    let expected = "one of \(words.joined(separator: ", "))"
    throw error(.badValue(subject: subject, value: value, expected: expected))
  }

  /// The given words under the names of the arguments.
  private func assigned() throws(UsageError) -> [String: [String]] {
    var rest = positionals[...]
    var assigned: [String: [String]] = [:]
    for argument in command.arguments {
      let taken = argument.isRepeated ? rest : rest.prefix(1)
      if argument.isRequired, taken.isEmpty { throw error(.missingArgument(argument.name)) }
      for value in taken { try check(value, argument.completion, subject: argument.name) }
      assigned[argument.name] = Array(taken)
      rest = rest.dropFirst(taken.count)
    }
    if let extra = rest.first { throw error(.unexpectedArgument(extra)) }
    return assigned
  }
}

extension Option {
  /// Whether a word with its dashes names this option.
  fileprivate func isCalled(_ word: String) -> Bool {
    word == "--\(name)" || letter.map { word == "-\($0)" } ?? false
  }
}
