import JSONDocuments

extension RequestReader {
  func evaluateRequest(_ object: JSONObjectReader) -> EvaluateRequest? {
    let (name, priority, after) = order(in: object)
    let model = self.model(in: object)
    let dataset = object.required("dataset", "an object with \"name\"")
      .flatMap { evaluationData($0) }
    let records = object.optional("records").map { $0.integer(in: 1...1_000_000) } ?? 200
    let samples = object.optional("samples").map { $0.integer(in: 2...1000) } ?? 8
    let seed = object.optional("seed").map { $0.integer(in: 0...UInt64.max) } ?? 0
    let pictures = object.optional("pictures").map { $0.integer(in: 0...1000) } ?? 20
    let directory = evaluationDirectory(in: object, name: name)
    let memory = self.memory(in: object)
    let threads = self.threads(in: object)
    object.finish()
    guard let name, let priority, let after, let model, let dataset, let records, let samples,
      let seed, let pictures, let directory
    else { return nil }
    return EvaluateRequest(
      name: name, priority: priority, after: after, model: model, dataset: dataset,
      records: records, samples: samples, seed: seed, pictures: pictures, directory: directory,
      memory: memory, threads: threads, warnings: report.warnings)
  }

  /// `output.directory` of an evaluation.
  func evaluationDirectory(in object: JSONObjectReader, name: String?) -> String? {
    guard let cursor = object.optional("output") else { return name }
    guard let output = cursor.object() else { return nil }
    let directory = output.optional("directory").map { self.directory($0) } ?? name
    output.finish()
    return directory
  }
}
