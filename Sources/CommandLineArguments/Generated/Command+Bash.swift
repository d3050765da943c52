extension Command {
  /// The completion script of bash 4.
  var bashCompletions: String {
    let function = "_" + name
    var script = """
      # bash completion for \(name)
      \(function)() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
        local path=\(Self.quoted(name)) word words=
        # bash makes a word of its own of the sign in --name=value.
        if [[ $cur == = ]]; then
          cur=
        elif [[ $prev == = ]]; then
          prev=${COMP_WORDS[COMP_CWORD-2]}
        fi
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          case "$path $word" in

      """
    for (parents, command) in family where !parents.isEmpty {
      let path = Self.quoted((parents + [command]).map(\.name).joined(separator: " "))
      script += "      \(path)) path=\(path) ;;\n"
    }
    script += "    esac\n  done\n  COMPREPLY=()\n  case \"$path $prev\" in\n"
    for (parents, command) in family {
      for option in command.allOptions(below: parents) where option.valueName != nil {
        let path = (parents + [command]).map(\.name).joined(separator: " ")
        let patterns = option.words.map { Self.quoted("\(path) \($0)") }.joined(separator: " | ")
        script += "    \(patterns)) \(Self.bashAction(option.completion)) return ;;\n"
      }
    }
    script += "  esac\n  case \"$path\" in\n"
    for (parents, command) in family {
      let path = Self.quoted((parents + [command]).map(\.name).joined(separator: " "))
      let words =
        command.visibleSubcommands.map(\.name)
        + command.allOptions(below: parents).map { "--\($0.name)" }
      script += "    \(path)) words=\(Self.quoted(words.joined(separator: " "))) ;;\n"
    }
    return script + """
        esac
        # Without an answer of ours, readline offers files.
        if [[ $cur == -* || $path == \(Self.quoted(name)) ]]; then
          COMPREPLY=($(compgen -W "$words" -- "$cur"))
        else
          words=" $words "
          COMPREPLY=($(compgen -W "${words// --*/}" -- "$cur"))
        fi
      }
      complete -o default -F \(function) \(name)

      """
  }

  private static func bashAction(_ completion: Completion) -> String {
    switch completion {
    case .none: "compopt +o default;"
    case .file: ""
    case .folder: "compopt -o dirnames +o default;"
    case .oneOf(let words):
      "COMPREPLY=($(compgen -W \(quoted(words.joined(separator: " "))) -- \"$cur\"));"
    }
  }
}
