import Kernels
import Synchronization
import Testing

struct ThreadPoolTests {
  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 1000])
  func `every index is visited once`(threads: Int, count: Int) {
    let pool = ThreadPool(threadCount: threads)
    let visits = Mutex([Int](repeating: 0, count: count))
    for _ in 0..<3 {
      pool.parallelFor(count: count) { index, worker in
        visits.withLock { $0[index] += worker < threads ? 1 : 1000 }
      }
    }
    #expect(visits.withLock { $0 } == [Int](repeating: 3, count: count))
  }

  @Test func `many short loops end`() {
    let pool = ThreadPool(threadCount: 2)
    let total = Atomic(0)
    for _ in 0..<5000 {
      pool.parallelFor(count: 2) { _, _ in total.add(1, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 10_000)
  }

  @Test(arguments: [1, 3]) func `subnormal numbers are 0 in a loop, and in no other place`(
    threads: Int
  ) {
    let pool = ThreadPool(threadCount: threads)
    let halves = Mutex([Float](repeating: .nan, count: 100))
    let smallest = Mutex(Float.leastNormalMagnitude)
    func half() -> Float { smallest.withLock { $0 } / 2 }
    pool.parallelFor(count: 100) { index, _ in
      let half = half()
      halves.withLock { $0[index] = half }
    }
    #expect(halves.withLock { $0 } == [Float](repeating: 0, count: 100))
    #expect(half() > 0)
  }
}
