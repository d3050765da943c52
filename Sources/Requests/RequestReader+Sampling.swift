import JSONDocuments

extension RequestReader {
  func sampling(_ cursor: JSONCursor?) -> Sampling? {
    var sampling = Sampling()
    guard let cursor else { return sampling }
    guard let object = cursor.object() else { return nil }
    if let noise = object.optional("noise")?.choice(of: Sampling.Noise.self) {
      sampling.noise = noise
    }
    if let seed = object.optional("seed")?.integer(in: 0...UInt64.max) { sampling.seed = seed }
    let temperature = object.optional("temperature")
    if let value = temperature?.number(in: 0...100) { sampling.temperature = value }
    let samples = object.optional("samples")
    if let value = samples?.integer(in: 1...1000) { sampling.samples = value }
    object.finish()
    if sampling.noise == .mean {
      if sampling.samples > 1 {
        samples?.warning("all samples are the same where \"noise\" is \"mean\"")
      }
      temperature?.warning("has no effect where \"noise\" is \"mean\"")
    }
    return sampling
  }
}
