internal import Jobs

/// What a job's status says, in words.
struct JobFacts {
  let job: Job
  let folder: String

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
    if status.crashes > 0 { rows.append(("crashes", "\(status.crashes), at the same place")) }
    if let code = status.exitCode { rows.append(("exit code", "\(code)")) }
    if job.state == .running, let worker = status.worker {
      rows.append(("worker", "process \(worker.pid) on \(worker.host)"))
    }
    rows.append(("folder", folder))
    if let output = status.output {
      rows.append((status.type == "train" ? "snapshot" : "output", output))
    }
    return rows
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
