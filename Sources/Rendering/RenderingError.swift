/// Why pictures could not be made or written.
public enum RenderingError: Error, Sendable, Equatable {
  /// The snapshot cannot be used; the text says what is wrong, where, and what to do.
  case snapshot(String)
  /// Pictures, records or cameras of the scene cannot be used; each text names its place.
  case scene([String])
  /// The frame size is no size that the network can have.
  case frameSize(width: Int, height: Int)
  /// A picture's field of view, in degrees from top to bottom, is not wide enough for the network.
  case narrowPicture(fieldOfView: Double, needed: Double)
  /// A render was asked for before any view was given.
  case noContextViews
  /// Not even one frame can be rendered with so many bytes of memory.
  case memoryLimit(limit: Int, needed: Int)
  /// A file of the output cannot be written; the text says which and why.
  case output(String)
  /// A program that makes films failed; the text says which and what it said.
  case program(String)
  /// The process was asked to stop; what is done is kept.
  case interrupted(framesDone: Int, frames: Int)
}

extension RenderingError {
  /// What is wrong, one by one.
  var problems: [String] {
    if case .scene(let problems) = self { return problems }
    return ["\(self)"]
  }
}

extension RenderingError: CustomStringConvertible {
  /// What happened, where, what to do.
  public var description: String {
    switch self {
    case .snapshot(let message), .output(let message), .program(let message): message
    case .scene(let problems):
      problems.count == 1
        ? problems[0]
        : "\(problems.count) problems" + problems.map { "\n  " + $0 }.joined()
    case .frameSize(let width, let height):
      "frames of \(width) x \(height) pixels cannot be rendered: both sides must be multiples of 4 "
        + "in 4...1024"
    case .narrowPicture(let angle, let needed):
      "a picture of \(angle) degrees from top to bottom shows less than the network's own, which cover "
        + "\(needed) (FIELD_OF_VIEW): take wider pictures, or use a network that was trained for these"
    case .noContextViews:
      "there is nothing to imagine from: add a context view before asking for a query view"
    case .memoryLimit(let limit, let needed):
      "\(limit) bytes of memory are not enough to render one frame at a time, which takes "
        + "\(needed): raise the limit (--memory), or use fewer threads"
    case .interrupted(let done, let frames):
      "asked to stop after \(done) of \(frames) frames, which are kept; run it again to go on"
    }
  }
}
