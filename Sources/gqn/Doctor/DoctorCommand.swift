internal import CommandLineArguments
internal import Diagnostics

/// `gqn doctor`: whether everything is there that rendering and the queue need.
struct DoctorCommand: Subcommand {
  static let command = Command(
    "doctor", "Check folders, daemon, snapshots and programs",
    discussion: """
      Prints a line for everything that was looked at, and what to do about what is not as it should \
      be. The exit code is 78 where something does not work at all, and 0 otherwise.
      """,
    example: "gqn doctor --jobs /srv/gqn/jobs",
    options: [CommonOptions.jobs, CommonOptions.models, CommonOptions.output])

  private let queue: QueueAccess
  private let models, output: String

  init(_ parsed: ParsedCommand) throws(UsageError) {
    queue = try QueueAccess(parsed)
    models = try parsed.string("models")
    output = try parsed.string("output")
  }

  func run() throws(CommandFailure) {
    var checkup = Checkup(queue: queue, models: models, output: output)
    checkup.run()
    let width = Checkup.Finding.Grade.allCases.map(\.rawValue.count).max() ?? 0
    for finding in checkup.findings {
      let padding = String(repeating: " ", count: width - finding.grade.rawValue.count)
      let advice = finding.advice.map { "; \($0)" } ?? ""
      Console.output(
        "\(finding.grade.rawValue)\(padding)  \(finding.subject): \(finding.text)\(advice)")
    }
    let problems = checkup.findings.count { $0.grade == .problem }
    guard problems > 0 else { return }
    throw CommandFailure(
      .badConfiguration, "\(problems) \(problems == 1 ? "problem" : "problems"), see above")
  }
}
