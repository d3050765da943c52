internal import Diagnostics
package import LinuxSystem

/// Why something asked of the queue was not done.
package enum QueueError: Error, Sendable, Equatable {
  /// The operating system refused.
  case system(SystemError)
  /// Another daemon serves the folder; `holder` is how it named itself, maybe empty.
  case held(path: String, holder: String)
  /// The queue's folder is not there any more.
  case folderGone(path: String)
  /// Another folder has taken the place of the queue's, or of one in it.
  case folderReplaced(path: String)
  /// No job has this ID, name or beginning of an ID.
  case noSuchJob(String, suggestion: String?)
  /// Several jobs fit; their IDs.
  case ambiguous(String, candidates: [String])
  /// The job is in a state in which this cannot be done to it.
  case wrongState(id: String, state: JobState, action: String)
  /// A file of the queue cannot be understood.
  case unreadable(path: String, reason: String)
  /// A control request lacks something or asks for what cannot be.
  case badControl(file: String, reason: String)

  /// Whether room on the disk (or in its quota) would have prevented this.
  package var isDiskFull: Bool {
    guard case .system(let error) = self else { return false }
    return error.isDiskFull
  }
}

extension QueueError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error):
      return "\(error)"
    case .held(let path, let holder):
      let who = holder.isEmpty ? "another process" : printable(holder)
      return "the queue \(printable(path)) is served by \(who); stop it, or choose another folder"
    case .folderGone(let path):
      return "the queue's folder \(printable(path)) is gone; put it back or create it anew"
    case .folderReplaced(let path):
      return "another folder has taken the place of \(printable(path)); open the queue again"
    case .noSuchJob(let name, let suggestion):
      let hint = suggestion.map { " Did you mean \(quoted($0))?" } ?? ""
      return
        "no job \(quoted(name)) is in the queue; see \"gqn status\" for those there are.\(hint)"
    case .ambiguous(let name, let candidates):
      let shown = candidates.prefix(10).map { printable($0) }.joined(separator: ", ")
      let more = candidates.count > 10 ? " and \(candidates.count - 10) more" : ""
      return
        "\(quoted(name)) fits several jobs; give more of the ID of one of them: \(shown)\(more)"
    case .wrongState(let id, let state, let action):
      return "cannot \(action) \(printable(id)), which is \(state.rawValue); \(Self.advice(state))"
    case .unreadable(let path, let reason):
      return "\(printable(path)) cannot be understood: \(reason); restore it or remove it"
    case .badControl(let file, let reason):
      return "control/\(printable(file)): \(reason); send the request again with \"gqn\""
    }
  }

  private static func advice(_ state: JobState) -> String {
    switch state {
    case .queued: "wait until it has run, or cancel it"
    case .running: "wait for its end, or cancel it"
    case .done, .failed, .cancelled: "queue it again with \"gqn retry\""
    case .rejected: "correct the file and drop it again"
    }
  }
}
