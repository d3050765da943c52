/// Why a training ended before its last step.
package enum TrainingError: Error, Sendable, Equatable {
  /// What the request names cannot be used; each text names its place.
  case data([String])
  /// The snapshot's folder or a checkpoint in it cannot be used; the text says what to do.
  case snapshot(String)
  /// A file of the snapshot's folder cannot be written; the text says which and why.
  case output(String)
  /// A number is no number any more, or infinite.
  case diverged(step: Int, what: String, checkpoint: Int?, advice: String)
  /// The process was asked to stop; what was learned is in the newest checkpoint.
  case interrupted(step: Int, steps: Int)
}

extension TrainingError: CustomStringConvertible {
  /// What happened, where, what to do.
  package var description: String {
    switch self {
    case .data(let problems):
      problems.count == 1
        ? problems[0]
        : "\(problems.count) problems" + problems.map { "\n  " + $0 }.joined()
    case .snapshot(let message), .output(let message): message
    case .diverged(let step, let what, let checkpoint, let advice):
      "step \(step): \(what) is no finite number any more. "
        + (checkpoint.map { "The checkpoint of step \($0) is the last good one, and stays. " }
          ?? "There is no checkpoint yet. ") + advice
    case .interrupted(let step, let steps):
      "asked to stop after \(step) of \(steps) steps, which are kept; run it again to go on"
    }
  }
}
