internal import LinuxSystem

/// All jobs of a queue in memory, with what the choice of the next one needs. No disk, no clock.
struct QueueIndex {
  /// The place of a job among those that may start.
  struct Turn: Comparable {
    let priority: Int
    let sequence: Int
    let id: String

    init(_ status: JobStatus) {
      (priority, sequence, id) = (status.priority, status.sequence, status.id)
    }

    static func < (left: Turn, right: Turn) -> Bool {
      (right.priority, left.sequence, left.id) < (left.priority, right.sequence, right.id)
    }
  }

  /// The place of a job in the order of arrival.
  struct Arrival: Comparable {
    let sequence: Int
    let id: String

    init(_ status: JobStatus) {
      (sequence, id) = (status.sequence, status.id)
    }

    static func < (left: Arrival, right: Arrival) -> Bool {
      (left.sequence, left.id) < (right.sequence, right.id)
    }
  }

  private(set) var jobs: [String: Job] = [:]
  private(set) var counts: [JobState: Int] = [:]
  /// The jobs of each name.
  private var named: [String: SortedKeys<Arrival>] = [:]
  /// Queued jobs that nothing holds back.
  private var ready: [Lane: SortedKeys<Turn>] = [:]
  /// Queued jobs that a moment holds back, and nothing else.
  private var later: Set<String> = []
  /// Queued jobs that wait for others.
  private(set) var dependents: Set<String> = []
  /// Those of them whose dependencies are not done.
  private var blocked: Set<String> = []
  /// How often dependents name each job that they wait for, by the names and IDs they use.
  private var waitedFor: [String: Int] = [:]
  /// Running jobs.
  private(set) var running: Set<String> = []
  /// Whether dependencies may have changed since ``resolveDependencies()``.
  private(set) var isStale = false

  subscript(id: String) -> Job? { jobs[id] }

  /// The number after the highest one.
  private(set) var nextSequence = 1

  // MARK: - Changing

  /// Puts a job in, in place of what was known of it.
  mutating func put(_ job: Job) {
    if let old = jobs[job.id] {
      // Progress comes often, and like a message it moves nothing.
      var (before, after) = (old, job)
      (before.status.progress, before.status.message) = (nil, nil)
      (after.status.progress, after.status.message) = (nil, nil)
      if before == after {
        jobs[job.id] = job
        return
      }
      remove(job.id)
    }
    jobs[job.id] = job
    counts[job.state, default: 0] += 1
    named[job.status.name, default: SortedKeys()].insert(Arrival(job.status))
    if job.status.sequence >= nextSequence { nextSequence = job.status.sequence + 1 }
    if job.state == .running { running.insert(job.id) }
    if job.state == .queued, !job.status.after.isEmpty {
      dependents.insert(job.id)
      for word in job.status.after { waitedFor[word, default: 0] += 1 }
      // Until it is known otherwise: nothing starts too early.
      blocked.insert(job.id)
      isStale = true
    }
    noteChange(of: job)
    place(job)
  }

  mutating func remove(_ id: String) {
    guard let job = jobs.removeValue(forKey: id) else { return }
    counts[job.state, default: 0] -= 1
    named[job.status.name]?.remove(Arrival(job.status))
    if named[job.status.name]?.keys.isEmpty == true { named[job.status.name] = nil }
    ready[job.status.lane]?.remove(Turn(job.status))
    later.remove(id)
    if dependents.remove(id) != nil {
      for word in job.status.after {
        waitedFor[word, default: 0] -= 1
        if waitedFor[word] == 0 { waitedFor[word] = nil }
      }
    }
    blocked.remove(id)
    running.remove(id)
    noteChange(of: job)
  }

  /// Dependencies of thousands of jobs take a while to see through: a job that none of them names
  /// changes nothing in them.
  private mutating func noteChange(of job: Job) {
    if waitedFor[job.id] != nil || waitedFor[job.status.name] != nil { isStale = true }
  }

  /// Sets down which dependents are blocked.
  mutating func noteBlocked(_ ids: Set<String>) {
    let changed = blocked.symmetricDifference(ids)
    blocked = ids
    isStale = false
    for job in changed.compactMap({ jobs[$0] }) { place(job) }
  }

  /// Puts a job where the choice of the next one finds it, or nowhere.
  private mutating func place(_ job: Job) {
    let isFree = job.state == .queued && !job.status.stashed && !blocked.contains(job.id)
    let waits = job.status.notBefore != nil
    if isFree, waits { later.insert(job.id) } else { later.remove(job.id) }
    if isFree, !waits {
      ready[job.status.lane, default: SortedKeys()].insert(Turn(job.status))
    } else {
      ready[job.status.lane]?.remove(Turn(job.status))
    }
  }

  // MARK: - Looking

  /// The jobs of a state in the order of arrival.
  func jobs(in state: JobState) -> [Job] {
    jobs.values.filter { $0.state == state }.sorted { Arrival($0.status) < Arrival($1.status) }
  }

  /// The job that should start next in a lane, of those that may.
  func nextRunnable(
    _ lane: Lane, now: Timestamp, where mayStart: (Job) -> Bool = { _ in true }
  ) -> Job? {
    var best = ready[lane]?.keys.first { jobs[$0.id].map(mayStart) ?? false }
    for job in later.compactMap({ jobs[$0] }) where job.status.lane == lane && mayStart(job) {
      guard let moment = job.status.notBefore, moment <= now else { continue }
      let turn = Turn(job.status)
      if best.map({ turn < $0 }) ?? true { best = turn }
    }
    return best.flatMap { jobs[$0.id] }
  }

  /// When the first of the jobs may start that wait for a moment after `now`.
  func nextMoment(after now: Timestamp) -> Timestamp? {
    later.compactMap { jobs[$0]?.status.notBefore }.filter { $0 > now }.min()
  }

  /// The job that a name or ID in `after` stands for: the one with the ID, or the newest of the name.
  func resolve(_ text: String, for dependent: String) -> Job? {
    if text != dependent, let job = jobs[text] { return job }
    let newest = named[text]?.keys.last { $0.id != dependent }
    return newest.flatMap { jobs[$0.id] }
  }
}
