package import JSONDocuments

/// What a record of an imported dataset was made of.
package struct ImportedSource: Encodable, Sendable, Equatable {
  /// The record's split, and its number from 0.
  package var split: DatasetSplit
  package var record: Int
  /// The files of poses, as they were named.
  package var files: [String]
  /// What was done to their positions.
  package var transform: WorldTransform
  /// What the files say had been done to them before: nerfstudio's `applied_transform` and
  /// `applied_scale`.
  package var applied: [String: JSONValue]?
  /// SHA-256 of the record's coded pictures, 64 digits: by it another import of the same files is known
  /// for another.
  package var digest: String

  /// A record's source.
  package init(
    split: DatasetSplit, record: Int, files: [String], transform: WorldTransform,
    applied: [String: JSONValue]? = nil, digest: String
  ) {
    self.split = split
    self.record = record
    self.files = files
    self.transform = transform
    self.applied = applied
    self.digest = digest
  }

  /// Reads what was written; nil after a problem.
  init?(reading cursor: JSONCursor) {
    guard let object = cursor.object() else { return nil }
    let split: DatasetSplit? = object.required("split", "\"train\" or \"test\"")?.choice()
    let record = object.required("record", "the record's number")?.integer(in: 0...Int.max)
    let names = object.required("files", "an array of paths")?.elements(0...1000, of: "paths")
    let files = names?.compactMap { $0.string() }
    let transform = object.required("transform", "an object").flatMap {
      WorldTransform(reading: $0)
    }
    var applied: [String: JSONValue]?
    if case .object(let members) = object.optional("applied")?.value { applied = members }
    let digest = object.required("digest", "64 digits")?.string()
    guard let split, let record, let files, files.count == names?.count, let transform,
      let digest
    else {
      return nil
    }
    self.init(
      split: split, record: record, files: files, transform: transform, applied: applied,
      digest: digest)
  }
}
