import Testing

@testable import Kernels

/// What OpenBLAS is told where it does not know the processor.
struct OpenBLASCoreTests {
  @Test(arguments: ["Prescott", "Nehalem", "Generic"])
  func `a kernel set without AVX is replaced by that of what the processor can do`(chosen: String) {
    #expect(MatrixProduct.core(missedBy: chosen, instructionSet: "AVX-512") == "SkylakeX")
    #expect(MatrixProduct.core(missedBy: chosen, instructionSet: "AVX2") == "Haswell")
    #expect(MatrixProduct.core(missedBy: chosen, instructionSet: "baseline") == nil)
  }

  @Test(arguments: ["SkylakeX", "Haswell", "Zen", "Cooperlake", "ARMV8", "unknown"])
  func `another choice stands`(chosen: String) {
    #expect(MatrixProduct.core(missedBy: chosen, instructionSet: "AVX-512") == nil)
    #expect(MatrixProduct.core(missedBy: chosen, instructionSet: "AVX2") == nil)
  }
}
