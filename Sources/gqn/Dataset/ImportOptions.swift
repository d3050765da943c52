internal import CommandLineArguments
internal import DatasetTools
internal import Images

/// Reads the options of `gqn dataset import`.
enum ImportOptions {
  /// The settings that the options stand for.
  static func settings(_ parsed: ParsedCommand) throws(UsageError) -> ImportSettings {
    var settings = ImportSettings()
    (settings.width, settings.height) = try size(parsed)
    settings.fieldOfView = try parsed.doubleIfGiven("field-of-view", in: 0.1...179)
    settings.background = try background(parsed)
    settings.rollTolerance = try parsed.double("roll-tolerance", in: 0...180)
    settings.inRadians = parsed.flag("radians")
    settings.placement.levels = parsed.flag("level")
    settings.placement.centre = try centre(parsed)
    settings.placement.scale = try scale(parsed)
    settings.viewCount = try parsed.intIfGiven("views", in: 1...100_000)
    settings.heldOut = try heldOut(parsed)
    return settings
  }

  private static func bad(
    _ parsed: ParsedCommand, _ name: String, _ expected: String
  ) -> UsageError {
    parsed.error(
      .badValue(
        subject: "--\(name)", value: parsed.stringIfGiven(name) ?? "", expected: expected))
  }

  private static func size(_ parsed: ParsedCommand) throws(UsageError) -> (Int, Int) {
    let sides = try parsed.string("size").split(separator: "x", omittingEmptySubsequences: false)
      .map { Int($0) }
    guard (1...2).contains(sides.count), let width = sides[0], let height = sides[sides.count - 1],
      (1...1024).contains(width), (1...1024).contains(height)
    else {
      throw bad(parsed, "size", "a number of pixels from 1 to 1024, or two such as 64x48")
    }
    return (width, height)
  }

  private static func background(_ parsed: ParsedCommand) throws(UsageError) -> RGB {
    let text = try parsed.string("background")
    switch text {
    case "black": return .black
    case "white": return .white
    default:
      guard text.utf8.count == 6, text.allSatisfy(\.isHexDigit),
        let number = UInt32(text, radix: 16)
      else { throw bad(parsed, "background", "black, white or six hexadecimal digits") }
      func byte(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: number >> shift) }
      return RGB(byte(16), byte(8), byte(0))
    }
  }

  private static func centre(
    _ parsed: ParsedCommand
  ) throws(UsageError) -> WorldPlacement.Centre {
    switch parsed.stringIfGiven("recentre") {
    case nil: return .unchanged
    case "cameras": return .cameras
    case "focus": return .focus
    case let text?:
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
        .compactMap { Double($0) }.filter { abs($0) <= 1e9 }
      guard numbers.count == 3, text.count(where: { $0 == "," }) == 2 else {
        throw bad(parsed, "recentre", "cameras, focus or a point such as 0,1.5,-2")
      }
      return .point(SIMD3(numbers[0], numbers[1], numbers[2]))
    }
  }

  private static func scale(_ parsed: ParsedCommand) throws(UsageError) -> WorldPlacement.Scale {
    func positive(_ text: some StringProtocol) -> Double? {
      Double(String(text)).flatMap { $0 > 0 && $0 <= 1e9 ? $0 : nil }
    }
    switch parsed.stringIfGiven("scale") {
    case nil: return .factor(1)
    case "cameras": return .farthestCamera(1)
    case let text?:
      if text.hasPrefix("cameras="), let distance = positive(text.dropFirst("cameras=".count)) {
        return .farthestCamera(distance)
      }
      guard let factor = positive(text) else {
        throw bad(parsed, "scale", "a number above 0, cameras, or cameras=DISTANCE")
      }
      return .factor(factor)
    }
  }

  private static func heldOut(
    _ parsed: ParsedCommand
  ) throws(UsageError) -> ImportSettings.HeldOut {
    let scenes = try parsed.intIfGiven("test-scenes", in: 1...1_000_000)
    let views = parsed.stringIfGiven("test-views")
    switch (scenes, views) {
    case (nil, nil): return .nothing
    case (let count?, nil): return .scenes(count)
    case (nil, "source"): return .asInSource
    case (nil, _):
      guard let count = views.flatMap({ Int($0) }), count >= 1 else {
        throw bad(parsed, "test-views", "a number of at least 1, or source")
      }
      return .views(count)
    case (_?, _?): throw bad(parsed, "test-views", "possible beside --test-scenes; leave one out")
    }
  }
}
