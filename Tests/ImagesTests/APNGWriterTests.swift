import Images
import Testing

struct APNGWriterTests {
  private final class Collector {
    var bytes: [UInt8] = []
  }

  private static func animation(
    of frames: [[UInt8]], framesPerSecond: Double = 24, loops: Int = 0
  ) throws -> [UInt8] {
    let collector = Collector()
    var writer = try APNGWriter(
      frameCount: frames.count, framesPerSecond: framesPerSecond, loops: loops
    ) { collector.bytes += $0 }
    for frame in frames { try writer.append(frame) }
    try writer.finish()
    return collector.bytes
  }

  private static let images = (0..<5).map { noise(width: 12, height: 7, seed: $0) }

  /// A frame whose pixels are in several chunks.
  private static func split(_ png: [UInt8]) -> [UInt8] {
    png[..<8]
      + ParsedChunk.all(of: png).flatMap { chunk in
        guard chunk.type == "IDAT" else { return ParsedChunk.bytes(chunk.type, chunk.data) }
        let half = chunk.data.count / 2
        return ParsedChunk.bytes("IDAT", Array(chunk.data[..<half]))
          + ParsedChunk.bytes("tEXt", Array("Comment\0left out".utf8))
          + ParsedChunk.bytes("IDAT", Array(chunk.data[half...]))
      }
  }

  @Test func `chunks are in order, numbered and sound`() throws {
    let frames = try Self.images.map { try PNG.encode($0) }
    let file = try Self.animation(
      of: [frames[0], frames[1], Self.split(frames[2])], framesPerSecond: 25, loops: 3)
    let chunks = ParsedChunk.all(of: file)
    #expect(Array(file[..<8]) == Array(frames[0][..<8]))
    #expect(chunks.allSatisfy { $0.hasRightChecksum })
    #expect(
      chunks.map(\.type) == [
        "IHDR", "acTL", "sRGB", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "fdAT", "IEND",
      ])
    #expect(chunks[1].data == [0, 0, 0, 3, 0, 0, 0, 3])
    let numbered = chunks.filter { ["fcTL", "fdAT"].contains($0.type) }
    #expect(numbered.map { ParsedChunk.number($0.data.prefix(4)) } == Array(0..<6))
    for control in chunks where control.type == "fcTL" {
      // Width, height, x, y, delay, disposal, blending.
      #expect(
        control.data.dropFirst(4) == [
          0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 25, 0, 0,
        ])
    }
  }

  @Test func `every frame can be taken out again`() throws {
    let frames = try Self.images.map { try PNG.encode($0) }
    let file = try Self.animation(of: frames)
    // The animation itself is a PNG of the first frame.
    #expect(try PNG.decode(file.span, name: "animation") == Self.images[0])

    let chunks = ParsedChunk.all(of: file)
    let starts = chunks.indices.filter { chunks[$0].type == "fcTL" }
    #expect(starts.count == frames.count)
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : chunks.count - 1
      var png = Array(file[..<33])
      for chunk in chunks[(start + 1)..<end] {
        png += ParsedChunk.bytes(
          "IDAT", chunk.type == "fdAT" ? Array(chunk.data.dropFirst(4)) : chunk.data)
      }
      png += ParsedChunk.bytes("IEND", [])
      #expect(try PNG.decode(png.span, name: "frame \(index)") == Self.images[index])
    }
  }

  @Test(
    arguments: [
      (24, 1, 24), (1, 1, 1), (60, 1, 60), (0.5, 2, 1), (12.5, 2, 25), (29.97, 100, 2997),
      (23.976, 125, 2997), (30_000.0 / 1001, 1001, 30_000), (65_535, 1, 65_535),
      (1.0 / 65_535, 65_535, 1), (Double.pi, 20_785, 65_298),
    ] as [(Double, UInt32, UInt32)])
  func `a frame is shown for the nearest fraction`(rate: Double, num: UInt32, den: UInt32) throws {
    let frame = try PNG.encode(Self.images[0])
    let chunks = ParsedChunk.all(of: try Self.animation(of: [frame], framesPerSecond: rate))
    let control = try #require(chunks.first { $0.type == "fcTL" }).data
    #expect(ParsedChunk.number(control[20..<22]) == num)
    #expect(ParsedChunk.number(control[22..<24]) == den)
  }

  @Test(arguments: [0, -24, .nan, .infinity, 65_536, 1e-5])
  func `a rate without a fraction is refused`(rate: Double) {
    let error = #expect(throws: ImageError.self) {
      _ = try APNGWriter(frameCount: 1, framesPerSecond: rate) { _ in }
    }
    #expect(error?.description.contains("frames a second") == true)
  }

  @Test(arguments: [(0, 0), (-1, 0), (1 << 31, 0), (1, -1), (1, 1 << 31)])
  func `counts that do not fit are refused`(frames: Int, loops: Int) {
    #expect(throws: ImageError.self) {
      _ = try APNGWriter(frameCount: frames, framesPerSecond: 24, loops: loops) { _ in }
    }
  }

  @Test func `a frame unlike the first is refused before anything of it is written`() throws {
    let collector = Collector()
    var writer = try APNGWriter(frameCount: 2, framesPerSecond: 24) { collector.bytes += $0 }
    try writer.append(PNG.encode(Self.images[0]))
    let before = collector.bytes
    #expect(throws: ImageError.unlikeFirstFrame(frame: 1, chunk: "IHDR")) {
      try writer.append(PNG.encode(noise(width: 7, height: 12)))
    }
    // The same size and pixels, and not marked as sRGB.
    let png = try PNG.encode(Self.images[1])
    let unmarked = ParsedChunk.all(of: png).filter { $0.type != "sRGB" }
    #expect(throws: ImageError.unlikeFirstFrame(frame: 1, chunk: "sRGB")) {
      try writer.append(png[..<8] + unmarked.flatMap { ParsedChunk.bytes($0.type, $0.data) })
    }
    #expect(throws: ImageError.self) { try writer.append(Array(png.dropLast())) }
    #expect(throws: ImageError.wrongFrameCount(expected: 2, found: 1)) { try writer.finish() }
    #expect(collector.bytes == before)
    try writer.append(png)
    #expect(throws: ImageError.wrongFrameCount(expected: 2, found: 3)) { try writer.append(png) }
    try writer.finish()
    #expect(ParsedChunk.all(of: collector.bytes).last?.type == "IEND")
  }

  @Test func `frames with different palettes are refused`() throws {
    let first = try Files.fixture("png/palette8.png")
    var chunks = ParsedChunk.all(of: first)
    let palette = try #require(chunks.firstIndex { $0.type == "PLTE" })
    var colours = chunks[palette].data
    colours[0] ^= 1
    chunks[palette] = ParsedChunk(type: "PLTE", data: colours, hasRightChecksum: true)
    let second: [UInt8] =
      first[..<8] + chunks.flatMap { ParsedChunk.bytes($0.type, $0.data) }
    #expect(throws: ImageError.unlikeFirstFrame(frame: 1, chunk: "PLTE")) {
      try Self.animation(of: [first, second])
    }
    let twice = try Self.animation(of: [first, first])
    #expect(try PNG.decode(twice.span, name: "a") == PNG.decode(first.span, name: "b"))
  }

  @Test func `a failing sink is passed on`() throws {
    struct Full: Error {}
    var writer = try APNGWriter(frameCount: 1, framesPerSecond: 24) { _ in throw Full() }
    #expect(throws: Full.self) { try writer.append(PNG.encode(Self.images[0])) }
  }
}
