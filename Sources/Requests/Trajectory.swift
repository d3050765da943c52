package import Cameras

/// `trajectory`: the cameras of the frames, in order.
package enum Trajectory: Sendable, Equatable {
  /// `orbit`: a ring that looks at a point.
  case orbit(CameraPath.Orbit, frames: Int)

  /// `line`: a straight line.
  case line(CameraPath.Line, frames: Int)

  /// `look`: a turn and tilt in place.
  case look(CameraPath.Look, frames: Int)

  /// `keyframes`: a smooth flight through poses.
  case keyframes(CameraPath.Keyframes, frames: Int)

  /// `views`: a smooth flight through the views of the scene, back to the first one if it loops.
  case views(loop: Bool, frames: Int)

  /// `poses`: an explicit list.
  case poses([Camera])

  /// `dataset`: all cameras of the scene's record, side by side with its own pictures.
  case dataset

  /// `file`: the cameras of an imported `camera_path.json` or `transforms.json`.
  case file(path: String, cameras: [Camera])

  /// How many frames there will be; nil where only the dataset's record knows.
  package var frameCount: Int? {
    switch self {
    case .orbit(_, let frames), .line(_, let frames), .look(_, let frames),
      .keyframes(_, let frames), .views(_, let frames):
      frames
    case .poses(let cameras), .file(_, let cameras): cameras.count
    case .dataset: nil
    }
  }

  /// The camera of each frame.
  ///
  /// - Parameters:
  ///   - sceneViews: the cameras of the views that the model is shown; read by `views` only.
  ///   - datasetCameras: all cameras of the scene's record; read by `dataset` only.
  /// - Returns: As many cameras as there are frames.
  /// - Throws: `CameraError` if the path does not exist, as with fewer than two views to fly through.
  package func cameras(
    sceneViews: [Camera], datasetCameras: [Camera]
  ) throws(CameraError) -> [Camera] {
    switch self {
    case .orbit(let path, let frames): return try path.cameras(frames: frames)
    case .line(let path, let frames): return try path.cameras(frames: frames)
    case .look(let path, let frames): return try path.cameras(frames: frames)
    case .keyframes(let path, let frames): return try path.cameras(frames: frames)
    case .views(let loop, let frames):
      let keys = sceneViews.map(\.pose)
      return try CameraPath.Keyframes(keys: keys, loop: loop).cameras(frames: frames)
    case .poses(let cameras), .file(_, let cameras): return cameras
    case .dataset:
      guard !datasetCameras.isEmpty else { throw .noCameras }
      return datasetCameras
    }
  }
}
