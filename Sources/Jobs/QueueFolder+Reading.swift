internal import Diagnostics
internal import Glibc
internal import LinuxSystem

// What others see of the queue while its daemon works, and jobs move.

extension QueueFolder {
  /// The jobs in some states, in the order of arrival; rejected files come last, by their time.
  ///
  /// A rejected file is shown as a job with the reason as its message. A status that cannot be read is
  /// shown as far as the folder's name tells.
  package func jobs(in states: Set<JobState>) throws(QueueError) -> [Job] {
    try places().compactMap { id, state in
      guard states.contains(state), let job = find(id, state), states.contains(job.state) else {
        return nil
      }
      return job
    }.sorted { $0.rank < $1.rank }
  }

  /// The one job with an ID, a name, or an ID that begins so.
  ///
  /// - Throws: ``QueueError/noSuchJob(_:suggestion:)`` with the nearest name, or
  ///   ``QueueError/ambiguous(_:candidates:)``.
  package func job(matching text: String) throws(QueueError) -> Job {
    let places = try places()
    let id = try Self.match(text, among: Array(places.keys))
    guard let state = places[id], let job = find(id, state) else {
      throw .noSuchJob(text, suggestion: nil)
    }
    return job
  }

  // MARK: - Jobs that move

  /// Where each job is, by its ID.
  private func places() throws(QueueError) -> [String: JobState] {
    try Self.places { state throws(QueueError) in try ids(in: state) }
  }

  /// Where each job is, by its ID: none is missed on its way, and one that is met twice counts where it was
  /// met last.
  ///
  /// The folders are read in the order in which a job goes through them, and then once more: who was retried
  /// or put back meanwhile went to a folder that had been read, but from there only onwards.
  ///
  /// - Parameter ids: reads the names in the folder of a state.
  /// - Returns: the state of each.
  /// - Throws: what `ids` throws.
  static func places(
    reading ids: (JobState) throws(QueueError) -> [String]
  ) throws(QueueError) -> [String: JobState] {
    var places: [String: JobState] = [:]
    for state in JobState.allCases + JobState.allCases {
      for id in try ids(state) { places[id] = state }
    }
    return places
  }

  /// Reads a job where it was seen, or where it has gone since; nil where it has been removed.
  private func find(_ id: String, _ seen: JobState) -> Job? {
    for state in [seen] + JobState.allCases + JobState.allCases {
      if let job = read(id, state) { return job }
    }
    return nil
  }

  // MARK: - Parts

  static func match(_ text: String, among ids: [String]) throws(QueueError) -> String {
    if ids.contains(text) { return text }
    let named = ids.filter { JobID.name(in: $0) == text }
    let fitting = named.isEmpty && !text.isEmpty ? ids.filter { $0.hasPrefix(text) } : named
    switch fitting.count {
    case 1: return fitting[0]
    case 0:
      let names = ids.sorted() + Set(ids.map(JobID.name)).sorted()
      throw .noSuchJob(text, suggestion: Suggestion.nearest(to: text, among: names))
    default: throw .ambiguous(text, candidates: fitting.sorted())
    }
  }

  /// What happened to a job, oldest first; lines that cannot be read are left out.
  package func events(of job: Job) throws(QueueError) -> [JobEvent] {
    guard job.state != .rejected else { return [] }
    let file = "\(folder(of: job))/\(QueueLayout.events)"
    do throws(SystemError) {
      let bytes = try WholeFile.read(file, limit: QueueLayout.ownFileLimit)
      return bytes.split(separator: 0x0A).compactMap {
        try? QueueDocument.read(from: Array($0), path: file)
      }
    } catch {
      if error.errorNumber == ENOENT { return [job.status.admission] }
      throw .system(error)
    }
  }

  /// The names in the folder of a state; none where it is missing.
  private func ids(in state: JobState) throws(QueueError) -> [String] {
    do throws(SystemError) {
      return try Folder("\(path)/\(state.rawValue)").entries().filter { !$0.isHidden }
        .compactMap(\.text)
    } catch {
      if error.errorNumber == ENOENT { return [] }
      throw .system(error)
    }
  }

  /// A job's status, or nil where there is no such folder any more.
  private func read(_ id: String, _ state: JobState) -> Job? {
    let folder = folder(of: id, state: state)
    guard let facts = try? FileFacts(of: folder, followingLinks: false), facts.kind == .folder
    else { return nil }
    let limit = QueueLayout.ownFileLimit
    if state != .rejected,
      let bytes = try? WholeFile.read("\(folder)/\(QueueLayout.status)", limit: limit),
      var status: JobStatus = try? QueueDocument.read(from: bytes, path: folder)
    {
      status.id = id
      status.settle(in: state)
      return Job(state: state, status: status)
    }
    // It may have moved on since.
    guard (try? FileFacts(of: folder, followingLinks: false)) != nil else { return nil }
    let time = Timestamp(milliseconds: facts.modified / 1_000_000)
    guard state != .rejected else {
      let reason = try? WholeFile.read("\(folder)/\(QueueLayout.reason)", limit: limit)
      var job = Job(rejected: id, at: time)
      job.status.message = reason.map {
        String(decoding: $0.last == 0x0A ? $0.dropLast() : $0[...], as: UTF8.self)
      }
      return job
    }
    var status = JobStatus(
      id: id, name: JobID.name(in: id), type: "render", sequence: 0, submittedAt: time)
    status.message = "its \(QueueLayout.status) cannot be read"
    if state.isFinal { status.finishedAt = time }
    return Job(state: state, status: status)
  }
}

extension Job {
  /// The place among all jobs.
  fileprivate var rank: (Int, Int, Int, String) {
    (state == .rejected ? 1 : 0, status.sequence, status.submittedAt.milliseconds, id)
  }
}
