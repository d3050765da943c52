internal import Diagnostics
internal import Glibc
internal import Jobs
internal import LinuxSystem

/// Serves a queue: takes in what is dropped, and has workers do it.
///
/// One thread waits for signals, notices of the folder, reports of workers and the time. Whatever woke
/// it, it does the same: it looks at everything and does what is due. So nothing depends on which
/// notice came, in which order, or whether one was lost.
package final class Daemon {
  var settings: DaemonSettings
  let log: DaemonLog
  var queue: JobQueue?
  /// The jobs that have a worker, by ID.
  var workers: [String: RunningJob] = [:]
  /// Until when nothing is started, after starting failed.
  var startsAfter = -Double.infinity
  /// What the jobs wait for that write below a folder, by that folder.
  var diskHolds: [String: DiskHold] = [:]
  private(set) var isStopping = false

  private let reader: SettingsReader?
  private let environment: [String: String]
  private var watcher: Watcher
  private var lastThorough = -Double.infinity
  private var nextOpening = -Double.infinity
  private var lastOpeningTrouble: String?

  /// Exit codes, those of sysexits(3).
  private enum Exit {
    static let done: Int32 = 0
    static let cannotWrite: Int32 = 73
    static let badConfiguration: Int32 = 78
  }

  /// Seconds between two tries of what failed for a reason that may pass.
  static let troublePause = 5.0

  /// Prepares to serve; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - settings: what to go by.
  ///   - reader: where to read the settings again; nil where they never change.
  ///   - log: where events go.
  ///   - environment: the variables of systemd's protocol.
  package init(
    _ settings: DaemonSettings, reader: SettingsReader?, log: DaemonLog,
    environment: [String: String]
  ) {
    self.settings = settings
    self.reader = reader
    self.log = log
    self.environment = environment
    watcher = Watcher(settings.jobs, subfolders: ["control"])
  }

  /// Serves until SIGTERM or SIGINT.
  ///
  /// - Returns: the exit code.
  package func run() -> Int32 {
    do throws(SystemError) {
      try SignalPipe.install()
      let notifier = try ServiceNotifier(environment: environment)
      _ = try Folder(creating: settings.jobs)
      return try serve(notifier)
    } catch {
      log.error("\(error)")
      return Exit.cannotWrite
    }
  }

  private func serve(_ notifier: consuming ServiceNotifier) throws(SystemError) -> Int32 {
    var notifier = notifier
    // Watch first, then look: what comes in between is seen twice rather than never.
    report(watcher.look())
    do throws(QueueError) {
      try open()
    } catch .held(let path, let holder) {
      log.error("\(QueueError.held(path: path, holder: holder))")
      return Exit.badConfiguration
    } catch {
      log.error("\(error)")
      return Exit.cannotWrite
    }
    var pause = step()
    log.notice(
      "serving \(settings.jobs), \(counted(settings.renderSlots, "render")) and "
        + "\(counted(settings.trainSlots, "training")) at once")
    if (try? FileFacts(of: settings.models))?.kind != .folder {
      log.warning(
        "\(printable(settings.models)): there is no such folder; without it, requests are rejected "
          + "that name a model of it (--models)")
    }
    notifier.ready(status: statusLine)
    while true {
      if let sign = notifier.signOfLife(now: Machine.monotonicSeconds) { pause = min(pause, sign) }
      let descriptors =
        [SignalPipe.raw, watcher.raw] + workers.values.map(\.worker.reportsRaw)
      _ = try Waiting.untilReadable(descriptors, seconds: pause)
      let notices = SignalPipe.take()
      if notices.contains(.stop) { stop(&notifier) }
      if notices.contains(.reload), !isStopping {
        notifier.reloading()
        reload()
        notifier.ready(status: statusLine)
      }
      pause = step()
      if isStopping, workers.isEmpty {
        log.notice("ended")
        return Exit.done
      }
      notifier.status(statusLine)
    }
  }

  /// Does everything that is due.
  ///
  /// - Returns: the seconds until something is due again.
  private func step() -> Double {
    var pause = watcher.interval
    let start = Machine.monotonicSeconds
    let finding = watcher.look()
    report(finding)
    if !isStopping { follow(finding, start) }
    // Ends of jobs come first: others may wait for them.
    lookAtWorkers(start)
    if let again = scan(start, thoroughly: finding.hasOverflowed) { pause = min(pause, again) }
    // The scan may have taken its time, which is not the workers'.
    let now = Machine.monotonicSeconds
    if !isStopping { startWorkers(now) }
    for running in workers.values {
      if let next = running.secondsToNextLook(now: now) { pause = min(pause, next) }
    }
    if queue == nil, finding.isPresent, workers.isEmpty {
      pause = min(pause, max(0, nextOpening - now))
    }
    if startsAfter > now { pause = min(pause, startsAfter - now) }
    if !diskHolds.isEmpty { pause = min(pause, Self.troublePause) }
    if let ready = queue?.secondsUntilReady, !isStopping { pause = min(pause, max(0.001, ready)) }
    return max(0, pause)
  }

  // MARK: - The folder

  private func report(_ finding: Watcher.Finding) {
    if let warning = finding.warning { log.warning(warning) }
    if finding.hasOverflowed { log.info("notices of changes were lost; looking at everything") }
  }

  /// Lets go of a queue whose folder is not the one that was opened, and opens the one that is there.
  private func follow(_ finding: Watcher.Finding, _ now: Double) {
    if let open = queue, !finding.isPresent || finding.isReplaced {
      abandon(
        finding.isPresent
          ? .folderReplaced(path: open.folder.path) : .folderGone(path: open.folder.path))
    }
    // Workers of the old folder may write to the same outputs.
    guard queue == nil, finding.isPresent, workers.isEmpty, now >= nextOpening else { return }
    nextOpening = now + Self.troublePause
    do throws(QueueError) {
      try open()
      lastOpeningTrouble = nil
      log.notice("serving \(settings.jobs) again")
    } catch {
      let text = "\(error)"
      if text != lastOpeningTrouble { log.error(text) }
      lastOpeningTrouble = text
    }
  }

  private func open() throws(QueueError) {
    var queueSettings = QueueSettings()
    queueSettings.crashLimit = settings.crashLimit
    queueSettings.firstPause = settings.retrySeconds
    let admission = RequestAdmission(settings)
    let opened = try JobQueue(QueueFolder(settings.jobs), settings: queueSettings) {
      admission.verdict(on: $0, fileName: $1)
    }
    // Only the lock tells orphans from the workers of another daemon.
    endOrphans(of: opened.interrupted)
    for job in opened.interrupted {
      log.notice("\(job.id): was running when the daemon ended; it goes on")
    }
    queue = opened
    lastThorough = -.infinity
  }

  private func abandon(_ error: QueueError) {
    log.error("\(error)")
    queue = nil
    nextOpening = -.infinity
    for running in workers.values { running.abandon() }
  }

  private func scan(_ now: Double, thoroughly: Bool) -> Double? {
    // Nothing is taken in any more; what was dropped waits for the next start.
    guard !isStopping, let queue else { return nil }
    let isDue = now - lastThorough >= Watcher.safetyInterval
    do throws(QueueError) {
      let result = try queue.scan(thorough: thoroughly || isDue)
      if thoroughly || isDue { lastThorough = now }
      for event in result.events { note(event) }
      for problem in result.problems { log.warning("\(problem)") }
      for id in result.workersToStop { cancel(id, now) }
      return result.lookAgainAfter
    } catch {
      abandon(error)
      return nil
    }
  }

  // MARK: - Signals

  private func stop(_ notifier: inout ServiceNotifier) {
    guard !isStopping else {
      // Asked twice: somebody is in a hurry.
      for running in workers.values { running.worker.kill() }
      return
    }
    isStopping = true
    let grace = settings.limits.graceSeconds
    log.notice(
      workers.isEmpty
        ? "ending"
        : "ending; \(counted(workers.count, "running job")) asked to stop, to go on at the next start"
    )
    notifier.stopping(status: "ending", withinSeconds: grace + 15)
    for running in workers.values {
      running.worker.stop(.shutdown, now: Machine.monotonicSeconds)
    }
  }

  private func reload() {
    guard let reader else { return }
    do throws(SettingsError) {
      var new = try reader.read()
      if settings.needsRestart(for: new) {
        log.warning("folders and the treatment of crashes change with the next start only")
        new.keepWhatNeedsRestart(of: settings)
      }
      settings = new
      for running in workers.values { running.worker.limits = new.limits }
      log.notice("the settings were read again")
    } catch {
      log.error("\(error); the settings stay as they are")
    }
  }
}
