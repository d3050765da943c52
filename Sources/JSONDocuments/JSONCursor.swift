import Diagnostics

/// A value of a document together with its place, read as what it should be.
///
/// Every read gives the typed value, or nil after noting in the report what was found and what is
/// allowed. Reading goes on after a problem, so that one pass finds them all.
package struct JSONCursor {
  /// The value.
  package let value: JSONValue

  /// Its place in the document.
  package let pointer: JSONPointer

  /// Where problems go.
  package let report: ProblemReport

  /// A cursor on a whole document, or on a value at a known place.
  package init(_ value: JSONValue, at pointer: JSONPointer = JSONPointer(), report: ProblemReport) {
    self.value = value
    self.pointer = pointer
    self.report = report
  }

  /// Notes a problem at this place.
  package func problem(_ message: @autoclosure () -> String) {
    report.add(Problem(pointer, message()))
  }

  /// Notes a warning at this place.
  package func warning(_ message: @autoclosure () -> String) {
    report.warn(Problem(pointer, message()))
  }

  /// Notes that the value is of the wrong type.
  package func wrongType(expected: String) {
    problem("found \(value.kind), expected \(expected)")
  }

  // MARK: - Typed values

  /// A string.
  package func string() -> String? {
    guard case .string(let text) = value else {
      wrongType(expected: "a string")
      return nil
    }
    return text
  }

  /// `true` or `false`.
  package func bool() -> Bool? {
    guard case .bool(let flag) = value else {
      wrongType(expected: "true or false")
      return nil
    }
    return flag
  }

  /// A whole number in a range; `2.0` is one.
  package func integer<Value: FixedWidthInteger>(in range: ClosedRange<Value>) -> Value? {
    switch value {
    case .integer(let number):
      guard let exact = Value(exactly: number), range.contains(exact) else {
        problem("\(number) is not in \(range.lowerBound)...\(range.upperBound)")
        return nil
      }
      return exact
    case .number(let number):
      // Whole, but beyond 64 bits, and so beyond any range.
      problem(
        number == number.rounded()
          ? "\(number) is not in \(range.lowerBound)...\(range.upperBound)"
          : "\(number) is not a whole number, expected one in \(range.lowerBound)...\(range.upperBound)"
      )
      return nil
    default:
      wrongType(expected: "a whole number in \(range.lowerBound)...\(range.upperBound)")
      return nil
    }
  }

  /// A number in a range; finite, as all numbers of a document are.
  package func number(in range: ClosedRange<Double>) -> Double? {
    let bounds = "\(shortest(range.lowerBound))...\(shortest(range.upperBound))"
    guard let number = value.double else {
      wrongType(expected: "a number in \(bounds)")
      return nil
    }
    guard range.contains(number) else {
      problem("\(shortest(number)) is not in \(bounds)")
      return nil
    }
    return number
  }

  /// A number above 0 and at most a bound.
  package func positiveNumber(upTo bound: Double) -> Double? {
    guard let number = value.double else {
      wrongType(expected: "a number above 0, at most \(shortest(bound))")
      return nil
    }
    guard number > 0, number <= bound else {
      problem("\(shortest(number)) is not above 0 and at most \(shortest(bound))")
      return nil
    }
    return number
  }

  /// One of the names of an enumeration.
  package func choice<Choice: CaseIterable & RawRepresentable<String>>(
    of type: Choice.Type = Choice.self
  ) -> Choice? {
    let names = Choice.allCases.map(\.rawValue)
    let list = names.map { quoted($0) }.joined(separator: ", ")
    guard case .string(let name) = value else {
      wrongType(expected: "one of \(list)")
      return nil
    }
    guard let choice = Choice(rawValue: name) else {
      problem(
        "\(quoted(name, limit: 80)) is not one of \(list)."
          + Suggestion.question(for: name, among: names))
      return nil
    }
    return choice
  }

  /// The elements of an array.
  ///
  /// - Parameters:
  ///   - range: how many there may be.
  ///   - what: what they are, in the plural: `numbers`.
  /// - Returns: A cursor on each element, or nil after a problem.
  package func elements(_ range: ClosedRange<Int>, of what: String) -> [JSONCursor]? {
    let count =
      range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound)...\(range.upperBound)"
    guard case .array(let elements) = value else {
      wrongType(expected: "an array of \(count) \(what)")
      return nil
    }
    guard range.contains(elements.count) else {
      problem("the array has \(elements.count) elements, expected \(count) \(what)")
      return nil
    }
    return elements.enumerated().map { index, element in
      JSONCursor(element, at: pointer.appending(index), report: report)
    }
  }

  /// Exactly `count` numbers, each in a range; nil if any is wrong.
  package func numbers(_ count: Int, in range: ClosedRange<Double>) -> [Double]? {
    guard let elements = elements(count...count, of: "numbers") else { return nil }
    let numbers = elements.compactMap { $0.number(in: range) }
    return numbers.count == count ? numbers : nil
  }

  /// A matrix as an array of rows, all its numbers finite; nil if any is wrong.
  ///
  /// - Parameters:
  ///   - rows: how many rows there are.
  ///   - columns: how many numbers each has.
  /// - Returns: the numbers, row by row.
  package func matrix(rows: Int, columns: Int) -> [Double]? {
    guard let elements = elements(rows...rows, of: "rows") else { return nil }
    let range = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    let numbers = elements.compactMap { $0.numbers(columns, in: range) }
    return numbers.count == rows ? numbers.flatMap { $0 } : nil
  }

  /// The object, to be read key by key; finish with ``JSONObjectReader/finish()``.
  package func object(_ expected: String = "an object") -> JSONObjectReader? {
    guard case .object(let members) = value else {
      wrongType(expected: expected)
      return nil
    }
    return JSONObjectReader(members, at: self)
  }
}

/// A number without the `.0` that whole ones carry in Swift.
package func shortest(_ number: Double) -> String {
  if let whole = Int(exactly: number) { return "\(whole)" }
  return "\(number)"
}
