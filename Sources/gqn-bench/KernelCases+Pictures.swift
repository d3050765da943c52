internal import Images
internal import Tensors

extension KernelCases {
  /// Reading, resizing and writing of pictures.
  static func pictures() throws -> [KernelCase] {
    let small = picture(side: 64)
    let cases = [
      ("PNG encode 64x64", small),
      ("PNG encode 256x256, nearest", small.enlarged(by: 4, filter: .nearest)),
      ("PNG encode 256x256, Lanczos", small.enlarged(by: 4, filter: .lanczos)),
    ].map(pngEncoding)
    return try cases + [
      enlarging(small), jpegDecoding(small), bilinear(), animation(small),
    ]
  }

  /// A floor, a sky, a shaded ball, and the slight grain that a network's pictures have.
  private static func picture(side: Int) -> Image {
    var random = SplitMix64(seed: 1)
    var image = Image(width: side, height: side)
    for y in 0..<side {
      for x in 0..<side {
        let (u, v) = (Double(x) / Double(side) - 0.4, Double(y) / Double(side) - 0.6)
        let isBall = u * u + v * v < 0.04
        let grain = Double(random.next() % 1024) / 512
        let base = v > 0 ? 150 - 40 * v : 200 + 60 * v
        func byte(_ value: Double) -> UInt8 { UInt8(min(max(value + grain, 0), 255)) }
        image[x, y] =
          isBall
          ? RGB(byte(180 - 300 * u), byte(60 - 100 * v), byte(40))
          : RGB(byte(base), byte(base - 20 * u), byte(base + 30))
      }
    }
    return image
  }

  private static func pngEncoding(_ name: String, _ image: Image) -> KernelCase {
    KernelCase(
      name: name, work: .bytes(image.pixels.count), tolerance: 0,
      difference: {
        let bytes = try PNG.encode(image)
        let decoded = try PNG.decode(bytes.span, name: name)
        return decoded == image ? 0 : .infinity
      }, run: { _ = try PNG.encode(image) })
  }

  private static func enlarging(_ image: Image) -> KernelCase {
    KernelCase(
      name: "Lanczos 64x64 to 256x256", work: .bytes(16 * image.pixels.count), tolerance: 2,
      difference: {
        // A picture of one colour stays one.
        let flat = Image(width: 64, height: 64, filledWith: RGB(10, 100, 200))
        let large = flat.enlarged(by: 4, filter: .lanczos).unitFloats
        let expected = Image(width: 256, height: 256, filledWith: RGB(10, 100, 200)).unitFloats
        return 255 * KernelCase.difference(large, expected)
      }, run: { _ = image.enlarged(by: 4, filter: .lanczos) })
  }

  private static func jpegDecoding(_ image: Image) throws -> KernelCase {
    let bytes = try JPEG.encode(image, quality: 95)
    return KernelCase(
      name: "JPEG decode 64x64", work: .bytes(image.pixels.count), tolerance: 48,
      difference: {
        let decoded = try JPEG.decode(bytes.span, name: "a picture")
        return 255 * KernelCase.difference(decoded.unitFloats, image.unitFloats)
      }, run: { _ = try JPEG.decode(bytes.span, name: "a picture") })
  }

  private static func bilinear() -> KernelCase {
    let (from, to) = (128, 64)
    let source = numbers(3 * from * from, seed: 1)
    func resized() -> [Float] {
      var result = Tensor([3 * to * to])
      var target = result.mutableSpan
      Bilinear.resize(
        source.span, width: from, height: from, channels: 3, toWidth: to, height: to, into: &target)
      return result.array()
    }
    return KernelCase(
      name: "bilinear 128x128 to 64x64", work: .bytes(4 * source.count), tolerance: 1e-4,
      difference: {
        // The first and last pixels lie on those of the source.
        let scale = Double(from - 1) / Double(to - 1)
        let expected = (0..<3 * to * to).map { index -> Float in
          let (y, x) = (Double(index / 3 / to) * scale, Double(index / 3 % to) * scale)
          func at(_ row: Int, _ column: Int) -> Double {
            Double(
              source[3 * (min(row, from - 1) * from + min(column, from - 1)) + index % 3])
          }
          let (top, left) = (Int(y), Int(x))
          let (down, right) = (y - Double(top), x - Double(left))
          let upper = at(top, left) * (1 - right) + at(top, left + 1) * right
          let lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right
          return Float(upper * (1 - down) + lower * down)
        }
        return KernelCase.difference(resized(), expected)
      }, run: { _ = resized() })
  }

  private static func animation(_ image: Image) throws -> KernelCase {
    let frame = try PNG.encode(image.enlarged(by: 4, filter: .lanczos))
    func film() throws -> [UInt8] {
      var bytes: [UInt8] = []
      var writer = try APNGWriter(frameCount: 30, framesPerSecond: 30) { bytes += $0 }
      for _ in 0..<30 { try writer.append(frame) }
      try writer.finish()
      return bytes
    }
    return KernelCase(
      name: "APNG of 30 frames of 256x256", work: .bytes(30 * frame.count), tolerance: 0,
      difference: {
        // Programs that know no animations show the first frame.
        let bytes = try film()
        let shown = try PNG.decode(bytes.span, name: "a film")
        let first = try PNG.decode(frame.span, name: "a frame")
        return first == shown ? 0 : .infinity
      }, run: { _ = try film() })
  }
}
