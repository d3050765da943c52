/// The names of what an output folder holds.
enum OutputPlan {
  static let frames = "frames"
  static let mean = "mean"
  static let deviation = "deviation"
  static let truth = "truth"
  static let trajectory = "trajectory.json"
  static let contactSheet = "contact-sheet.png"
  static let page = "index.html"
  static let film = "flythrough"

  /// How many digits a frame's number has at least; frames beyond 999 999 do not exist.
  static let digits = 6

  /// The name of a frame, numbered from 0, in its folder: `000001.png` is the first.
  static func fileName(_ frame: Int) -> String {
    let number = String(frame + 1)
    return String(repeating: "0", count: max(0, digits - number.count)) + number + ".png"
  }

  /// The folders that hold one picture for each frame.
  static func folders(samples: Int) -> [String] {
    samples > 1 ? [frames, mean, deviation] : [frames]
  }
}
