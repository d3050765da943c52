internal import Diagnostics
internal import LinuxSystem
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
  /// The checkpoint that the folder's `checkpoint` names is not there, or its path leads out of the folders
  /// that may be read, which are listed then.
  case noNamedCheckpoint(folder: String, path: String, available: [Int], outsideOf: [String])
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
    case .noNamedCheckpoint(let folder, let path, let available, let roots):
      Self.noNamedCheckpoint(folder, path, available, roots)
    case .variables(let prefix, let problems, let hint):
      "\(printable(prefix)): "
        + (problems.count == 1 ? "1 variable does" : "\(problems.count) variables do")
        + " not fit gqn_config.json:\n  " + problems.joined(separator: "\n  ") + "\n\(hint)"
    }
  }

  private static func noNamedCheckpoint(
    _ folder: String, _ path: String, _ available: [Int], _ roots: [String]
  ) -> String {
    let name = printable(Paths.split(path).name)
    let why =
      roots.isEmpty
      ? "of which there is no \(name).index"
      : "which leads out of the folders that may be read: "
        + roots.map { printable($0) }.joined(separator: ", ")
    let others =
      available.isEmpty
      ? ""
      : ", or choose with \"step\" one of the steps that are there: "
        + available.map(String.init).joined(separator: ", ")
    return "\(printable(folder))/checkpoint names \(quoted(path)), \(why). Copy \(name).index and "
      + "\(name).data-00000-of-00001 to \(printable(folder))\(others)."
  }
}
