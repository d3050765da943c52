internal import CommandLineArguments
internal import Diagnostics
internal import Jobs
internal import Requests

/// `gqn enqueue`: puts requests into the queue.
struct EnqueueCommand: Subcommand {
  static let command = Command(
    "enqueue", "Put requests into the queue",
    discussion: """
      Each request is checked as by gqn validate, and its ID printed. Its relative paths start from \
      its own folder (those of standard input from the working folder) and become absolute in the \
      queue; the daemon reads them only below its root and its other read folders. The name of a \
      model in the models' folder stays a name.

      Where a daemon runs, the ID is printed when it has taken the job in; what it refuses ends with \
      65 and its reason. Where none runs, the job waits for one.
      """,
    example: "gqn enqueue flight.json --follow",
    arguments: [
      Argument(
        "FILE", "A request, a JSON file; - for standard input.", count: .oneOrMore,
        completion: .file)
    ],
    options: [
      CommonOptions.jobs, CommonOptions.models,
      .value("name", "NAME", "What the job is called, in place of the request's name."),
      .value("priority", "N", "The job's priority, -1000 to 1000, in place of the request's."),
      .value(
        "after", "JOB", "A job, by name or ID, that must be done first; added to the request's.",
        isRepeated: true),
      .flag("stashed", "Hold the job back until gqn resume JOB."),
      .flag("wait", "Return when the job has ended, with an exit code as of gqn wait."),
      .flag("follow", letter: "f", "Like --wait, and print the job's log as it grows."),
    ])

  private let queue: QueueAccess
  private let files: [String]
  private let models: String
  private let settings: QueuedRequest.Settings
  private let isStashed, waits, follows: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    files = parsed.arguments("FILE")
    models = RequestFile.absolutePath(try parsed.string("models"))
    settings = QueuedRequest.Settings(
      name: parsed.stringIfGiven("name"),
      priority: try parsed.intIfGiven("priority", in: PriorityCommand.range),
      after: parsed.strings("after"))
    isStashed = parsed.flag("stashed")
    follows = parsed.flag("follow")
    waits = follows || parsed.flag("wait")
    guard settings.name == nil || files.count == 1 else {
      throw parsed.error(.unexpectedArgument(files[1]))
    }
  }

  func run() throws(CommandFailure) {
    try queue.mustExist()
    guard !waits || queue.daemon != nil else {
      throw CommandFailure(
        .unavailable,
        "no daemon serves \(queue.shownPath), so that the jobs would be waited for in vain; "
          + "start gqnd, or leave out --wait and --follow")
    }
    // All of them are checked before the first one is in the queue.
    var requests: [QueuedRequest] = []
    for file in files {
      do throws(CommandFailure) {
        requests.append(try checked(file))
      } catch {
        let others = files.count > 1 ? "\nNone of the \(files.count) requests was enqueued." : ""
        throw CommandFailure(error.code, error.message + others)
      }
    }
    // What the queue refuses all the same keeps no other from going in.
    var ids: [String] = []
    var refusals: [CommandFailure] = []
    for request in requests {
      do throws(CommandFailure) {
        let id = try Delivery(queue: queue).deliver(request, stashed: isStashed)
        Console.output(id)
        ids.append(id)
      } catch {
        if requests.count > 1 { Console.error("gqn: \(error.message)") }
        refusals.append(error)
      }
    }
    if waits {
      if !ids.isEmpty { try follow(ids) }
    } else if queue.daemon == nil {
      Console.error("gqn: no daemon serves \(queue.shownPath): the job waits until gqnd is started")
    }
    guard let refusal = refusals.first else { return }
    guard requests.count > 1 else { throw refusal }
    let refused =
      "\(refusals.count) of the \(requests.count) requests \(refusals.count == 1 ? "was" : "were") not taken in"
    throw CommandFailure(
      refusal.code, ids.isEmpty ? refused : refused + "; the others are in the queue")
  }

  private func checked(_ file: String) throws(CommandFailure) -> QueuedRequest {
    let request = try QueuedRequest(try RequestFile(file), models: models, settings: settings)
    for warning in request.warnings + outside(request) {
      Console.error("gqn: warning: \(printable(file)): \(warning)")
    }
    return request
  }

  /// What a daemon reads only where it was told to.
  ///
  /// Its root is the folder that holds the queue's where it was not started with another one.
  private func outside(_ request: QueuedRequest) -> [String] {
    // A daemon that runs answers for itself.
    guard queue.daemon == nil else { return [] }
    let files = LocalFileSystem()
    let parts = RequestFile.absolutePath(queue.folder.path).split(separator: "/")
    let root = files.resolved("/" + parts.dropLast().joined(separator: "/"))
    return request.paths.compactMap { path in
      guard let root, let resolved = files.resolved(path),
        !resolved.hasPrefix(root == "/" ? root : root + "/")
      else { return nil }
      return "\(printable(path)) does not lie below \(printable(root)); "
        + "gqnd reads it only if it is started with a --read-root that holds it"
    }
  }

  private func follow(_ ids: [String]) throws(CommandFailure) {
    let watch = JobWatch(queue: queue, timeout: nil)
    guard follows else {
      try JobWatch.mustBeDone(try watch.wait(for: ids))
      return
    }
    var ended: [Job] = []
    for id in ids {
      var logs = AttemptLogs(folder: queue.folder)
      ended += try watch.wait(for: [id]) { logs.printNew(of: $0) }
      logs.printRest()
    }
    try JobWatch.mustBeDone(ended)
  }
}
