import LinuxSystem
import Testing

/// Everything at once that can happen to a queue; see ``TortureRun``.
@Suite(.serialized) struct TortureTests {
  /// `GQN_TORTURE_SECONDS` makes it go on, each time with another seed; `GQN_TORTURE_SEED` repeats a seed.
  @Test func `no job is lost, done twice or spoilt, whatever is killed`() throws {
    let variables = Environment.variables
    let end =
      Machine.monotonicSeconds + (variables["GQN_TORTURE_SECONDS"].flatMap(Double.init) ?? 0)
    var seed =
      variables["GQN_TORTURE_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999_999)
    repeat {
      print("torture with the seed \(seed)")
      let trouble = try TortureRun(seed: seed).trouble()
      try #require(
        trouble.isEmpty,
        "GQN_TORTURE_SEED=\(seed) make torture: \(trouble.joined(separator: "\n"))")
      seed += 1
    } while Machine.monotonicSeconds < end
  }
}
