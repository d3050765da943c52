import Glibc
import Kernels
import Tensors
import Testing

struct ActivationTests {
  @Test(arguments: [-200, -88, -10, -1, -1e-3, 0, 1e-3, 1, 10, 88, 200] as [Float])
  func `functions agree with double precision and never overflow`(x: Float) {
    let exact = Double(x)
    #expect(abs(Double(Activation.sigmoid(x)) - 1 / (1 + exp(-exact))) < 1e-6)
    #expect(abs(Double(Activation.tanh(x)) - tanh(exact)) < 1e-6)
    let softplus = exact > 700 ? exact : log1p(exp(exact))
    #expect(abs(Double(Activation.softplus(x)) - softplus) <= 1e-6 * max(1, softplus))
  }

  @Test func `rectifying keeps NaN and what is positive`() {
    var values = Tensor([4], [-1, 0, 2, .nan])
    var span = values.mutableSpan
    Activation.rectify(&span)
    #expect(Array(values.array().prefix(3)) == [0, 0, 2])
    #expect(values.array()[3].isNaN)
  }
}
