extension QueueIndex {
  /// What became of the jobs that wait for others.
  struct Resolution: Equatable {
    /// Those of which a dependency failed or was cancelled, with the reason; in the order of arrival.
    var failed: [(id: String, reason: String)] = []
    /// Those that cannot start as things stand, with what to tell about it; the others wait for nothing
    /// unusual.
    var stuck: [String: String] = [:]

    static func == (left: Resolution, right: Resolution) -> Bool {
      left.stuck == right.stuck && left.failed.elementsEqual(right.failed, by: ==)
    }
  }

  /// How one dependent stands.
  private enum Standing {
    case failed(reason: String)
    case waits(missing: String?, pending: [String])
  }

  /// Where the way from a stuck job over the stuck jobs that it waits for ends.
  private enum End {
    case missing(String)
    case circle
  }

  /// Sees which dependents may start, which must fail, and which wait for ever.
  ///
  /// - Complexity: linear in the number of dependents and their dependencies.
  mutating func resolveDependencies() -> Resolution {
    var result = Resolution()
    var blocked: Set<String> = []
    var missing: [String: String] = [:]
    var pending: [String: [String]] = [:]
    for job in dependents.compactMap({ jobs[$0] }) {
      switch standing(of: job) {
      case .failed(let reason):
        blocked.insert(job.id)
        result.failed.append((job.id, reason))
      case .waits(let name, let ids):
        guard name != nil || !ids.isEmpty else { continue }
        blocked.insert(job.id)
        missing[job.id] = name
        pending[job.id] = ids
      }
    }
    noteBlocked(blocked)
    result.failed.sort { self.sequence($0.id) < self.sequence($1.id) }
    result.stuck = Self.explain(missing: missing, pending: pending)
    return result
  }

  /// The IDs of all jobs that queued ones wait for.
  var dependencies: Set<String> {
    var ids: Set<String> = []
    for job in dependents.compactMap({ jobs[$0] }) {
      ids.formUnion(job.status.after.compactMap { resolve($0, for: job.id)?.id })
    }
    return ids
  }

  private func sequence(_ id: String) -> Int { jobs[id]?.status.sequence ?? 0 }

  private func standing(of job: Job) -> Standing {
    var missing: String?
    var pending: [String] = []
    for name in job.status.after {
      guard let other = resolve(name, for: job.id) else {
        missing = missing ?? name
        continue
      }
      switch other.state {
      case .done: break
      case .queued, .running: pending.append(other.id)
      case .failed, .cancelled, .rejected:
        let deed = other.state == .cancelled ? "was cancelled" : "failed"
        let why = other.status.message.map { ": \($0)" } ?? ""
        // A chain of dependents would otherwise grow its message with each link.
        let reason = "\(other.id), which it waited for, \(deed)\(why)"
        return .failed(reason: reason.count > 500 ? reason.prefix(499) + "…" : reason)
      }
    }
    return .waits(missing: missing, pending: pending)
  }

  /// Tells why jobs cannot start that wait for a job that is not there, or for each other.
  ///
  /// All jobs that can come to their turn are taken away one after the other; what is left is stuck.
  private static func explain(
    missing: [String: String], pending: [String: [String]]
  ) -> [String: String] {
    var open: [String: Int] = [:]
    var waiters: [String: [String]] = [:]
    for (id, others) in pending {
      open[id] = others.count + (missing[id] == nil ? 0 : 1)
      for other in others { waiters[other, default: []].append(id) }
    }
    // A pending job that is no waiting dependent itself will come to its turn.
    var free = Set(pending.values.joined()).filter { open[$0] == nil }
    while let id = free.popFirst() {
      for waiter in waiters[id] ?? [] {
        open[waiter, default: 0] -= 1
        if open[waiter] == 0 { free.insert(waiter) }
      }
    }
    let stuck = Set(open.filter { $0.value > 0 }.keys)

    // From every stuck job a way leads over stuck jobs, to one that misses a job or round in a circle.
    var ends: [String: End] = [:]
    var messages: [String: String] = [:]
    for start in stuck.sorted() {
      var way: [String] = []
      var onWay: Set<String> = []
      var place = start
      while ends[place] == nil, missing[place] == nil, onWay.insert(place).inserted,
        let next = pending[place]?.first(where: stuck.contains)
      {
        way.append(place)
        place = next
      }
      let end = ends[place] ?? missing[place].map(End.missing) ?? .circle
      for id in way + [place] where ends[id] == nil { ends[id] = end }
      let next = pending[start]?.first(where: stuck.contains) ?? start
      messages[start] =
        switch (missing[start], end) {
        case (let name?, _): "waits for \(name), which is not in the queue"
        case (nil, .missing(let name)):
          "waits for \(next), which waits for \(name), which is not in the queue"
        case (nil, .circle):
          "waits for \(next), and they wait for each other in a circle; cancel one of them"
        }
    }
    return messages
  }
}
