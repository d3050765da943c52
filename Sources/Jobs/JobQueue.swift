internal import Glibc
internal import LinuxSystem

/// The queue as the one daemon that serves it sees it.
///
/// It holds the folder's lock and an index of all jobs, and makes every change on the disk before it
/// makes it in the index, so that what a caller sees is what a power cut leaves. Not for several
/// threads.
package final class JobQueue {
  /// What the queue's owner makes of a dropped file: its content and its name without folder.
  package typealias Validation = (_ bytes: [UInt8], _ fileName: String) -> AdmissionVerdict

  /// The folder that is served.
  package let folder: QueueFolder
  /// The jobs that were found running when the queue was opened, as they were then: their daemon was
  /// stopped or killed, and their workers may be alive. They are queued again, or cancelled if that
  /// had been asked for.
  package internal(set) var interrupted: [Job] = []
  /// Why no job may start, or nil where jobs may.
  package internal(set) var pausedReason: String?

  let settings: QueueSettings
  let clock: QueueClock
  let validate: Validation
  let store: QueueStore
  private let lock: FileLock

  var index = QueueIndex()
  /// The states whose folders jobs came to or went from since they were last brought to the disk.
  var unsyncedStates: [JobState] = []
  /// Running jobs that no worker of this daemon runs.
  var orphans: Set<String> = []
  /// The folders in `rejected/`.
  var rejectedIDs: Set<String> = []

  /// Drops that do not parse, and control requests.
  var unsettledDrops: UnsettledFiles
  var unsettledControls: UnsettledFiles
  /// Whether `.tmp` may hold drops whose folders are not in their places.
  var hasUnborn = false
  /// Drops that can be neither taken in nor put away, as they were then.
  var immovable: [FileName: FileFacts] = [:]
  /// Control requests that were carried out and could not be removed since.
  var spentControls: Set<FileName> = []

  /// What the next scan tells.
  var pending = ScanResult()
  /// The troubles that were told, and when each came up last by the monotonic clock.
  var toldTroubles: [String: Double] = [:]
  /// No drop is taken in before this moment of the monotonic clock.
  var troubleUntil = 0.0
  /// When the progress of a job was last written, by the monotonic clock.
  var progressWritten: [String: Double] = [:]

  /// Takes the queue: creates missing folders, takes the lock, finishes what a killed daemon left
  /// half done, and reads all jobs.
  ///
  /// - Throws: ``QueueError/held(path:holder:)`` when another daemon serves the folder.
  package init(
    _ folder: QueueFolder, settings: QueueSettings = QueueSettings(), clock: QueueClock = .system,
    validate: @escaping Validation
  ) throws(QueueError) {
    self.folder = folder
    self.settings = settings
    self.clock = clock
    self.validate = validate
    unsettledDrops = UnsettledFiles(settings)
    unsettledControls = UnsettledFiles(settings)
    do throws(SystemError) {
      store = try QueueStore(folder.path)
    } catch {
      throw .system(error)
    }
    lock = try Self.takeLock(store.root)
    try readJobs()
  }

  /// The lock; what looks whether somebody has it holds it for a moment, so it is tried a few times.
  private static func takeLock(_ root: OpenFolder) throws(QueueError) -> FileLock {
    var attempts = 0
    while true {
      attempts += 1
      do throws(SystemError) {
        return try FileLock(folder: root.folder)
      } catch {
        guard case .locked(_, let holder) = error else { throw .system(error) }
        guard attempts < 4 else { throw .held(path: root.folder.path, holder: holder) }
        usleep(20_000)
      }
    }
  }

  // MARK: - Looking

  /// Every job of a state, in the order of arrival; rejected files are no jobs.
  package func jobs(in state: JobState) -> [Job] { index.jobs(in: state) }

  /// A job by its ID.
  package func job(_ id: String) -> Job? { index[id] }

  /// How many jobs are in each state; those that have none may be missing.
  package var counts: [JobState: Int] { index.counts }

  /// The job that should start next: the highest priority first, then the order of arrival. Nil while
  /// the queue is paused, and where every queued job is stashed, or waits for a moment or a job.
  package func nextRunnable(
    _ lane: Lane, where mayStart: (Job) -> Bool = { _ in true }
  ) -> Job? {
    pausedReason == nil ? index.nextRunnable(lane, now: clock.now(), where: mayStart) : nil
  }

  /// In how many seconds the next job may start that waits for a moment; nil where none does.
  package var secondsUntilReady: Double? {
    let now = clock.now()
    return index.nextMoment(after: now).map { $0.seconds(since: now) }
  }
}

extension JobQueue {
  /// Runs calls of the system, whose errors become the queue's.
  func attempt<Value: ~Copyable>(
    _ body: () throws(SystemError) -> Value
  ) throws(QueueError) -> Value {
    do throws(SystemError) {
      return try body()
    } catch {
      throw .system(error)
    }
  }

  /// Keeps a trouble for the next scan's result, unless it is an old one.
  func note(_ trouble: QueueError) {
    if isNews("\(trouble)") { pending.problems.append(trouble) }
  }

  /// Tells that something is left alone, unless it has been told.
  func ignore(_ text: String) {
    if isNews(text) { pending.events.append(.ignored(text)) }
  }

  /// Whether something was not told yet, or has not come up for a minute: what lasts is told once.
  private func isNews(_ text: String) -> Bool {
    let now = clock.monotonic()
    if toldTroubles.count > 1000 { toldTroubles.removeAll() }
    let last = toldTroubles.updateValue(now, forKey: text)
    return last.map { now - $0 > 60 } ?? true
  }
}
