import JSONDocuments

/// What a request file asks for.
///
/// A value of this type is complete and checked: every number is in its range, every file it names was
/// there, and its paths are absolute. `docs/requests.md` describes the format.
package enum Request: Sendable, Equatable {
  /// Frames and films of one scene.
  case render(RenderRequest)
  /// A snapshot that learns from a dataset.
  case train(TrainRequest)
  /// A snapshot measured on scenes of a dataset.
  case evaluate(EvaluateRequest)
}

/// What a request can be for, as its key `type` says.
package enum RequestType: String, CaseIterable, Sendable {
  case render, train, evaluate
}

extension Request {
  /// What it is for.
  package var type: RequestType {
    switch self {
    case .render: .render
    case .train: .train
    case .evaluate: .evaluate
    }
  }

  /// Reads and validates a request.
  ///
  /// - Parameters:
  ///   - bytes: the file's content, UTF-8 JSON of at most 16 MiB.
  ///   - fileName: the file's name, for messages and for the request's default name.
  ///   - context: where the request's paths lead, and what it may read.
  /// - Returns: The request.
  /// - Throws: ``RequestError`` with all that is wrong.
  package static func read(
    _ bytes: [UInt8], fileName: String, in context: RequestContext
  ) throws(RequestError) -> Request {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .notJSON(file: fileName, error)
    }
    let report = ProblemReport()
    let reader = RequestReader(context: context, report: report, fileName: fileName)
    let request = reader.request(JSONCursor(value, report: report))
    guard let request, report.isClean else {
      throw .invalid(file: fileName, problems: report.summary, warnings: report.warnings)
    }
    return request
  }
}
