internal import JSONDocuments

/// Gathers all that is wrong with people's pictures and poses while they are read, so that they are told
/// together; each says its file, its place in it, and what to do.
package final class ImportReport {
  /// What makes the sources unusable, in the order it was found.
  package private(set) var problems: [String] = []
  /// What should be known but stops nothing.
  package private(set) var warnings: [String] = []

  /// The most problems that are kept, and the most warnings; a file may have a hundred thousand.
  private static let limit = 100
  private var omitted = 0

  /// An empty report.
  package init() {}

  /// True while nothing is wrong.
  package var isClean: Bool { problems.isEmpty }

  /// The problems, closed by one that counts those left out.
  package var summary: [String] {
    omitted == 0 ? problems : problems + ["and \(omitted) more like these"]
  }

  /// Notes a problem; one that is not kept is not even put into words.
  func add(_ problem: @autoclosure () -> String) {
    if problems.count < Self.limit { problems.append(problem()) } else { omitted += 1 }
  }

  /// Notes a warning.
  func warn(_ warning: @autoclosure () -> String) {
    if warnings.count < Self.limit { warnings.append(warning()) }
  }

  /// Notes all that a JSON document's own report has, each with the file's name.
  func add(_ report: ProblemReport, file: String) {
    for problem in report.summary { add("\(file): \(problem)") }
    for warning in report.warnings { warn("\(file): \(warning)") }
  }
}
