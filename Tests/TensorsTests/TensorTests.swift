import Tensors
import Testing

struct TensorTests {
  @Test func `a copy has a life of its own`() {
    let first = Tensor([2, 2], [1, 2, 3, 4])
    var second = first.copy()
    second.fill(0)
    #expect(first.array() == [1, 2, 3, 4])
    #expect(second.array() == [0, 0, 0, 0])
    #expect(second.shape == [2, 2])
  }

  @Test func `variables lie apart on 64-byte boundaries`() {
    let layout = ParameterLayout([.init("a", [3]), .init("b", [2, 8]), .init("c", [])])
    #expect(layout["a"] == 0..<3)
    #expect(layout["b"] == 16..<32)
    #expect(layout["c"] == 32..<33)
    #expect(layout.parameterCount == 20)
    var store = ParameterStore(layout)
    var b = store.mutableValues("b")
    b[0] = 5
    #expect(store.values("a")[0] == 0)
    #expect(store.values("b")[0] == 5)
  }

  @Test func `a NumPy header is as numpy writes it`() {
    let header = NumPyArray.header([120, 64, 64, 3])
    #expect(header.count == 128)
    let text = String(decoding: header.dropFirst(10), as: UTF8.self)
    #expect(text.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (120, 64, 64, 3), }"))
    #expect(text.hasSuffix(" \n"))
    #expect(header[8] == 118 && header[9] == 0)
    #expect(String(decoding: NumPyArray.header([5]), as: UTF8.self).contains("(5,)"))
  }
}
