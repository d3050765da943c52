package import Datasets
internal import Diagnostics

/// Why scenes are not generated.
package enum GeneratorError: Error, Sendable, Equatable {
  /// There is no generator of this name.
  case unknownName(String)
  /// Pictures or files could not be written.
  case dataset(DatasetError)
  /// A picture could not be coded; the text says why.
  case picture(String)
  /// The work was called off; so many of all scenes are in complete files.
  case interrupted(scenes: Int, of: Int)
}

extension GeneratorError: CustomStringConvertible {
  /// What happened, where, what to do.
  package var description: String {
    switch self {
    case .unknownName(let name):
      "\(quoted(name)) is no generator."
        + Suggestion.question(for: name, among: SceneGenerator.allCases.map(\.rawValue))
        + " There are "
        + SceneGenerator.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .dataset(let error): "\(error)"
    case .picture(let message): message
    case .interrupted(let scenes, let total):
      "stopped with \(scenes) of \(total) scenes written; run it again to go on"
    }
  }
}
