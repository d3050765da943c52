import DatasetNames
import Diagnostics
import JSONDocuments

extension RequestReader {
  /// `dataset` of a training: the split `train` must be there, `test` may be.
  func trainingData(_ cursor: JSONCursor) -> TrainingData? {
    guard let object = cursor.object("an object with \"name\"") else { return nil }
    let place = datasetPlace(object)
    object.finish()
    guard let place, let train = splitFolder(.train, of: place, isRequired: true) else {
      return nil
    }
    return TrainingData(
      name: place.name, root: place.root, trainFolder: train,
      testFolder: splitFolder(.test, of: place, isRequired: false))
  }

  /// `dataset` of an evaluation.
  func evaluationData(_ cursor: JSONCursor) -> EvaluationData? {
    guard let object = cursor.object("an object with \"name\"") else { return nil }
    let place = datasetPlace(object)
    let split = object.optional("split").map { $0.choice(of: DatasetSplit.self) } ?? .test
    object.finish()
    guard let place, let split, let folder = splitFolder(split, of: place, isRequired: true)
    else { return nil }
    return EvaluationData(name: place.name, root: place.root, split: split, folder: folder)
  }

  /// Where a dataset lies, and the place that names it.
  private struct DatasetPlace {
    let name, root, folder: String
    let cursor: JSONCursor
  }

  private func datasetPlace(_ object: JSONObjectReader) -> DatasetPlace? {
    let cursor = object.required("name", "the name of a dataset")
    let name = cursor.flatMap { jobName($0) }
    let rootCursor = object.optional("root")
    let root = rootCursor.map { path($0, to: .folder) }
    guard let cursor, let name else { return nil }
    guard
      let root = root ?? existing("data", in: context.baseFolder, kind: .folder, at: cursor),
      let folder = existing(name, in: root, kind: .folder, at: cursor)
    else { return nil }
    return DatasetPlace(name: name, root: root, folder: folder, cursor: cursor)
  }

  /// The folder of a split, if it has record files.
  private func splitFolder(
    _ split: DatasetSplit, of place: DatasetPlace, isRequired: Bool
  ) -> String? {
    let inside = place.folder + "/" + split.rawValue
    guard isRequired || context.files.resolved(inside) != nil else { return nil }
    guard
      let folder = existing(split.rawValue, in: place.folder, kind: .folder, at: place.cursor)
    else { return nil }
    guard context.files.names(in: folder).contains(where: { $0.hasSuffix(".tfrecord") }) else {
      if isRequired {
        place.cursor.problem(
          "\(printable(folder)) has no .tfrecord files; download some of the dataset's files, or "
            + "generate a dataset")
      }
      return nil
    }
    return folder
  }
}
