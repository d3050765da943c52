internal import Images
internal import TensorFlowFormats

/// Why a scene of a dataset cannot be used.
package enum DatasetError: Error, Sendable, Equatable {
  /// A file or one of its records is damaged; the text says which, where, and what to do.
  case damaged(String)
  /// There is no dataset of this name, or nothing of it is here.
  case noDataset(name: String, root: String, suggestion: String)
  /// The folder has no record files.
  case noRecords(folder: String)
  /// The folder has fewer records than were asked for.
  case noRecord(folder: String, record: Int, count: Int)
  /// A record is no scene: a feature is missing or of the wrong size.
  case notAScene(file: String, offset: Int, problem: String)
  /// A scene has another size than those of its dataset.
  case unlikeDataset(file: String, offset: Int, problem: String)
  /// Scenes have fewer views than a training takes: a target besides those of the context.
  case tooFewViews(folder: String, views: Int, contextViews: Int)
  /// Everything was read, and nothing can be used; `problem` is the first that was met.
  case noUsableScene(folder: String, problem: String?)
  /// A position belongs to other files than those that are here.
  case otherFiles(folder: String)
  /// The system gave no thread to read on.
  case noThread
  /// A description, `dataset.json`, cannot be read or written.
  case badDescription(file: String, problem: String)
  /// A dataset cannot be written where another one is, or where it is already.
  case occupied(folder: String, problem: String)
  /// A file of a dataset cannot be written; the text names the file and the failed call.
  case notWritten(String)
}

extension DatasetError: CustomStringConvertible {
  /// What happened, where, what to do.
  package var description: String {
    switch self {
    case .damaged(let message): message
    case .noDataset(let name, let root, let suggestion):
      "\(root)/\(name): there is no dataset here, that is a folder \"train\" or \"test\" with .tfrecord "
        + "files.\(suggestion) Generate one or download some of its files."
    case .noRecords(let folder):
      "\(folder): there are no .tfrecord files. Download some of the dataset's files, or generate a "
        + "dataset."
    case .noRecord(let folder, let record, let count):
      "\(folder): there is no record \(record); the files here hold \(count), counted from 0."
    case .notAScene(let file, let offset, let problem):
      "\(file), record at byte \(offset): \(problem). The record is not a GQN scene; choose another."
    case .unlikeDataset(let file, let offset, let problem):
      "\(file), record at byte \(offset): \(problem). Most readers of the dataset stop at it; make or copy "
        + "the file again."
    case .tooFewViews(let folder, let views, let contextViews):
      "\(folder): scenes have \(views) views, and \(contextViews) for the context and one as the target "
        + "are needed. Take at most \(views - 1) for the context, or another dataset."
    case .noUsableScene(let folder, let problem):
      "\(folder): there is no scene that can be used"
        + (problem.map { "; the first problem is this: \($0)" } ?? ": the files hold no record.")
    case .otherFiles(let folder):
      "\(folder): the files are others than those that the position in the data was saved for, or have "
        + "other sizes. Put back what was there, or begin anew with the data."
    case .noThread:
      "the system gave no thread for reading scenes; end other programs or raise the limit (ulimit -u)"
    case .badDescription(let file, let problem):
      "\(file): \(problem). Correct the file, or remove it where the dataset needs none."
    case .occupied(let folder, let problem):
      "\(folder) \(problem). Remove the folder, or choose another with --root."
    case .notWritten(let message): message
    }
  }
}
