package import DatasetNames
package import JSONDocuments

/// A request of type `evaluate`: a snapshot measured on scenes of a dataset.
package struct EvaluateRequest: Sendable, Equatable {
  /// `name`, `priority` and `after`, as of every request.
  package var name: String
  package var priority: Int
  package var after: [String]

  /// `model` and `step`: the snapshot that is measured.
  package var model: ModelReference

  /// `dataset`: the scenes.
  package var dataset: EvaluationData

  /// `records`: how many scenes, from the first, 1...1 000 000; fewer where the split has fewer.
  /// Default: 200.
  package var records = 200

  /// `samples`: pictures drawn of each scene, 2...1000. Default: 8.
  package var samples = 8

  /// `seed`: the key of the noise, 0...2⁶⁴−1. Default: 0.
  package var seed: UInt64 = 0

  /// `pictures`: how many scenes the report shows, 0...1000. Default: 20.
  package var pictures = 20

  /// `output.directory`: the folder below `output/`. Default: the name.
  package var directory: String

  /// `memory`: the most bytes that the program may hold. Default: nil, no limit.
  package var memory: Int?

  /// `threads`: how many threads work, 1...256. Default: nil, one for each processor.
  package var threads: Int?

  /// What should be known about the request but does not stop it.
  package var warnings: [Problem] = []
}

/// `dataset` of an evaluation: one split of a dataset in DeepMind's layout.
package struct EvaluationData: Sendable, Equatable {
  /// `name`: a folder below the root.
  package var name: String

  /// `root`: the folder that holds datasets: absolute, links resolved. Default: `data`.
  package var root: String

  /// `split`: `train` or `test`. Default: `test`.
  package var split: DatasetSplit

  /// The split's own folder: absolute, links resolved. It has record files.
  package var folder: String
}
