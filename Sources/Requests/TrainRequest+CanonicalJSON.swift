internal import Configuration
package import JSONDocuments

extension TrainRequest {
  /// All of the request that decides the weights after a number of steps, in one way of writing only.
  ///
  /// The name, the priority, the number of steps, and how often something is written or measured leave
  /// no trace: a training that is asked to go further is the same training. The memory decides in how many
  /// parts a batch is worked on, and so how sums are rounded.
  ///
  /// - Returns: UTF-8 JSON, one line, with sorted keys.
  /// - Throws: `JSONDocumentError` if a number is not finite, which no validated request holds.
  package func canonicalJSON() throws(JSONDocumentError) -> [UInt8] {
    let configuration = model.hyperparameters.configuration.map {
      ($0.key, JSONValue.string($0.text))
    }
    return try JSONWriter.bytes(
      of: JSONValue.object([
        "version": .integer(Int128(RequestReader.version)),
        "type": .string(RequestType.train.rawValue),
        "dataset": .string(dataset.name),
        "config": .object(Dictionary(configuration) { first, _ in first }),
        "batchSize": .integer(Int128(batchSize)),
        "seed": .integer(Int128(seed)),
        "objective": .string(objective.rawValue),
        "gradientClipping": gradientClipping.map { .number($0) } ?? .null,
        "klWarmUp": .integer(Int128(klWarmUp)),
        "memory": memory.map { .integer(Int128($0)) } ?? .null,
      ]), pretty: false)
  }
}
