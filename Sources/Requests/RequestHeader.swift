internal import JSONDocuments

/// What a queue must know of a request: the keys that all types have.
package struct RequestHeader: Sendable, Equatable {
  /// What is asked for.
  package let type: RequestType
  /// The request's name, its file's where it gives none.
  package let name: String
  /// Requests of higher priority go first.
  package let priority: Int
  /// Names or IDs of the jobs to wait for.
  package let after: [String]
  /// The folder that a render or an evaluation writes to, below the output folder.
  package let outputDirectory: String?

  /// Reads the keys that all types have, and leaves the others to ``Request/read(_:fileName:in:)``.
  ///
  /// - Parameters:
  ///   - bytes: the file's content, UTF-8 JSON of at most 16 MiB.
  ///   - fileName: the file's name, for messages and for the request's default name.
  /// - Returns: the header.
  /// - Throws: ``RequestError`` with all that is wrong.
  package static func read(
    _ bytes: [UInt8], fileName: String
  ) throws(RequestError) -> RequestHeader {
    let value: JSONValue
    do throws(JSONDocumentError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .notJSON(file: fileName, error)
    }
    let report = ProblemReport()
    // No path is looked at.
    let context = RequestContext(baseFolder: "/", modelsFolder: "/")
    let reader = RequestReader(context: context, report: report, fileName: fileName)
    guard let header = reader.header(JSONCursor(value, report: report)), report.isClean else {
      throw .invalid(file: fileName, problems: report.summary, warnings: report.warnings)
    }
    return header
  }
}

extension RequestReader {
  /// `version` and `type`, without which nothing else can be judged.
  func type(in object: JSONObjectReader) -> RequestType? {
    guard let version = object.required("version", "\(Self.version)") else { return nil }
    guard version.value == .integer(Int128(Self.version)) else {
      version.problem("found \(version.value.kind), this build reads version \(Self.version)")
      return nil
    }
    return object.required("type", "\"render\", \"train\" or \"evaluate\"")?.choice()
  }

  /// `name`, `priority` and `after`.
  func order(
    in object: JSONObjectReader
  ) -> (name: String?, priority: Int?, after: [String]?) {
    let name = object.optional("name").map { jobName($0) } ?? Self.defaultName(for: fileName)
    let priority = object.optional("priority").map { $0.integer(in: -1000...1000) } ?? 0
    let after = object.optional("after").map { dependencies($0, ofJob: name) } ?? []
    return (name, priority, after)
  }

  fileprivate func header(_ cursor: JSONCursor) -> RequestHeader? {
    guard let object = cursor.object("an object, the request"), let type = type(in: object)
    else { return nil }
    let order = order(in: object)
    let directory: String? =
      switch type {
      case .render:
        output(object.optional("output"), name: order.name, trajectoryRate: nil)?.directory
      case .evaluate: evaluationDirectory(in: object, name: order.name)
      case .train: nil
      }
    guard let name = order.name, let priority = order.priority, let after = order.after else {
      return nil
    }
    return RequestHeader(
      type: type, name: name, priority: priority, after: after, outputDirectory: directory)
  }
}

extension RequestError {
  /// Whether nothing is wrong but the snapshot, which another job may be about to make.
  package var isOnlyOfModel: Bool {
    guard case .invalid(_, let problems, _) = self else { return false }
    return problems.allSatisfy { ["model", "step"].contains($0.pointer.tokens.first) }
  }
}
