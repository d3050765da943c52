/// Puts coded PNG frames together to an animated PNG, without decoding them.
///
///     signature  IHDR  acTL  (colours)  fcTL 0  IDAT…  fcTL 1  fdAT 2 …  fcTL 3  fdAT 4 …  IEND
///
/// The first frame is also what a program without animation shows. A later frame's `IDAT` data go
/// into `fdAT` chunks as they are; `fcTL` and `fdAT` share one sequence of numbers.
///
/// - Source: W3C, Portable Network Graphics (PNG) Specification, third edition, sections 4.9 and 11.3.6.
public struct APNGWriter {
  /// Receives the file's next bytes.
  public typealias Sink = ([UInt8]) throws -> Void

  /// Frames that the file's head announces.
  public let frameCount: Int

  /// Frames added so far.
  public private(set) var addedFrameCount = 0

  private let loops: Int
  private let delay: FrameDelay
  private let sink: Sink
  private var sequenceNumber: UInt32 = 0

  /// What the first frame says of its size and colours, by chunk, in the order of the file.
  private var shared: [SharedChunk] = []

  /// Prepares an animation; nothing is written yet.
  ///
  /// - Parameters:
  ///   - frameCount: how many frames will be added, 1 to 2³¹ - 1.
  ///   - framesPerSecond: 1/65535 to 65535; a frame's time is the nearest fraction of two 16-bit
  ///     numbers, which is exact for whole rates and for 29.97.
  ///   - loops: how often the animation is played, 0 for without end.
  ///   - sink: receives the file's bytes, in order.
  /// - Throws: ``ImageError/invalidFrameRate(_:)`` or
  ///   ``ImageError/invalidAnimationCount(what:value:)``.
  public init(
    frameCount: Int, framesPerSecond: Double, loops: Int = 0, sink: @escaping Sink
  ) throws(ImageError) {
    guard frameCount >= 1, frameCount <= PNGChunk.largestNumber else {
      throw .invalidAnimationCount(what: "frames", value: frameCount)
    }
    guard loops >= 0, loops <= PNGChunk.largestNumber else {
      throw .invalidAnimationCount(what: "loops", value: loops)
    }
    self.frameCount = frameCount
    self.loops = loops
    self.delay = try FrameDelay(framesPerSecond: framesPerSecond)
    self.sink = sink
  }

  /// Adds a frame and hands its bytes to the sink.
  ///
  /// A bad frame is refused before any of it is written, so the animation can go on without it.
  ///
  /// - Parameter png: a whole PNG file. Its size, colour format, palette and colour space must be
  ///   those of the first frame; other chunks than these and the pixels are left out.
  /// - Throws: ``ImageError/malformed(name:format:offset:problem:)``,
  ///   ``ImageError/unlikeFirstFrame(frame:chunk:)``,
  ///   ``ImageError/wrongFrameCount(expected:found:)``, or what the sink throws.
  public mutating func append(_ png: [UInt8]) throws {
    guard addedFrameCount < frameCount else {
      throw ImageError.wrongFrameCount(expected: frameCount, found: addedFrameCount + 1)
    }
    let chunks = try PNGChunk.all(of: png.span, name: "frame \(addedFrameCount)")
    let own = chunks.compactMap { SharedChunk($0, in: png) }
    let isFirst = addedFrameCount == 0
    if isFirst {
      shared = own
      try writeHead()
    } else if let different = firstDifference(to: own) {
      throw ImageError.unlikeFirstFrame(frame: addedFrameCount, chunk: different)
    }

    try sink(PNGChunk.serialized(type: "fcTL", data: frameControl()))
    for chunk in chunks where chunk.type == "IDAT" {
      if isFirst {
        try sink(PNGChunk.serialized(type: "IDAT", data: Array(png[chunk.data])))
      } else {
        var data: [UInt8] = []
        data.append(bigEndian: nextSequenceNumber())
        data.append(contentsOf: png[chunk.data])
        try sink(PNGChunk.serialized(type: "fdAT", data: data))
      }
    }
    addedFrameCount += 1
  }

  /// Writes the end of the file.
  ///
  /// - Throws: ``ImageError/wrongFrameCount(expected:found:)`` unless all announced frames were
  ///   added, or what the sink throws.
  public mutating func finish() throws {
    guard addedFrameCount == frameCount else {
      throw ImageError.wrongFrameCount(expected: frameCount, found: addedFrameCount)
    }
    try sink(PNGChunk.serialized(type: "IEND", data: []))
  }

  private func writeHead() throws {
    try sink(PNGChunk.signature)
    for chunk in shared {
      try sink(PNGChunk.serialized(type: chunk.type, data: chunk.data))
      guard chunk.type == "IHDR" else { continue }
      var control: [UInt8] = []
      control.append(bigEndian: UInt32(frameCount))
      control.append(bigEndian: UInt32(loops))
      try sink(PNGChunk.serialized(type: "acTL", data: control))
    }
  }

  /// The data of the next `fcTL`: number, width, height, x, y, delay, dispose and blend.
  private mutating func frameControl() -> [UInt8] {
    var control: [UInt8] = []
    control.append(bigEndian: nextSequenceNumber())
    // A frame covers the picture, whose size is the first eight bytes of IHDR.
    control.append(contentsOf: shared[0].data.prefix(8))
    control.append(bigEndian: UInt32(0))
    control.append(bigEndian: UInt32(0))
    control.append(bigEndian: delay.numerator)
    control.append(bigEndian: delay.denominator)
    // APNG_DISPOSE_OP_NONE and APNG_BLEND_OP_SOURCE: the next frame replaces this one.
    control.append(contentsOf: [0, 0])
    return control
  }

  private mutating func nextSequenceNumber() -> UInt32 {
    defer { sequenceNumber += 1 }
    return sequenceNumber
  }

  private func firstDifference(to other: [SharedChunk]) -> String? {
    guard other != shared else { return nil }
    let pair = zip(shared, other).first { $0 != $1 }
    return pair?.1.type ?? (shared.count > other.count ? shared : other).last?.type
  }
}

/// A chunk that an animation has once, for all frames: it says what the pixels mean.
private struct SharedChunk: Equatable {
  let type: String
  let data: [UInt8]

  private static let types = [
    "IHDR", "cICP", "iCCP", "sRGB", "gAMA", "cHRM", "PLTE", "tRNS",
  ]

  /// Nil for a chunk of another type.
  init?(_ chunk: PNGChunk, in png: [UInt8]) {
    guard SharedChunk.types.contains(chunk.type) else { return nil }
    type = chunk.type
    data = Array(png[chunk.data])
  }
}
