import Images

/// Gives libFuzzer's bytes to every reader of pictures; those of another format end at its first bytes.
///
/// Whatever they are, a reader must return a picture or throw. A find is kept in
/// `Tests/ImagesTests/FailCases`, where an ordinary test replays it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImages(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  _ = try? Image(contentsOf: bytes, name: "fuzz")
  _ = try? JPEG.decode(bytes.span, name: "fuzz", transform: .accurateInteger)
  let png = withRightChecksums(bytes)
  _ = try? PNG.decode(png.span, name: "fuzz", background: .white)
  animate(png)
  return 0
}

private func animate(_ png: [UInt8]) {
  guard var writer = try? APNGWriter(frameCount: 2, framesPerSecond: 24, sink: { _ in }) else {
    return
  }
  for _ in 0..<2 { try? writer.append(png) }
  try? writer.finish()
}

/// A PNG with each chunk's checksum computed anew, so that a changed chunk gets past it.
private func withRightChecksums(_ png: [UInt8]) -> [UInt8] {
  var png = png
  var offset = 8
  while offset + 12 <= png.count {
    let length = png[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
    let end = offset + 8 + length
    guard end + 4 <= png.count else { break }
    let crc = ~png[(offset + 4)..<end].reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { rest, _ in
        rest & 1 == 1 ? rest >> 1 ^ 0xedb8_8320 : rest >> 1
      }
    }
    for index in 0..<4 { png[end + index] = UInt8(truncatingIfNeeded: crc >> (24 - 8 * index)) }
    offset = end + 4
  }
  return png
}
