/// A command line that cannot be understood.
package struct UsageError: Error, Sendable, Equatable {
  /// The exit status of a program that was called wrongly, `EX_USAGE` of sysexits.h.
  package static let exitCode: Int32 = 64

  /// What is wrong.
  package enum Problem: Sendable, Equatable {
    case unknownOption(String, suggestion: String?)
    case unknownCommand(String, suggestion: String?)
    case missingCommand([String])
    case missingValue(option: String, valueName: String)
    case unexpectedValue(option: String, value: String)
    case repeatedOption(String)
    case unexpectedArgument(String)
    case missingArgument(String)
    case missingOption(String, valueName: String)
    /// `subject` is an option with its dashes or an argument's name.
    case badValue(subject: String, value: String, expected: String)
  }

  /// What is wrong.
  package let problem: Problem
  /// The words of the command that was called, such as `gqn render`.
  package let command: String

  /// Describes a wrong call of a command.
  package init(_ problem: Problem, command: String) {
    self.problem = problem
    self.command = command
  }
}

extension UsageError: CustomStringConvertible {
  package var description: String {
    "\(what); see \(command) --help"
  }

  private var what: String {
    switch problem {
    case .unknownOption(let name, let suggestion):
      "unknown option \(name)" + Self.question(suggestion)
    case .unknownCommand(let name, let suggestion):
      "unknown command \"\(name)\"" + Self.question(suggestion)
    case .missingCommand(let names):
      "a command is missing: give one of \(names.joined(separator: ", "))"
    case .missingValue(let option, let valueName):
      "\(option) lacks its value: write \(option) \(valueName)"
    case .unexpectedValue(let option, let value):
      "\(option) takes no value, and \"\(value)\" was given: write \(option) alone"
    case .repeatedOption(let option):
      "\(option) was given twice: leave one out"
    case .unexpectedArgument(let value):
      "unexpected argument \"\(value)\": leave it out"
    case .missingArgument(let name):
      "\(name) is missing: add it to the command line"
    case .missingOption(let option, let valueName):
      "\(option) is missing: add \(option) \(valueName)"
    case .badValue(let subject, let value, let expected):
      "\(subject): \"\(value)\" is not \(expected)"
    }
  }

  private static func question(_ suggestion: String?) -> String {
    suggestion.map { ", did you mean \($0)?" } ?? ""
  }
}
