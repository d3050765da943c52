internal import CommandLineArguments
internal import Diagnostics
internal import Jobs
internal import LinuxSystem

/// `gqn show`: everything about one job.
struct ShowCommand: Subcommand {
  private static let logLines = 20

  static let command = Command(
    "show", "Show everything about a job",
    discussion: """
      Its status, what happened to it, its request, its folders and the end of its log.
      """,
    example: "gqn show ring-demo",
    arguments: [QueueAccess.jobArgument()],
    options: [CommonOptions.jobs])

  private let queue: QueueAccess
  private let name: String

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    name = try parsed.argument("JOB")
  }

  func run() throws(CommandFailure) {
    let job = try queue.job(name)
    let folder = queue.folder.folder(of: job)
    printFacts(JobFacts(job: job, folder: folder, root: Paths.split(queue.folder.path).folder).rows)
    printEvents(job)
    printText("REQUEST", of: folder + "/request.json")
    printText("CRASH", of: folder + "/crash.txt")
    let log = AttemptLogs.tail(of: job, in: queue.folder, lines: Self.logLines)
    printSection("LOG, its last lines", log)
  }

  private func printFacts(_ rows: [(String, String)]) {
    let width = rows.map(\.0.count).max() ?? 0
    for (key, value) in rows {
      let padding = String(repeating: " ", count: width - key.count)
      Console.output("\(key)\(padding)  \(printable(value, limit: 2000))")
    }
  }

  private func printEvents(_ job: Job) {
    var table = TextTable("AT", "EVENT", "DETAIL")
    for event in (try? queue.folder.events(of: job)) ?? [] {
      table.append([
        "\(event.at)", event.event.rawValue, printable(event.detail ?? "", limit: 1000),
      ])
    }
    guard !table.rows.isEmpty else { return }
    printSection("EVENTS", table.text().split(separator: "\n").map(String.init))
  }

  /// A text file, each line safe to print; nothing where there is none.
  private func printText(_ title: String, of path: String) {
    guard let bytes = try? WholeFile.read(path, limit: 1 << 20, followingLinks: false) else {
      return
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    printSection(title, lines.map { printable(String(decoding: $0, as: UTF8.self), limit: 2000) })
  }

  private func printSection(_ title: String, _ lines: [String]) {
    let lines = lines.last == "" ? lines.dropLast() : lines[...]
    guard !lines.isEmpty else { return }
    Console.output("\n\(title)")
    for line in lines { Console.output("  " + line) }
  }
}
