import Tensors
import Testing

struct RandomTests {
  /// The known answers that the authors of Philox publish with it (Random123, `kat_vectors`).
  @Test(arguments: [
    (
      0 as UInt64, SIMD4<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)
    ),
    (.max, SIMD4(repeating: .max), SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)),
    (
      0x299F_31D0_A409_3822, SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
      SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
    ),
  ])
  func `Philox gives its published answers`(
    seed: UInt64, counter: SIMD4<UInt32>, words: SIMD4<UInt32>
  ) {
    #expect(Philox(seed: seed).words(at: counter) == words)
  }

  @Test func `SplitMix64 and FNV-1a give their published answers`() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(fnv1a64("") == 0xCBF2_9CE4_8422_2325)
    #expect(fnv1a64("foobar") == 0x8594_4171_F739_67E8)
  }

  private func noise(
    seed: UInt64 = 7, frame: Int = 0, sample: Int = 0, step: Int = 0, count: Int
  ) -> [Float] {
    var tensor = Tensor([count])
    var span = tensor.mutableSpan
    GaussianNoise(seed: seed).write(frame: frame, sample: sample, step: step, into: &span)
    return tensor.array()
  }

  @Test func `noise has the moments of a standard normal distribution`() {
    let values = noise(count: 400_000).map(Double.init)
    let moment = { (power: Int) in
      values.reduce(0) { sum, x in sum + (0..<power).reduce(1.0) { product, _ in product * x } }
        / Double(values.count)
    }
    #expect(abs(moment(1)) < 0.01)
    #expect(abs(moment(2) - 1) < 0.015)
    #expect(abs(moment(3)) < 0.03)
    #expect(abs(moment(4) - 3) < 0.1)
  }

  @Test func `noise depends on every part of its place and on nothing else`() {
    let base = noise(count: 10)
    #expect(base == noise(count: 10))
    #expect(base == Array(noise(count: 1001).prefix(10)))
    #expect(base != noise(seed: 8, count: 10))
    #expect(base != noise(frame: 1, count: 10))
    #expect(base != noise(sample: 1, count: 10))
    #expect(base != noise(step: 1, count: 10))
  }
}
