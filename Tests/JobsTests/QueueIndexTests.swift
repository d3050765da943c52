import LinuxSystem
import Testing

@testable import Jobs

struct QueueIndexTests {
  let now = Timestamp(milliseconds: 1_000_000)

  func job(
    _ id: String, _ sequence: Int, name: String? = nil, priority: Int = 0, type: String = "render",
    after: [String] = [], state: JobState = .queued
  ) -> Job {
    Job(
      state: state,
      status: JobStatus(
        id: id, name: name ?? id, type: type, priority: priority, after: after, sequence: sequence,
        submittedAt: now))
  }

  func index(_ jobs: [Job]) -> QueueIndex {
    var index = QueueIndex()
    for job in jobs { index.put(job) }
    return index
  }

  /// The IDs in the order in which they would start, each done before the next is chosen.
  func order(_ index: QueueIndex, _ lane: Lane = .render) -> [String] {
    var index = index
    var ids: [String] = []
    _ = index.resolveDependencies()
    while var job = index.nextRunnable(lane, now: now) {
      ids.append(job.id)
      job.state = .done
      index.put(job)
      _ = index.resolveDependencies()
    }
    return ids
  }

  @Test func `higher priorities go first, then who came first`() {
    let index = index([
      job("c", 3), job("a", 1), job("b", 2), job("high", 4, priority: 5),
      job("low", 0, priority: -5),
    ])
    #expect(order(index) == ["high", "a", "b", "c", "low"])
  }

  @Test func `lanes do not see each other's jobs`() {
    let index = index([
      job("r", 1), job("t", 2, type: "train"), job("e", 3, type: "evaluate"),
    ])
    #expect(order(index) == ["r"])
    #expect(order(index, .train) == ["t", "e"])
  }

  @Test func `only queued jobs start, and no stashed ones`() {
    var stashed = job("s", 0)
    stashed.status.stashed = true
    let jobs = JobState.allCases.enumerated().map { job("\($1)", $0, state: $1) }
    #expect(order(index(jobs + [stashed])) == ["queued"])
  }

  @Test func `a job waits for its moment`() {
    var late = job("late", 1, priority: 1)
    late.status.notBefore = now.advanced(bySeconds: 5)
    let index = index([late, job("a", 2)])
    #expect(index.nextRunnable(.render, now: now)?.id == "a")
    #expect(index.nextMoment(after: now) == late.status.notBefore)
    let then = now.advanced(bySeconds: 5)
    #expect(index.nextRunnable(.render, now: then)?.id == "late")
    #expect(index.nextMoment(after: then) == nil)
  }

  @Test func `jobs come after those that they wait for, by ID or by name`() {
    let index = index([
      job("a", 1, after: ["b", "the-c"]), job("b", 2, after: ["d"]),
      job("c", 3, name: "the-c"), job("d", 4),
    ])
    #expect(order(index) == ["c", "d", "b", "a"])
  }

  @Test func `nothing starts before its dependencies were looked at`() {
    var index = index([job("a", 1, after: ["b"])])
    #expect(index.nextRunnable(.render, now: now) == nil)
    #expect(index.isStale)
    _ = index.resolveDependencies()
    #expect(!index.isStale)
  }

  @Test func `a name stands for its newest job other than the one that waits`() {
    let jobs = [
      job("old", 1, name: "x", state: .failed), job("new", 2, name: "x", state: .done),
      job("a", 3, name: "x", after: ["x"]),
    ]
    #expect(order(index(jobs)) == ["a"])
    #expect(order(index(jobs.reversed())) == ["a"])
  }

