import Testing

@testable import Pages

struct HTMLTextTests {
  @Test(
    arguments: [
      (0.0, "0"), (0.25, "0.25"), (1.0 / 3, "0.3333"), (-12.345678, "-12.35"), (5, "5"),
      (123_456, "123500"), (1e-9, "1e-09"), (1e300, "1e+300"), (-0.0, "0"), (0.1 + 0.2, "0.3"),
    ] as [(Double, String)])
  func `numbers are short`(value: Double, text: String) {
    #expect(HTMLText.number(value) == text)
  }
}
