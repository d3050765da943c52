internal import CommandLineArguments
internal import Diagnostics
internal import Glibc
internal import JSONDocuments
internal import Jobs
internal import LinuxSystem

/// `gqn status`: the queue and its jobs at a glance.
struct StatusCommand: Subcommand {
  /// How many jobs that wait, and how many that have ended, are listed where not all are asked for.
  private static let shownAtMost = 20

  static let command = Command(
    "status", "Show the queue and its jobs",
    discussion: """
      Lists the jobs that run, the first 20 that wait and the last 20 that ended; with --all or --json \
      all of them, and with jobs those. The table is as wide as the terminal, 80 columns where there \
      is none. docs/commands.md describes the JSON.
      """,
    example: "gqn status --watch",
    arguments: [QueueAccess.jobArgument(.any)],
    options: [
      CommonOptions.jobs, .flag("all", "List every job."),
      .flag("json", "Print everything as one JSON object."),
      .flag("watch", "Draw the table anew every second, until Ctrl-C."),
    ])

  private let queue: QueueAccess
  private let names: [String]
  private let listsAll, printsJSON, watches: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    names = parsed.arguments("JOB")
    listsAll = parsed.flag("all")
    printsJSON = parsed.flag("json")
    watches = parsed.flag("watch")
  }

  func run() throws(CommandFailure) {
    guard watches else {
      Console.output(printsJSON ? try json() : try text(), newline: false)
      return
    }
    while !Interruption.requested {
      let picture = printsJSON ? try json() : try text()
      // Home, the picture, and only then what is left of the last one: no flicker.
      Console.output(
        Terminal.output.isTerminal && !printsJSON
          ? "\u{1B}[H"
            + picture.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\u{1B}[K\n") + "\u{1B}[J"
          : picture, newline: false)
      for _ in 0..<10 where !Interruption.requested { usleep(100_000) }
    }
  }

  // MARK: - What is shown

  private func chosen(of jobs: [Job]) throws(CommandFailure) -> [Job] {
    guard names.isEmpty else { return try queue.jobs(names) }
    guard !listsAll else { return jobs }
    let ended = jobs.filter(\.state.isFinal).sorted {
      ($0.status.finishedAt ?? $0.status.submittedAt)
        < ($1.status.finishedAt ?? $1.status.submittedAt)
    }
    return jobs.filter { $0.state == .running }
      + jobs.filter { $0.state == .queued }.prefix(Self.shownAtMost)
      + ended.suffix(Self.shownAtMost)
  }

  private func text() throws(CommandFailure) -> String {
    let all = try queue.jobs()
    let shown = try chosen(of: all)
    let width = Terminal.output.width ?? StatusTable.defaultWidth
    var lines = headline(all).map { TextWidth.cut($0, to: width) }
    if !shown.isEmpty {
      lines += ["", StatusTable(jobs: shown, now: .now).text(width: width)]
    }
    if names.isEmpty, shown.count < all.count {
      lines.append("… and \(counted(all.count - shown.count, "more job")); see gqn status --all")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Who serves the queue, what is in it, and whether it is paused.
  private func headline(_ jobs: [Job]) -> [String] {
    let dropped = queue.drops.count
    let counts =
      (dropped == 0 ? [] : ["\(dropped) to be taken in"])
      + JobState.allCases.compactMap { state in
        let count = jobs.count { $0.state == state }
        return count == 0 ? nil : "\(count) \(state.rawValue)"
      }
    var lines = [
      "\(queue.shownPath): " + (counts.isEmpty ? "no jobs" : counts.joined(separator: ", "))
    ]
    lines.append(
      queue.daemon.map { "served by \($0)" }
        ?? "no daemon runs: nothing is taken in or started until gqnd is")
    if let reason = queue.folder.pausedReason {
      lines.append("paused: \(printable(reason)); gqn resume takes it back")
    }
    return lines
  }

  private func json() throws(CommandFailure) -> String {
    let all = try queue.jobs()
    let report = StatusReport(
      queue: .init(
        folder: RequestFile.absolutePath(queue.folder.path), daemon: queue.folder.holder(),
        paused: queue.folder.pausedReason,
        dropped: queue.drops.count,
        counts: Dictionary(
          uniqueKeysWithValues: JobState.allCases.map { state in
            (state.rawValue, all.count { $0.state == state })
          })),
      jobs: names.isEmpty ? all : try queue.jobs(names))
    do throws(JSONDocumentError) {
      return String(decoding: try JSONWriter.bytes(of: report), as: UTF8.self)
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
  }
}
