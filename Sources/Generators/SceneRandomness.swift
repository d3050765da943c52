internal import Tensors

/// Random numbers of one scene: a function of the seed, the generator's name, the split and the index,
/// and of nothing else.
struct SceneRandomness {
  private var bits: SplitMix64

  init(seed: UInt64, name: String, split: String, index: Int) {
    var seeds = SplitMix64(seed: seed)
    bits = SplitMix64(seed: seeds.next() ^ fnv1a64("\(name)/\(split)/\(index)"))
  }

  /// A number of a range, each equally likely.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    let share = Double(bits.next() >> 11) * 0x1p-53
    return range.lowerBound + share * (range.upperBound - range.lowerBound)
  }

  /// A whole number of a range, each equally likely.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    let count = UInt64(range.upperBound - range.lowerBound + 1)
    // 2⁶⁴ is so much larger than any count here that the remainder favours none noticeably.
    return range.lowerBound + Int(bits.next().multipliedFullWidth(by: count).high)
  }

  /// One of some things, each equally likely. There must be one.
  mutating func one<Thing>(of things: [Thing]) -> Thing {
    things[integer(in: 0...(things.count - 1))]
  }

  /// So many of some things in a random order.
  mutating func sample<Thing>(_ count: Int, of things: [Thing]) -> [Thing] {
    var rest = things
    return (0..<min(count, rest.count)).map { _ in
      rest.remove(at: integer(in: 0...(rest.count - 1)))
    }
  }
}
