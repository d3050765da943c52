internal import Requests

/// The names of what an output folder holds.
enum OutputPlan {
  static let frames = "frames"
  static let mean = "mean"
  static let deviation = "deviation"
  static let truth = "truth"
  static let metrics = "metrics.json"
  static let trajectory = "trajectory.json"
  static let contactSheet = "contact-sheet.png"
  static let page = "index.html"
  static let film = "flythrough"
  static let comparison = "side-by-side"

  /// How many digits a frame's number has at least; frames beyond 999 999 do not exist.
  static let digits = 6

  /// The name of a frame, numbered from 0, in its folder: `000001.png` is the first.
  static func fileName(_ frame: Int) -> String {
    let number = String(frame + 1)
    return String(repeating: "0", count: max(0, digits - number.count)) + number + ".png"
  }

  /// The number of the frame, from 0, that a file is of: the inverse of ``fileName(_:)``, which also
  /// knows the part that a stopped run may leave.
  static func frame(ofFile name: String) -> Int? {
    var stem = name[...]
    if stem.hasPrefix("."), stem.hasSuffix(".part") {
      stem = stem.dropFirst().dropLast(".part".count)
    }
    guard let number = Int(stem.prefix { $0.isASCII && $0.isNumber }), number > 0,
      stem == fileName(number - 1)
    else { return nil }
    return number - 1
  }

  /// The folders that hold what the network draws of each frame.
  static func drawn(samples: Int) -> [String] {
    samples > 1 ? [frames, mean, deviation] : [frames]
  }

  /// The folders that hold one picture for each frame.
  static func folders(samples: Int, withTruth: Bool) -> [String] {
    drawn(samples: samples) + (withTruth ? [truth] : [])
  }

  /// The files with the frames' raw numbers.
  static func rawFiles(samples: Int) -> [String] {
    drawn(samples: samples).map { $0 + ".npy" }
  }

  /// The film of a kind.
  static func film(_ video: Output.Video) -> String { "\(film).\(video.rawValue)" }

  /// The film of a kind that has each frame beside the truth.
  static func comparison(_ video: Output.Video) -> String { "\(comparison).\(video.rawValue)" }
}
