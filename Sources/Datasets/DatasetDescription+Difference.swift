extension DatasetDescription {
  /// The first fact in which this description differs from another, for a message; nil for equal ones.
  func firstDifference(from other: DatasetDescription) -> String? {
    func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "none" }
    let facts: [(String, String, String)] = [
      ("name", name, other.name),
      ("scenes to train", text(layout?.train), text(other.layout?.train)),
      ("scenes to test", text(layout?.test), text(other.layout?.test)),
      ("scenes a file", text(layout?.scenesPerFile), text(other.layout?.scenesPerFile)),
      ("seed", text(origin?.seed), text(other.origin?.seed)),
      ("made from", text(origin?.source), text(other.origin?.source)),
      ("made by", text(origin?.program), text(other.origin?.program)),
      ("pixels", "\(width)x\(height)", "\(other.width)x\(other.height)"),
      ("views", "\(views)", "\(other.views)"),
      ("field of view", text(fieldOfView), text(other.fieldOfView)),
      ("sources", text(sources), text(other.sources)),
    ]
    for (name, own, others) in facts where own != others {
      return "\(name) \(own), asked for \(others)"
    }
    return self == other ? nil : "it was made in another way"
  }
}
