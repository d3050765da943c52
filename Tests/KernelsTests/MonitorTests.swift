import Kernels
import Synchronization
import Testing

struct MonitorTests {
  /// What a test's threads share.
  private final class Exchange: @unchecked Sendable {
    // Sendable: the number is read and written with the lock held.
    let monitor = Monitor()
    var number = 0
  }

  @Test func `threads take turns`() {
    let exchange = Exchange()
    // Each waits for its number and leaves the next one.
    for parity in [0, 1] {
      let isStarted = DetachedThread.start {
        for _ in 0..<500 {
          exchange.monitor.locked {
            while exchange.number % 2 != parity { exchange.monitor.wait() }
            exchange.number += 1
            exchange.monitor.notify()
          }
        }
      }
      #expect(isStarted)
    }
    let last = exchange.monitor.locked {
      while exchange.number < 1000 { exchange.monitor.wait() }
      return exchange.number
    }
    #expect(last == 1000)
  }
}