  @Test func `a job fails with the job that it waits for`() {
    var failed = job("b", 1, state: .failed)
    failed.status.message = "no room"
    var index = index([
      failed, job("c", 2, state: .cancelled), job("x", 3, after: ["b"]),
      job("y", 4, after: ["c"]), job("z", 5, after: ["x"]),
    ])
    let result = index.resolveDependencies()
    #expect(
      result.failed.map { "\($0.id): \($0.reason)" } == [
        "x: b, which it waited for, failed: no room", "y: c, which it waited for, was cancelled",
      ])
    #expect(result.stuck.isEmpty)
    #expect(order(index) == [])
  }

  @Test func `a job that waits for none in the queue says so`() {
    var index = index([
      job("a", 1, after: ["nobody"]), job("b", 2, after: ["a"]), job("c", 3, after: ["b"]),
      job("d", 4), job("e", 5, after: ["d"]),
    ])
    #expect(
      index.resolveDependencies().stuck == [
        "a": "waits for nobody, which is not in the queue",
        "b": "waits for a, which waits for nobody, which is not in the queue",
        "c": "waits for b, which waits for nobody, which is not in the queue",
      ])
    index.put(job("n", 6, name: "nobody"))
    #expect(index.resolveDependencies().stuck.isEmpty)
    #expect(order(index) == ["d", "e", "n", "a", "b", "c"])
  }

  @Test func `jobs that wait for each other say so`() {
    var index = index([
      job("a", 1, after: ["b"]), job("b", 2, after: ["a"]), job("c", 3, after: ["a"]),
      job("self", 4, after: ["self"]),
    ])
    let stuck = index.resolveDependencies().stuck
    #expect(
      stuck == [
        "a": "waits for b, and they wait for each other in a circle; cancel one of them",
        "b": "waits for a, and they wait for each other in a circle; cancel one of them",
        "c": "waits for a, and they wait for each other in a circle; cancel one of them",
        "self": "waits for self, which is not in the queue",
      ])
    index.remove("b")
    #expect(index.resolveDependencies().stuck["a"] == "waits for b, which is not in the queue")
  }

  @Test func `a long chain is no trouble`() {
    let jobs = (0..<3000).map { job("j\($0)", $0, after: ["j\($0 + 1)"]) }
    var index = index(jobs)
    #expect(index.resolveDependencies().stuck.count == 3000)
    index.put(job("j3000", 3000))
    #expect(index.resolveDependencies().stuck.isEmpty)
    #expect(index.nextRunnable(.render, now: now)?.id == "j3000")
  }

  @Test(arguments: 0..<8)
  func `the next job is the one that a plain search finds`(seed: UInt64) {
    var random = Generator(state: seed)
    var index = QueueIndex()
    var plain: [String: Job] = [:]
    for _ in 0..<300 {
      let id = "j\(Int.random(in: 0..<30, using: &random))"
      if Int.random(in: 0..<5, using: &random) == 0 {
        index.remove(id)
        plain[id] = nil
      } else {
        var new = job(
          id, Int.random(in: 0..<100, using: &random),
          name: "n\(Int.random(in: 0..<10, using: &random))",
          priority: Int.random(in: -2...2, using: &random),
          type: Bool.random(using: &random) ? "render" : "train",
          state: JobState.allCases.randomElement(using: &random) ?? .queued)
        new.status.stashed = Int.random(in: 0..<6, using: &random) == 0
        if Int.random(in: 0..<3, using: &random) == 0 {
          new.status.notBefore = now.advanced(
            bySeconds: Double(Int.random(in: -3...3, using: &random)))
        }
        index.put(new)
        plain[id] = new
      }
      for lane in Lane.allCases {
        let runnable = plain.values.filter {
          $0.state == .queued && !$0.status.stashed && $0.status.lane == lane
            && ($0.status.notBefore ?? now) <= now
        }
        let best = runnable.min {
          QueueIndex.Turn($0.status) < QueueIndex.Turn($1.status)
        }
        #expect(index.nextRunnable(lane, now: now) == best)
      }
      for state in JobState.allCases {
        #expect(
          index.counts[state, default: 0] == plain.values.filter { $0.state == state }.count)
      }
    }
  }

  @Test func `dependencies are not looked at again for a job that nobody waits for`() {
    var index = index([
      job("a", 1, after: ["b"]), job("b", 2), job("c", 3), job("d", 4, name: "n"),
      job("e", 5, after: ["n"]),
    ])
    _ = index.resolveDependencies()
    index.put(job("c", 3, state: .running))
    index.put(job("new", 6))
    index.remove("new")
    #expect(!index.isStale)
    for waitedFor in [job("b", 2, state: .running), job("d", 4, name: "n", state: .running)] {
      index.put(waitedFor)
      #expect(index.isStale)
      _ = index.resolveDependencies()
    }
    index.put(job("newer", 7, name: "n"))
    #expect(index.isStale)
    _ = index.resolveDependencies()
    index.remove("a")
    _ = index.resolveDependencies()
    index.put(job("b", 2, state: .done))
    #expect(!index.isStale)
  }

  @Test(arguments: 0..<8)
  func `looking at dependencies only when it is needed finds the same`(seed: UInt64) {
    var random = Generator(state: seed)
    var index = QueueIndex()
    var stuck: [String: String] = [:]
    for step in 0..<300 {
      let id = "j\(Int.random(in: 0..<12, using: &random))"
      if Int.random(in: 0..<6, using: &random) == 0 {
        index.remove(id)
      } else {
        let after = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
          "\(Bool.random(using: &random) ? "j" : "n")\(Int.random(in: 0..<14, using: &random))"
        }
        index.put(
          job(
            id, step, name: "n\(Int.random(in: 0..<6, using: &random))", after: after,
            state: JobState.allCases.randomElement(using: &random) ?? .queued))
      }
      while index.isStale {
        let result = index.resolveDependencies()
        stuck = result.stuck
        for (id, _) in result.failed {
          guard var job = index[id] else { continue }
          job.state = .failed
          index.put(job)
        }
      }
      var plain = QueueIndex()
      for job in index.jobs.values { plain.put(job) }
      let result = plain.resolveDependencies()
      #expect(result.failed.isEmpty, "seed \(seed), step \(step)")
      #expect(
        stuck.filter { index.dependents.contains($0.key) } == result.stuck,
        "seed \(seed), step \(step)")
      #expect(
        index.nextRunnable(.render, now: now) == plain.nextRunnable(.render, now: now),
        "seed \(seed), step \(step)")
    }
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }
}
