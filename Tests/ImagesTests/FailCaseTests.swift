import FoundationEssentials
import Images
import Testing

/// Replays what fuzzing found; `FailCases/README.md` says how files get there.
struct FailCaseTests {
  private static func names() throws -> [String] {
    try Files.names(in: Files.failCases, ending: "").filter { $0 != "README.md" }
  }

  @Test(.timeLimit(.minutes(1)), arguments: try names())
  func `a hard input gives a picture or an error in every reader`(name: String) throws {
    // The first byte chose the fuzzer's reader.
    let bytes = Array(try Files.bytes(Files.failCases.appending(path: name)).dropFirst())
    // What the fuzzer does before it reads a PNG, so that a changed chunk gets past its checksum.
    let sound =
      bytes.prefix(8)
      + ParsedChunk.all(of: bytes).flatMap { ParsedChunk.bytes($0.type, $0.data) }
    let pictures = [
      try? Image(contentsOf: bytes, name: name),
      try? PNG.decode(Array(sound).span, name: name, background: .white),
      try? JPEG.decode(bytes.span, name: name, transform: .fastInteger),
      try? JPEG.decode(bytes.span, name: name, transform: .accurateInteger),
    ]
    for case let picture? in pictures {
      #expect(picture.pixels.count == 3 * picture.width * picture.height)
    }
    var writer = try APNGWriter(frameCount: 1, framesPerSecond: 24) { _ in }
    try? writer.append(Array(sound))
  }
}
