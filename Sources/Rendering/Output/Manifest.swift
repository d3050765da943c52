internal import FoundationEssentials

/// `manifest.json`: what an output folder holds, and all that is needed to make it again.
///
/// It is also what a run that is started again goes by: a picture is done if its entry here has the
/// digest that the frame has now, and the file on disk the recorded size.
struct Manifest: Codable, Equatable {
  /// The format of this file.
  var version = 1
  /// The program and its version.
  var program: String
  /// Changes whenever the same request would give other pixels.
  var pictureVersion: Int
  /// Whether everything that was asked for is there.
  var complete = false
  /// The request's name.
  var name: String
  /// The snapshot.
  var model: Model
  /// How pictures were drawn.
  var sampling: Sampling
  /// How many frames the flight has, and how many of them are shown a second.
  var frameCount: Int
  var framesPerSecond: Double
  /// Width and height of a frame's file in pixels.
  var frameSize: [Int]
  /// The pictures that the network was shown.
  var views: [View]
  /// What went otherwise than asked.
  var warnings: [String]
  /// Where and how fast the last run was.
  var run: Run
  /// The films and other files beside the frames.
  var files: [String] = []
  /// Whether the raw numbers of the pictures below are in the `.npy` files.
  var raw: Bool
  /// One entry for each picture, by number.
  var pictures: [Picture] = []

  struct Model: Codable, Equatable {
    var name: String
    var step: Int
    var digest: String
  }

  struct Sampling: Codable, Equatable {
    var noise: String
    var seed: UInt64
    var temperature: Double
    var samples: Int
  }

  struct View: Codable, Equatable {
    var name: String
    var width: Int
    var height: Int
    var encodedPose: [Float]
  }

  struct Run: Codable, Equatable {
    var host: String
    var processor: String
    var threads: Int
    var instructionSet: String
    var startSeconds: Double
    var renderSeconds: Double
    var renderedFrames: Int
    var peakMemoryBytes: Int
  }

  struct Picture: Codable, Equatable {
    var file: String
    var bytes: Int
    var digest: String
    /// How far it is from the truth, where that is known and the picture tries to be it.
    var difference: FrameDifference?
    /// How far the nearest given view is from it, of a frame.
    var nearestView: FrameDifference?
  }

  /// The file's name in an output folder.
  static let fileName = "manifest.json"

  /// Reads a manifest that an earlier run left; nil where there is none that can be read.
  init?(_ bytes: [UInt8]) {
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(bytes)) else {
      return nil
    }
    self = manifest
  }

  /// Begins a manifest.
  init(
    program: String, pictureVersion: Int, name: String, model: Model, sampling: Sampling,
    frameCount: Int, framesPerSecond: Double, frameSize: [Int], views: [View], warnings: [String],
    run: Run, raw: Bool
  ) {
    self.program = program
    self.pictureVersion = pictureVersion
    self.name = name
    self.model = model
    self.sampling = sampling
    self.frameCount = frameCount
    self.framesPerSecond = framesPerSecond
    self.frameSize = frameSize
    self.views = views
    self.warnings = warnings
    self.run = run
    self.raw = raw
  }
}
