internal import Glibc
internal import Tensors

/// Inputs of the reference cases, made again from names (`GQNModelTests/Fixtures/README.md` has the rules).
public enum GoldenRecipe {
  /// Normally distributed noise: the sum of twelve uniform numbers.
  public static func noise(_ tag: String, count: Int) -> [Float] {
    var random = SplitMix64(seed: fnv1a64(tag))
    return (0..<count).map { _ in
      var sum = 0.0
      for _ in 0..<12 {
        sum += Double(random.next() >> 40) / 16_777_216 - 0.5
      }
      return Float(sum)
    }
  }

  /// A picture of coloured blocks, `[H, W, 3]`.
  public static func image(_ tag: String, height: Int, width: Int) -> [Float] {
    let blocks = uniform(tag, count: 8 * 8 * 3 * 4)
    var pixels: [Float] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let index = (y / 8 * (width / 8) + x / 8) * 3 + channel
          let block = (Double(blocks[index]) + 1) / 2
          pixels.append(
            Float(
              0.5 * block + 0.25 * Double(y) / Double(height) + 0.25 * Double(x) / Double(width)))
        }
      }
    }
    return pixels
  }

  /// An encoded camera pose, 7 numbers.
  public static func pose(_ tag: String) -> [Float] {
    let u = uniform(tag, count: 5)
    let yaw = Double(Float(Double(u[3]) * .pi))
    let pitch = Double(Float(Double(u[4]) * 0.5))
    return [u[0], u[1], u[2]] + [sin(yaw), cos(yaw), sin(pitch), cos(pitch)].map { Float($0) }
  }

  private static func uniform(_ name: String, count: Int) -> [Float] {
    var random = SplitMix64(seed: fnv1a64(name))
    return (0..<count).map { _ in Float(Double(random.next() >> 40) / 8_388_608 - 1) }
  }
}
