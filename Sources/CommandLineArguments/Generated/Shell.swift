/// A shell that completions are made for.
package enum Shell: String, Sendable, CaseIterable {
  case bash, zsh, fish
}

extension Command {
  /// A script that completes this program's command lines in a shell.
  package func completions(_ shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletions
    case .zsh: zshCompletions
    case .fish: fishCompletions
    }
  }

  /// This command and all below it that are shown, each with its parents.
  var family: [(parents: [Command], command: Command)] { family(below: []) }

  private func family(below parents: [Command]) -> [(parents: [Command], command: Command)] {
    [(parents, self)] + visibleSubcommands.flatMap { $0.family(below: parents + [self]) }
  }

  /// The shown options of a command below `parents`, theirs included.
  func allOptions(below parents: [Command]) -> [Option] {
    visibleOptions + parents.flatMap(\.visibleOptions) + [.help]
  }

  /// A text within single quotes, for bash and zsh.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

extension Option {
  /// The words that stand for the option, with their dashes.
  var words: [String] { ["--\(name)"] + (letter.map { ["-\($0)"] } ?? []) }
}
