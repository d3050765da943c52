internal import Diagnostics
internal import Jobs
internal import LinuxSystem

/// Jobs as a table: what they are, how far they came, and what a person should know.
struct StatusTable {
  /// A terminal that does not say how wide it is has 80 columns, and so has a file.
  static let defaultWidth = 80

  private static let barWidth = 8

  let jobs: [Job]
  let now: Timestamp

  /// The table in lines of at most `width` columns, from 72 on.
  func text(width: Int) -> String {
    var table = TextTable([
      .init("ID", least: 16, keepsEnd: true), .init("STATE"), .init("TYPE"), .init("PROGRESS"),
      .init("TIME"), .init("MESSAGE", least: 8),
    ])
    for job in jobs {
      table.append([
        printable(job.id), Self.state(of: job), Self.type(of: job), Self.progress(of: job),
        time(of: job), message(of: job),
      ])
    }
    return table.text(width: width)
  }

  private static func state(of job: Job) -> String {
    job.state == .queued && job.status.stashed ? "stashed" : job.state.rawValue
  }

  /// Nothing for a rejected file, which may be anything.
  private static func type(of job: Job) -> String {
    job.state == .rejected ? "" : printable(job.status.type, limit: 10)
  }

  /// For example `███░░░░░  42%`; nothing for a job that has not begun.
  private static func progress(of job: Job) -> String {
    guard let progress = job.status.progress, progress.total > 0, progress.done >= 0 else {
      return ""
    }
    let share = min(1, Double(progress.done) / Double(progress.total))
    let filled = Int(share * Double(barWidth))
    let percent = "\(Int(share * 100))%"
    return String(repeating: "█", count: filled)
      + String(repeating: "░", count: barWidth - filled)
      + String(repeating: " ", count: 5 - percent.count) + percent
  }

  /// What is left of a running job, the age of the others.
  private func time(of job: Job) -> String {
    let status = job.status
    switch job.state {
    case .running:
      if let left = status.progress?.secondsLeft { return "\(ShortDuration.text(left)) left" }
      return "for \(age(status.startedAt ?? status.submittedAt))"
    case .queued: return "for \(age(status.submittedAt))"
    case .done, .failed, .cancelled, .rejected:
      return "\(age(status.finishedAt ?? status.submittedAt)) ago"
    }
  }

  private func age(_ moment: Timestamp) -> String { ShortDuration.text(now.seconds(since: moment)) }

  private func message(of job: Job) -> String {
    let status = job.status
    var parts: [String] = []
    if job.state == .running, let progress = status.progress, let rate = progress.rate {
      parts.append("\(ProgressLine.short(rate)) \(progress.unit)/s")
    }
    if job.state == .queued {
      if let moment = status.notBefore, moment > now {
        parts.append("next try in \(ShortDuration.text(moment.seconds(since: now)))")
      }
      if status.message == nil, !status.after.isEmpty {
        parts.append("after \(status.after.joined(separator: ", "))")
      }
    }
    if let message = status.message {
      // What is wrong with a request begins with its file, which the ID names already.
      let file = "\(status.name).json: "
      parts.append(message.hasPrefix(file) ? String(message.dropFirst(file.count)) : message)
    }
    return printable(parts.joined(separator: "; "))
  }
}
