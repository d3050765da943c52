internal import Jobs
internal import LinuxSystem
internal import Requests

/// What a job's status says, in words.
struct JobFacts {
  let job: Job
  let folder: String
  /// The folder that holds the queue's.
  let root: String

  /// What is known, each with its title; not safe to print.
  var rows: [(String, String)] {
    let status = job.status
    var rows = [("ID", job.id), ("name", status.name), ("type", status.type)]
    rows.append(("state", status.stashed ? "\(job.state.rawValue), stashed" : job.state.rawValue))
    if let message = status.message { rows.append(("message", message)) }
    if let progress = status.progress { rows.append(("progress", Self.words(progress, of: job))) }
    rows.append(("priority", "\(status.priority)"))
    if !status.after.isEmpty { rows.append(("after", status.after.joined(separator: ", "))) }
    if let frames = status.frames { rows.append(("frames", frames)) }
    rows.append(("submitted", "\(status.submittedAt)"))
    if let moment = status.notBefore { rows.append(("not before", "\(moment)")) }
    if let moment = status.startedAt { rows.append(("started", "\(moment)")) }
    if let moment = status.finishedAt { rows.append(("finished", "\(moment)")) }
    if let start = status.startedAt, let end = status.finishedAt {
      rows.append(("took", ProgressLine.duration(end.seconds(since: start))))
    }
    rows.append(("attempts", "\(status.attempts)"))
    if status.crashes > 0 {
      rows.append(("crashes", "\(status.crashes) since it last came farther"))
    }
    if let code = status.exitCode { rows.append(("exit code", "\(code)")) }
    if job.state == .running, let worker = status.worker {
      rows.append(("worker", "process \(worker.pid) on \(worker.host)"))
    }
    rows.append(("folder", folder))
    if let output = status.output { rows.append(("output", output)) }
    if let page { rows.append(("page", page)) }
    return rows
  }

  /// The page that shows what the job made, in the folders of a daemon that was given no others; nil where none
  /// is there.
  private var page: String? {
    guard let output = job.status.output, let type = RequestType(rawValue: job.status.type) else {
      return nil
    }
    let folder = type == .train ? output : "output/\(output)"
    let path = Paths.join(
      folder.hasPrefix("/") ? folder : Paths.join(root, folder),
      type == .evaluate ? "report.html" : "index.html")
    return (try? FileFacts(of: path))?.kind == .regular ? path : nil
  }

  private static func words(_ progress: JobProgress, of job: Job) -> String {
    var text = "\(progress.done) of \(progress.total) \(progress.unit)"
    if let rate = progress.rate { text += ", \(ProgressLine.short(rate)) \(progress.unit)/s" }
    if job.state == .running, let left = progress.secondsLeft {
      text += ", \(ProgressLine.duration(left)) left"
    }
    return text
  }
}
