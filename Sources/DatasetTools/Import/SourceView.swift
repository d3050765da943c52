internal import Cameras

/// A picture and its camera as a file of poses names them; of the picture nothing is read yet.
struct SourceView {
  /// How a file gives a camera.
  enum Placement: Equatable {
    /// A camera-to-world matrix of 4 × 4 numbers, row by row, with OpenGL's axes.
    case matrix([Double])
    /// A pose in our own conventions.
    case pose(Pose)
  }

  /// The file of poses and the place in it, for messages: `transforms.json: /frames/3`.
  let place: String
  /// The picture's path as the file has it, without control characters.
  let name: String
  /// Where the picture lies.
  let path: String
  /// Where it was taken from.
  let placement: Placement
  /// What is known of the lens.
  let intrinsics: Intrinsics
  /// Whether the source itself counts the view as one for tests.
  var isHeldOut = false
}
