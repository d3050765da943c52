import Kernels
import TestSupport
import Tensors
import Testing
import Training

struct AdamTests {
  private let layout = ParameterLayout([.init("a", [3]), .init("b", [17])])
  private let pool = ThreadPool(threadCount: 2)

  private func store(_ numbers: [Float]) -> ParameterStore {
    var store = ParameterStore(layout)
    var (a, b) = (0, 3)
    var span = store.mutableValues("a")
    for index in span.indices {
      span[index] = numbers[a]
      a += 1
    }
    span = store.mutableValues("b")
    for index in span.indices {
      span[index] = numbers[b]
      b += 1
    }
    return store
  }

  private func numbers(_ store: borrowing ParameterStore) -> [Float] {
    let a = store.values("a")
    let b = store.values("b")
    return a.indices.map { a[$0] } + b.indices.map { b[$0] }
  }

  @Test func `steps follow the formula`() {
    let start = uniformNumbers(20, seed: 1)
    var parameters = store(start)
    var adam = Adam(layout)
    var (w, m, v) = (
      start.map(Double.init), [Double](repeating: 0, count: 20), [Double](repeating: 0, count: 20)
    )
    for step in 1...5 {
      let gradients = uniformNumbers(20, seed: UInt64(10 + step)).map { $0 * 100 }
      adam.update(
        &parameters, gradients: store(gradients), learningRate: 1e-2, scale: 0.5, pool: pool)
      var (power1, power2) = (1.0, 1.0)
      for _ in 0..<step { (power1, power2) = (power1 * 0.9, power2 * 0.999) }
      let rate = 1e-2 * (1 - power2).squareRoot() / (1 - power1)
      for index in w.indices {
        let g = 0.5 * Double(gradients[index])
        m[index] = 0.9 * m[index] + 0.1 * g
        v[index] = 0.999 * v[index] + 0.001 * g * g
        w[index] -= rate * m[index] / (v[index].squareRoot() + 1e-8)
      }
    }
    expectClose(numbers(parameters), w.map { Float($0) }, within: 2e-6, "weights")
    expectClose(numbers(adam.firstMoment), m.map { Float($0) }, within: 1e-4, "first moment")
    expectClose(numbers(adam.secondMoment), v.map { Float($0) }, within: 1e-2, "second moment")
    #expect(abs(adam.beta1Power - 0.531441) < 1e-6)
    #expect(abs(adam.beta2Power - 0.994014980014994) < 1e-6)
  }

  @Test func `a gradient of 0 changes nothing`() {
    let start = uniformNumbers(20, seed: 1)
    var parameters = store(start)
    var adam = Adam(layout)
    adam.update(
      &parameters, gradients: ParameterStore(layout), learningRate: 1,
      pool: pool)
    #expect(numbers(parameters) == start)
  }

  @Test func `moments that no gradient reaches any more come to 0`() {
    var parameters = store([Float](repeating: 1, count: 20))
    var adam = Adam(layout)
    adam.update(
      &parameters, gradients: store([Float](repeating: 1e-3, count: 20)), learningRate: 1e-3,
      pool: pool)
    #expect(numbers(adam.firstMoment).allSatisfy { $0 > 0 })
    for _ in 0..<1500 {
      adam.update(&parameters, gradients: ParameterStore(layout), learningRate: 1e-3, pool: pool)
    }
    // Subnormal numbers would stay where multiplying by 0.9 rounds to themselves.
    #expect(numbers(adam.firstMoment).allSatisfy { $0 == 0 })
  }

  @Test func `gradients are clipped by their common norm`() {
    let norm = Adam.norm(
      of: store([3, 0, 4] + [Float](repeating: 0, count: 17)), pool: pool)
    #expect(norm == 5)
    #expect(Adam.clippingScale(of: norm, toNorm: 10) == 1)
    #expect(Adam.clippingScale(of: norm, toNorm: 5) == 1)
    #expect(Adam.clippingScale(of: norm, toNorm: 2.5) == 0.5)
  }
}
