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
}
