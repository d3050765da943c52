/// Why pictures did not become a dataset.
package enum ImportError: Error, Sendable, Equatable {
  /// What is wrong with the sources, all of it; each names its picture and its place in a file.
  case sources([String])
  /// A file cannot be written; the text says which and why.
  case output(String)
}

extension ImportError: CustomStringConvertible {
  /// What happened, where, what to do.
  package var description: String {
    switch self {
    case .sources(let problems):
      problems.count == 1
        ? problems[0]
        : "\(problems.count) problems" + problems.map { "\n  " + $0 }.joined()
    case .output(let message): message
    }
  }
}
