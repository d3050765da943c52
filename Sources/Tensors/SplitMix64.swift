/// The SplitMix64 generator: a counter in steps of the golden ratio, and a mixing function.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator; its first output mixes `seed + 0x9E3779B97F4A7C15`.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The 64-bit FNV-1a hash of a text's UTF-8 bytes.
///
/// - Parameters:
///   - text: what is hashed.
///   - salt: is combined with the offset basis by exclusive or; 0 gives plain FNV-1a.
/// - Returns: the hash.
/// - Source: RFC 9923, section 5.
public func fnv1a64(_ text: String, salt: UInt64 = 0) -> UInt64 {
  text.utf8.reduce(0xCBF2_9CE4_8422_2325 ^ salt) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
