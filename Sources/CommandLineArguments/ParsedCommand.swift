/// A command line that was understood: settings by name, read in the type that is wanted.
///
/// To ask for a name that the command does not describe is a mistake of the program, and traps.
package struct ParsedCommand: Sendable {
  /// The words of the command, such as `["gqn", "render"]`.
  package let path: [String]
  private let options: [Option]
  private let values: [String: [String]]
  private let arguments: [String: [String]]

  init(
    path: [String], options: [Option], values: [String: [String]], arguments: [String: [String]]
  ) {
    self.path = path
    self.options = options
    self.values = values
    self.arguments = arguments
  }

  /// A wrong use of this command that only its runner can see.
  package func error(_ problem: UsageError.Problem) -> UsageError {
    UsageError(problem, command: path.joined(separator: " "))
  }

  // MARK: - Arguments

  /// All words given for an argument, in order.
  package func arguments(_ name: String) -> [String] {
    guard let words = arguments[name] else {
      preconditionFailure("\(path) describes no argument \(name)")
    }
    return words
  }

  /// The word given for an argument.
  package func argument(_ name: String) throws(UsageError) -> String {
    guard let word = arguments(name).first else { throw error(.missingArgument(name)) }
    return word
  }

  // MARK: - Options

  /// Whether the flag was given.
  package func flag(_ name: String) -> Bool {
    _ = option(name)
    return values[name] != nil
  }

  /// Every value given for an option, in order; its default where there is none.
  package func strings(_ name: String) -> [String] {
    let option = option(name)
    return values[name] ?? option.defaultValue.map { [$0] } ?? []
  }

  /// The option's value, or its default, or `nil`.
  package func stringIfGiven(_ name: String) -> String? { strings(name).last }

  /// The option's value or its default.
  package func string(_ name: String) throws(UsageError) -> String {
    try required(name, stringIfGiven(name))
  }

  /// The option's value, or its default, or `nil`, as an integer of a range.
  package func intIfGiven(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(UsageError) -> Int? {
    guard let text = stringIfGiven(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw bad(name, text, "a whole number" + Self.words(range))
    }
    return number
  }

  /// The option's value or its default, as an integer of a range.
  package func int(
    _ name: String, in range: ClosedRange<Int> = Int.min...Int.max
  ) throws(UsageError) -> Int {
    try required(name, try intIfGiven(name, in: range))
  }

  /// The option's value, or its default, or `nil`, as a finite number of a range.
  package func doubleIfGiven(
    _ name: String, in range: ClosedRange<Double>? = nil
  ) throws(UsageError) -> Double? {
    guard let text = stringIfGiven(name) else { return nil }
    guard let number = Double(text), number.isFinite, range?.contains(number) ?? true else {
      let limits = range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
      throw bad(name, text, "a number" + limits)
    }
    return number
  }

  /// The option's value or its default, as a finite number of a range.
  package func double(
    _ name: String, in range: ClosedRange<Double>? = nil
  ) throws(UsageError) -> Double {
    try required(name, try doubleIfGiven(name, in: range))
  }

  private func option(_ name: String) -> Option {
    guard let option = options.first(where: { $0.name == name }) else {
      preconditionFailure("\(path) describes no option --\(name)")
    }
    return option
  }

  private func required<Value>(_ name: String, _ value: Value?) throws(UsageError) -> Value {
    guard let value else {
      throw error(.missingOption("--\(name)", valueName: option(name).valueName ?? ""))
    }
    return value
  }

  func bad(_ name: String, _ value: String, _ expected: String) -> UsageError {
    error(.badValue(subject: "--\(name)", value: value, expected: expected))
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): ""
    case (let low, .max): " of at least \(low)"
    case (.min, let high): " of at most \(high)"
    case (let low, let high): " from \(low) to \(high)"
    }
  }
}
