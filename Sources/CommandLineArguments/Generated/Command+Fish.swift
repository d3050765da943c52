extension Command {
  /// The completion script of fish.
  var fishCompletions: String {
    var script = "# fish completion for \(name)\n"
    for (parents, command) in family { script += fishLines(command, below: parents) }
    return script
  }

  private func fishLines(_ command: Command, below parents: [Command]) -> String {
    let seen = (parents + [command]).dropFirst().map {
      "__fish_seen_subcommand_from \($0.name)"
    }
    let start = "complete -c \(name)"
    var script = ""
    let children = command.visibleSubcommands
    if !children.isEmpty {
      // Before one of the subcommands is chosen, they are all there is.
      let names = children.map(\.name).joined(separator: " ")
      let conditions = seen + ["not __fish_seen_subcommand_from \(names)"]
      let condition = Self.fishQuoted(conditions.joined(separator: "; and "))
      for child in children {
        script += "\(start) -n \(condition) -f -a \(child.name) "
        script += "-d \(Self.fishQuoted(child.summary))\n"
      }
    }
    let condition =
      seen.isEmpty ? "" : " -n " + Self.fishQuoted(seen.joined(separator: "; and "))
    // Each command adds its own options; those of its parents are offered by theirs.
    for option in command.visibleOptions + (parents.isEmpty ? [.help] : []) {
      script += "\(start)\(condition)" + (option.letter.map { " -s \($0)" } ?? "")
      script += " -l \(option.name)"
      if option.valueName != nil { script += Self.fishAction(option.completion) }
      script += " -d \(Self.fishQuoted(option.help))\n"
    }
    let takesFiles = command.arguments.contains { $0.completion != .none }
    if children.isEmpty, !takesFiles { script += "\(start)\(condition) -f\n" }
    return script
  }

  private static func fishAction(_ completion: Completion) -> String {
    switch completion {
    case .none: " -x"
    case .file: " -r -F"
    case .folder: " -x -a '(__fish_complete_directories)'"
    case .oneOf(let words): " -x -a \(fishQuoted(words.joined(separator: " ")))"
    }
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + String(text.flatMap { #"\'"#.contains($0) ? ["\\", $0] : [$0] }) + "'"
  }
}
