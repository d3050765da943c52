internal import Diagnostics
internal import TensorFlowFormats

/// Why a snapshot cannot be used.
package enum SnapshotError: Error, Sendable, Equatable {
  /// A file could not be read; the text says which, why, and what to do.
  case file(String)
  /// `gqn_config.json` has problems, each with its place.
  case configuration(path: String, problems: [String])
  /// The folder has no checkpoint of that step.
  case noStep(folder: String, step: Int, available: [Int])
  /// The folder has no checkpoint at all.
  case noCheckpoint(folder: String)
  /// Variables that the configuration asks for are missing or have another shape or type.
  case variables(prefix: String, problems: [String], hint: String)
}

extension SnapshotError: CustomStringConvertible {
  /// What happened, where, what to do.
  package var description: String {
    switch self {
    case .file(let message): message
    case .configuration(let path, let problems):
      "\(printable(path)): \(problems.joined(separator: "; ")). Correct the file, or copy it again "
        + "from where the network was trained."
    case .noStep(let folder, let step, let available):
      "\(printable(folder)): there is no checkpoint of step \(step). The steps here are "
        + "\(available.map(String.init).joined(separator: ", ")); choose one of them."
    case .noCheckpoint(let folder):
      "\(printable(folder)): there is no checkpoint. A snapshot's folder holds gqn_config.json, "
        + "checkpoint, model.ckpt-STEP.index and model.ckpt-STEP.data-00000-of-00001."
    case .variables(let prefix, let problems, let hint):
      "\(printable(prefix)): "
        + (problems.count == 1 ? "1 variable does" : "\(problems.count) variables do")
        + " not fit gqn_config.json:\n  " + problems.joined(separator: "\n  ") + "\n\(hint)"
    }
  }
}
