import Diagnostics
package import JSONDocuments

/// Why a file is not a request that can be carried out.
package enum RequestError: Error, Sendable, Equatable {
  /// The file is no JSON document.
  case notJSON(file: String, JSONDocumentError)

  /// The document is not a valid request; all its problems, in the order of the file format.
  case invalid(file: String, problems: [Problem], warnings: [Problem])
}

extension RequestError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notJSON(let file, let error):
      "\(printable(file)): \(error)"
    case .invalid(let file, let problems, _):
      if problems.count == 1 {
        "\(printable(file)): \(problems[0])"
      } else {
        "\(printable(file)): \(problems.count) problems\n"
          + problems.map { "  \($0)" }.joined(separator: "\n")
      }
    }
  }
}
