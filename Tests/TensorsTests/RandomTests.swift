@testable import Tensors
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

  /// In single precision all but one number in a hundred million is the same.
  @Test func `normal pairs agree with the library's functions`() {
    let philox = Philox(seed: 11)
    let corners: [UInt32] = [
      0, 1, 2, 0x1FFF_FFFF, 0x2000_0000, 0x5FFF_FFFF, 0x6000_0000, 0x7FFF_FFFF, 0x8000_0000,
      0xB504_F333, 0xB504_F334, 0xDFFF_FFFF, 0xE000_0000, .max - 1, .max,
    ]
    var worst = 0.0
    for index in 0..<20_000 {
      var words = philox.words(at: SIMD4(UInt32(index), 0, 0, 0))
      if index < corners.count * corners.count {
        words.x = corners[index / corners.count]
        words.y = corners[index % corners.count]
      }
      let vector = BoxMuller.pairs(
        SIMD4(repeating: words.x), SIMD4(words.y, words.z, words.w, words.y))
      for (lane, angle) in [words.y, words.z, words.w].enumerated() {
        let exact = BoxMuller.referencePair(words.x, angle)
        worst = max(
          worst, abs(vector.first[lane] - exact.first), abs(vector.second[lane] - exact.second))
      }
    }
    #expect(worst < 1e-12)
  }

  @Test func `four words at a time are the words one by one`() {
    let philox = Philox(seed: 0x0123_4567_89AB_CDEF)
    let counter = SIMD4<UInt32>(.max - 1, 2, 3, 4)
    let four = philox.fourWords(at: counter)
    for lane in 0..<4 {
      let words = philox.words(at: counter &+ SIMD4(UInt32(lane), 0, 0, 0))
      #expect(words == SIMD4(four.0[lane], four.1[lane], four.2[lane], four.3[lane]))
    }
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
