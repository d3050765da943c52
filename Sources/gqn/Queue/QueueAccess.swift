internal import CommandLineArguments
internal import Diagnostics
internal import Glibc
internal import Jobs
internal import LinuxSystem

/// The queue that a command line names, with errors as the commands report them.
struct QueueAccess {
  /// A job as commands take it.
  static func jobArgument(_ count: Argument.Count = .one) -> Argument {
    Argument("JOB", "A job's ID, the beginning of one, or a job's name.", count: count)
  }

  let folder: QueueFolder

  init(_ parsed: ParsedCommand) throws(UsageError) {
    folder = QueueFolder(try parsed.string("jobs"))
  }

  /// The queue's path, safe to print.
  var shownPath: String { printable(folder.path) }

  /// Who serves the queue, safe to print; nil where nobody does.
  var daemon: String? { folder.holder().map { printable($0) } }

  /// Makes sure that there is a queue to speak of.
  func mustExist() throws(CommandFailure) {
    guard (try? FileFacts(of: folder.path))?.kind == .folder else {
      throw CommandFailure(
        .noInput, "\(shownPath): there is no such folder; name the queue's with --jobs")
    }
  }

  /// All jobs of some states, in the order of their arrival.
  func jobs(in states: Set<JobState> = Set(JobState.allCases)) throws(CommandFailure) -> [Job] {
    try mustExist()
    do throws(QueueError) {
      return try folder.jobs(in: states)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The one job that a text means.
  func job(_ text: String) throws(CommandFailure) -> Job {
    try mustExist()
    do throws(QueueError) {
      return try folder.job(matching: text)
    } catch {
      let waiting = drops.count
      if case .noSuchJob = error, waiting > 0, daemon == nil {
        throw CommandFailure(
          .unavailable,
          "no job \(quoted(text)) is in the queue yet: start gqnd, which is to take in "
            + counted(waiting, "dropped file"))
      }
      throw CommandFailure(error)
    }
  }

  /// The jobs that texts mean, each once.
  func jobs(_ texts: [String]) throws(CommandFailure) -> [Job] {
    var jobs: [Job] = []
    for text in texts {
      let job = try job(text)
      if !jobs.contains(where: { $0.id == job.id }) { jobs.append(job) }
    }
    return jobs
  }

  /// The files that were dropped into the queue and are not taken in yet.
  var drops: [String] {
    let names = try? Folder.names(in: folder.path)
    return names?.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") } ?? []
  }

  /// Asks something of the daemon.
  func send(_ control: ControlRequest) throws(CommandFailure) {
    var control = control
    control.requestedBy = Self.user
    do throws(QueueError) {
      try folder.send(control)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Says that what was asked for has to wait, where no daemon runs. True where one does.
  func tellWhetherDaemonRuns() -> Bool {
    guard daemon == nil else { return true }
    Console.error("gqn: no daemon serves \(shownPath): this takes effect when gqnd is started")
    return false
  }

  /// Looks again and again whether something has come about.
  ///
  /// - Parameters:
  ///   - seconds: when to give up.
  ///   - condition: what is looked for.
  /// - Returns: whether it came about before the time was over or the program was asked to stop.
  /// - Throws: what the condition throws.
  func wait(
    seconds: Double, until condition: () throws(CommandFailure) -> Bool
  ) throws(CommandFailure) -> Bool {
    let deadline = Machine.monotonicSeconds + seconds
    while true {
      if try condition() { return true }
      guard Machine.monotonicSeconds < deadline, !Interruption.requested else { return false }
      Self.pause()
    }
  }

  /// The time between two looks: asking the file system is all that works on shared disks.
  static func pause(milliseconds: UInt32 = 150) {
    usleep(milliseconds * 1000)
  }

  /// Who uses the program, as `user@host`.
  private static var user: String {
    let name = unsafe getpwuid(geteuid()).map { unsafe String(cString: $0.pointee.pw_name) }
    return "\(name ?? "user \(geteuid())")@\(Machine.hostName)"
  }
}

extension CommandFailure {
  /// What an error of the queue means for whoever called the program.
  init(_ error: QueueError) {
    let code: ExitCode =
      switch error {
      case .noSuchJob, .folderGone, .folderReplaced: .noInput
      case .ambiguous, .wrongState, .badControl, .unreadable: .badData
      case .held: .badConfiguration
      case .system(let system): system.errorNumber == ENOENT ? .noInput : .cannotWrite
      }
    self.init(code, "\(error)")
  }
}
