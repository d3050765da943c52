import Images

/// A small generator of pictures (SplitMix64): the same seed, the same picture.
func noise(width: Int, height: Int, seed: UInt64 = 1) -> Image {
  var state = seed
  return Image(
    width: width, height: height,
    pixels: (0..<(3 * width * height)).map { _ in
      state &+= 0x9e37_79b9_7f4a_7c15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
      bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
      return UInt8(truncatingIfNeeded: bits ^ (bits >> 31))
    })
}

/// A smooth picture, as cameras and renderers make them.
func gradient(width: Int, height: Int) -> Image {
  var image = Image(width: width, height: height)
  for y in 0..<height {
    for x in 0..<width {
      image[x, y] = RGB(
        UInt8(255 * x / max(1, width - 1)), UInt8(255 * y / max(1, height - 1)),
        UInt8((x + y) % 256))
    }
  }
  return image
}

/// How two pictures of one size differ, in levels.
func largestDifference(_ one: Image, _ other: Image) -> Int {
  zip(one.pixels, other.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
}
