/// The counter-based generator Philox4x32-10: 128 bits as a function of a key and a counter.
///
/// Because nothing is carried from one call to the next, any number can be had without those before
/// it, in any order and on any thread.
///
/// - Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public struct Philox: Sendable {
  /// The key, of which the network's noise uses the seed of a request.
  public let key: SIMD2<UInt32>

  /// Creates a generator from a 64-bit seed, the low word first.
  public init(seed: UInt64) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// Four words that depend on nothing but the key and the counter.
  public func words(at counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let product0 = UInt64(0xD251_1F53) * UInt64(c.x)
      let product1 = UInt64(0xCD9E_8D57) * UInt64(c.z)
      c = SIMD4(
        UInt32(truncatingIfNeeded: product1 >> 32) ^ c.y ^ k.x,
        UInt32(truncatingIfNeeded: product1),
        UInt32(truncatingIfNeeded: product0 >> 32) ^ c.w ^ k.y,
        UInt32(truncatingIfNeeded: product0))
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }

  /// The words at four counters that follow one another in their first word, first words first.
  func fourWords(
    at counter: SIMD4<UInt32>
  ) -> (SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>) {
    typealias Wide = SIMD4<UInt64>
    typealias Words = SIMD4<UInt32>
    var x = Words(repeating: counter.x) &+ Words(0, 1, 2, 3)
    var y = Words(repeating: counter.y)
    var z = Words(repeating: counter.z)
    var w = Words(repeating: counter.w)
    var k = key
    for _ in 0..<10 {
      let product0 = Wide(truncatingIfNeeded: x) &* 0xD251_1F53
      let product1 = Wide(truncatingIfNeeded: z) &* 0xCD9E_8D57
      x = Words(truncatingIfNeeded: product1 &>> 32) ^ y ^ k.x
      z = Words(truncatingIfNeeded: product0 &>> 32) ^ w ^ k.y
      y = Words(truncatingIfNeeded: product1)
      w = Words(truncatingIfNeeded: product0)
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return (x, y, z, w)
  }
}
