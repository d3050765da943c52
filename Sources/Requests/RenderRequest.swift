package import Cameras
package import DatasetNames
package import JSONDocuments

/// A request of type `render`: one scene, seen from the cameras of a trajectory.
package struct RenderRequest: Sendable, Equatable {
  /// `name`: what the job is called. 1 to 100 ASCII letters, digits, `.`, `_` and `-`, the first one a
  /// letter or digit. Default: the file's name without `.json`, other characters replaced by `-`.
  package var name: String

  /// `priority`: jobs with a higher one run first, −1000...1000. Default: 0.
  package var priority: Int

  /// `after`: names or IDs of jobs that must be done before, at most 100. Default: none.
  package var after: [String]

  /// `model` and `step`: the snapshot that draws.
  package var model: ModelReference

  /// `poseEncoding`: how poses become network inputs, `training` or `predictor`. Default: `training`.
  package var poseEncoding: PoseEncoding

  /// `scene`: what the model is shown.
  package var scene: Scene

  /// `scene.fieldOfView`: the angle in degrees that the scene's pictures cover from top to bottom, 1...170. Default:
  /// nil, what is known of the dataset. Only an epipolar snapshot needs it.
  package var fieldOfView: Double? = nil

  /// `trajectory`: where it is asked to look from.
  package var trajectory: Trajectory

  /// `sampling`: how noise is drawn.
  package var sampling: Sampling

  /// `output`: where and as what the frames are written.
  package var output: Output

  /// What should be known about the request but does not stop it.
  package var warnings: [Problem]
}

/// The snapshot that a request names.
package struct ModelReference: Sendable, Equatable {
  /// `model` as it was written: a folder below `models/`, or else a path.
  package var name: String

  /// The model's folder: absolute, links resolved. It holds `checkpoint` and `gqn_config.json`.
  package var folder: String

  /// `step`: the training step of the checkpoint to use, 0 or more. Default: nil, the newest one.
  package var step: Int?
}

/// `scene`: the pictures that the model is shown, each with its camera.
package enum Scene: Sendable, Equatable {
  /// `views`: 1 to 1000 image files, each with a pose.
  case views([View])

  /// `dataset` and the keys beside it: a record of a dataset.
  case record(DatasetRecord)

  /// `generated`: a scene that a generator makes, which can also say what every frame should look like.
  case generated(GeneratedRecord)

  /// An element of `scene.views`.
  package struct View: Sendable, Equatable {
    /// `image`: a PNG or JPEG file: absolute, links resolved. It was a regular file.
    package var imagePath: String

    /// `pose`: where it was taken from.
    package var camera: Camera
  }
}

/// A scene out of a dataset in DeepMind's layout.
package struct DatasetRecord: Sendable, Equatable {
  /// `dataset`: the dataset's name, a folder below the root.
  package var dataset: String

  /// `root`: the folder that holds datasets: absolute, links resolved. Default: `data`.
  package var root: String

  /// `split`: `train` or `test`. Default: `test`.
  package var split: DatasetSplit

  /// The split's own folder, root, name and split joined: absolute, links resolved.
  package var folder: String

  /// `record`: which record of the split, counted from 0 over its files in order. Default: 0.
  package var record: Int

  /// `views`: which of the record's views the model is shown, counted from 0, 1 to 1000 different ones.
  /// Default: nil, the first ones, as many as the snapshot was trained with.
  package var views: [Int]?
}

/// A scene of a dataset that `gqn dataset generate` would make, which need not be on disk.
package struct GeneratedRecord: Sendable, Equatable {
  /// `name`: the generator.
  package var generator: SceneGenerator

  /// `seed`: the dataset's seed, 0...2⁶⁴−1. Default: 1.
  package var seed: UInt64

  /// `split`: `train` or `test`. Default: `test`.
  package var split: DatasetSplit

  /// `index`: which scene of the split, counted from 0. Default: 0.
  package var index: Int

  /// `views`: which of the scene's views the model is shown, counted from 0. Default: nil, the first ones, as
  /// many as the snapshot was trained with.
  package var views: [Int]?
}

/// `sampling`: how the latent noise of the generator is drawn.
package struct Sampling: Sendable, Equatable {
  /// `noise`: what ε is in each frame.
  package enum Noise: String, Sendable, CaseIterable {
    /// The same for every frame, so that a flythrough does not flicker; the default.
    case shared
    /// New for every frame, as tf-gqn does.
    case independent
    /// 0: the most likely latents.
    case mean
  }

  /// `noise`. Default: `shared`.
  package var noise: Noise = .shared

  /// `seed`: the key of the random numbers, 0...2⁶⁴−1. Default: 0.
  package var seed: UInt64 = 0

  /// `temperature`: the standard deviation of ε, 0...100. Default: 1.
  package var temperature = 1.0

  /// `samples`: how many pictures are drawn of each frame, 1...1000. With more than one, the per-pixel mean
  /// and standard deviation are written too. Default: 1.
  package var samples = 1
}

/// `output`: where and as what the frames are written.
package struct Output: Sendable, Equatable {
  /// What a film can be written as.
  package enum Video: String, Sendable, CaseIterable {
    /// Animated PNG, built in and without loss.
    case apng
    /// H.264, made by the program `ffmpeg`.
    case mp4
    /// VP9, made by the program `ffmpeg`.
    case webm
    /// Made by the program `ffmpeg`.
    case gif

    /// True where the program `ffmpeg` does the work.
    package var needsFFmpeg: Bool { self != .apng }
  }

  /// How an enlarged picture's pixels are found.
  package enum ScaleFilter: String, Sendable, CaseIterable {
    /// Each pixel becomes a square; the default.
    case nearest
    /// A windowed sinc of three lobes: smooth.
    case lanczos
  }

  /// `directory`: the folder below `output/`, relative, without `..` and hidden parts. Default: the name.
  package var directory: String

  /// `framesPerSecond`: of the film, above 0, at most 240. Default: an imported trajectory's own, else 24.
  package var framesPerSecond: Double

  /// `video`: the films that are made, each once; none if empty. Default: `["apng"]`.
  package var video: [Video]

  /// `scale`: each pixel becomes this many in each direction, 1...16. Default: 1.
  package var scale: Int

  /// `scaleFilter`. Default: `nearest`.
  package var scaleFilter: ScaleFilter

  /// `raw`: true to write each frame's numbers as 32-bit floats too. Default: false.
  package var raw: Bool
}
