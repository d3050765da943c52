internal import Synchronization

/// Threads that divide loops among them; the one place where long arithmetic is spread over cores.
///
/// The calling thread works too. Loops are not nested: a body must not start another loop of the same
/// pool. On all threads a loop's arithmetic takes subnormal numbers for 0.
package final class ThreadPool: Sendable {
  /// How many threads work on a loop, the calling one included.
  package let threadCount: Int
  private let queue: WorkQueue

  /// Starts the threads.
  ///
  /// - Parameter threadCount: at least 1. Where the system refuses a thread, the pool works with those
  ///   that it got.
  package init(threadCount: Int) {
    precondition(threadCount >= 1, "a pool of \(threadCount) threads")
    let queue = WorkQueue()
    var started = 1
    while started < threadCount, DetachedThread.start({ queue.work() }) {
      started += 1
    }
    self.threadCount = started
    self.queue = queue
  }

  deinit {
    queue.close()
  }

  /// Calls `body` once with each of `0..<count`, on all threads, and returns when all calls have
  /// returned.
  ///
  /// - Parameters:
  ///   - count: how many parts the work has; should not depend on the number of threads.
  ///   - body: works on part `index`;
  ///     `worker` is in `0..<threadCount` and at no time the same on two threads.
  package func parallelFor(count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    guard threadCount > 1, count > 1 else {
      Subnormals.flushed {
        for index in 0..<count {
          body(index, 0)
        }
      }
      return
    }
    withoutActuallyEscaping(body) { body in
      queue.run(Loop(count: count, body: body), helpers: threadCount - 1)
    }
  }
}

/// One loop: who comes takes the next index until none is left.
private final class Loop: @unchecked Sendable {
  // Sendable: `body` is called from several threads at a time, which is its contract, and is only
  // changed after all of them have left `work`; `next` is atomic.
  private let count: Int
  private var body: ((Int, Int) -> Void)?
  private let next = Atomic(0)

  init(count: Int, body: @escaping (Int, Int) -> Void) {
    self.count = count
    self.body = body
  }

  func work(worker: Int) {
    Subnormals.flushed {
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body?(index, worker)
      }
    }
  }

  /// Lets go of the body, which must not outlive the call that it was given to.
  func end() {
    body = nil
  }
}

/// Hands one loop at a time to the waiting threads.
private final class WorkQueue: @unchecked Sendable {
  // Sendable: everything below the monitor is read and written with its lock held.
  private let monitor = Monitor()
  private var loop: Loop?
  private var generation = 0
  private var unfinished = 0
  private var workers = 0
  private var closed = false

  /// Runs a loop on the calling thread and the helpers.
  func run(_ loop: Loop, helpers: Int) {
    monitor.locked {
      self.loop = loop
      generation += 1
      unfinished = helpers
      monitor.notify()
    }
    loop.work(worker: 0)
    monitor.locked {
      while unfinished > 0 {
        monitor.wait()
      }
      self.loop = nil
    }
    loop.end()
  }

  /// What a helper does until the queue is closed.
  func work() {
    var seen = 0
    let worker = monitor.locked {
      workers += 1
      return workers
    }
    while true {
      let loop: Loop? = monitor.locked {
        while generation == seen && !closed {
          monitor.wait()
        }
        seen = generation
        return closed ? nil : self.loop
      }
      guard let loop else { return }
      loop.work(worker: worker)
      monitor.locked {
        unfinished -= 1
        if unfinished == 0 {
          monitor.notify()
        }
      }
    }
  }

  func close() {
    monitor.locked {
      closed = true
      monitor.notify()
    }
  }
}
