extension Command {
  /// The completion script of zsh, a file `_NAME` of its `fpath`.
  var zshCompletions: String {
    let functions = family.map { Self.zshFunction($0.command, below: $0.parents) }
    return "#compdef \(name)\n\n" + functions.joined(separator: "\n") + "\n_\(name) \"$@\"\n"
  }

  private static func zshFunction(_ command: Command, below parents: [Command]) -> String {
    let function = "_" + (parents + [command]).map(\.name).joined(separator: "_")
    var specs = command.allOptions(below: parents).flatMap(zshSpecs)
    if command.subcommands.isEmpty {
      specs += command.arguments.map { argument in
        let action = zshAction(argument.completion)
        let place = argument.isRepeated ? "*" : argument.isRequired ? "" : ":"
        return quoted("\(place):\(zshEscaped(argument.name)):\(action)")
      }
    } else {
      specs += ["'1: :->command'", "'*:: :->rest'"]
    }
    var script = "\(function)() {\n  local curcontext=$curcontext context state line\n"
    script += "  typeset -A opt_args\n"
    script += "  _arguments -C \\\n    " + specs.joined(separator: " \\\n    ") + "\n"
    guard !command.subcommands.isEmpty else { return script + "}\n" }
    script += "  case $state in\n    command)\n      local -a commands=(\n"
    for child in command.visibleSubcommands {
      script += "        " + quoted("\(child.name):\(zshEscaped(child.summary))") + "\n"
    }
    script += "      )\n      _describe command commands ;;\n    rest)\n      case $line[1] in\n"
    for child in command.visibleSubcommands {
      script += "        \(child.name)) \(function)_\(child.name) ;;\n"
    }
    return script + "      esac ;;\n  esac\n}\n"
  }

  /// What `_arguments` is told of an option, a word of its own for each way to write it.
  private static func zshSpecs(_ option: Option) -> [String] {
    option.words.map { word in
      let prefix = option.isRepeated && option.valueName != nil ? "*" : ""
      let help = "[\(zshEscaped(option.help))]"
      guard let valueName = option.valueName else { return quoted("\(word)\(help)") }
      let joined = word.hasPrefix("--") ? "=" : ""
      let action = zshAction(option.completion)
      return quoted("\(prefix)\(word)\(joined)\(help):\(zshEscaped(valueName)):\(action)")
    }
  }

  private static func zshAction(_ completion: Completion) -> String {
    switch completion {
    case .none: " "
    case .file: "_files"
    case .folder: "_files -/"
    case .oneOf(let words): "(\(words.joined(separator: " ")))"
    }
  }

  /// A text in which nothing means anything to `_arguments`.
  private static func zshEscaped(_ text: String) -> String {
    String(text.flatMap { #"[]:\"#.contains($0) ? ["\\", $0] : [$0] })
  }
}
