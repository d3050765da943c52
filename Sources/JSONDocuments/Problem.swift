import Diagnostics

/// Something wrong at a place of a document: `/trajectory/frames: 0 is not in 1...100000`.
package struct Problem: Error, Sendable, Equatable {
  /// Where it is.
  package let pointer: JSONPointer

  /// What was found and what is allowed; safe to print.
  package let message: String

  /// A problem at a place. Quote what comes from the document with `quoted(_:)`.
  package init(_ pointer: JSONPointer, _ message: String) {
    self.pointer = pointer
    self.message = message
  }
}

extension Problem: CustomStringConvertible {
  package var description: String {
    pointer.tokens.isEmpty ? message : "\(printable(pointer.description)): \(message)"
  }
}

/// Gathers all that is wrong with a document while it is read.
package final class ProblemReport {
  /// What makes the document unusable, in the order it was found, the first ``limit`` of them.
  package private(set) var problems: [Problem] = []

  /// What should be known but stops nothing, the first ``limit`` of them.
  package private(set) var warnings: [Problem] = []

  /// How many problems are kept, and how many warnings; a hostile file may have millions.
  package let limit: Int

  private var omitted = 0

  /// An empty report.
  package init(limit: Int = 100) { self.limit = limit }

  /// True while nothing is wrong.
  package var isClean: Bool { problems.isEmpty }

  /// The problems, closed by one that counts those left out.
  package var summary: [Problem] {
    omitted == 0 ? problems : problems + [Problem(JSONPointer(), "and \(omitted) more like these")]
  }

  /// Notes a problem; one that is not kept is not even put into words.
  package func add(_ problem: @autoclosure () -> Problem) {
    if problems.count < limit { problems.append(problem()) } else { omitted += 1 }
  }

  /// Notes a warning.
  package func warn(_ warning: @autoclosure () -> Problem) {
    if warnings.count < limit { warnings.append(warning()) }
  }
}
