internal import Kernels
internal import Tensors

/// All kernels at the sizes that they have in the default network.
enum KernelCases {
  /// Numbers in [-1, 1) that depend on a seed alone.
  static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(random.next() >> 40) / 8_388_608 - 1 }
  }

  /// The same case for every instruction set that the processor has.
  static func perInstructionSet(_ make: () -> KernelCase) -> [KernelCase] {
    ["baseline", "AVX2", "AVX-512"].compactMap { set in
      WinogradKernels.limitInstructionSet(to: set)
      defer { WinogradKernels.limitInstructionSet(to: "best") }
      guard WinogradKernels.instructionSet == set else { return nil }
      let test = make()
      func with<Result>(_ body: () throws -> Result) rethrows -> Result {
        WinogradKernels.limitInstructionSet(to: set)
        defer { WinogradKernels.limitInstructionSet(to: "best") }
        return try body()
      }
      return KernelCase(
        name: test.name + ", " + set, work: test.work, tolerance: test.tolerance,
        difference: { try with(test.difference) }, run: { try with(test.run) }, sgemm: test.sgemm)
    }
  }
}
