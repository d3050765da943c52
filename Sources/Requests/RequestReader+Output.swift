import Diagnostics
import JSONDocuments

extension RequestReader {
  /// The frame rate where neither the request nor its trajectory names one.
  static let defaultFramesPerSecond = 24.0

  /// The fastest film, in frames per second.
  static let fastestRate = 240.0

  func output(_ cursor: JSONCursor?, name: String?, trajectoryRate: Double?) -> Output? {
    let rate = trajectoryRate ?? Self.defaultFramesPerSecond
    guard let cursor else { return name.map { Self.defaultOutput($0, rate) } }
    guard let object = cursor.object() else { return nil }
    // Values that are wrong have been reported; the defaults stand in for them until the end.
    var output = Self.defaultOutput(name ?? "", rate)
    if let value = object.optional("directory").flatMap({ directory($0) }) {
      output.directory = value
    }
    if let value = object.optional("framesPerSecond")?.positiveNumber(upTo: Self.fastestRate) {
      output.framesPerSecond = value
    }
    if let value = object.optional("video").flatMap({ video($0) }) { output.video = value }
    if let value = object.optional("scale")?.integer(in: 1...16) { output.scale = value }
    if let value = object.optional("scaleFilter")?.choice(of: Output.ScaleFilter.self) {
      output.scaleFilter = value
    }
    if let value = object.optional("raw")?.bool() { output.raw = value }
    object.finish()
    return output
  }

  private static func defaultOutput(_ name: String, _ rate: Double) -> Output {
    Output(
      directory: name, framesPerSecond: rate, video: [.apng], scale: 1, scaleFilter: .nearest,
      raw: false)
  }

  func directory(_ cursor: JSONCursor) -> String? {
    guard let text = pathText(cursor) else { return nil }
    guard Self.isWritableDirectory(text) else {
      cursor.problem(
        "\(quoted(text, limit: 80)) is not a folder below the output folder; write a relative path "
          + "without \"..\", hidden or empty parts")
      return nil
    }
    return text
  }

  /// Whether a path is one that is written to: relative, without `..`, hidden or empty parts.
  static func isWritableDirectory(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && $0.utf8.count <= 255 }
  }

  private func video(_ cursor: JSONCursor) -> [Output.Video]? {
    guard let elements = cursor.elements(0...Output.Video.allCases.count, of: "names of formats")
    else { return nil }
    var formats: [Output.Video] = []
    for element in elements {
      guard let format: Output.Video = element.choice() else { continue }
      if formats.contains(format) {
        element.problem("\(quoted(format.rawValue)) is given twice")
      } else if format.needsFFmpeg, !context.hasProgram("ffmpeg") {
        element.problem(
          "\(quoted(format.rawValue)) needs the program ffmpeg, which is not in PATH; install it, or "
            + "keep to \"apng\"")
      }
      formats.append(format)
    }
    return formats
  }
}
