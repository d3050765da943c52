internal import Jobs

/// What `gqn doctor` looks at, and what it found.
struct Checkup {
  /// One line of the report.
  struct Finding {
    /// How good or bad it is.
    enum Grade: String, CaseIterable {
      /// As it should be.
      case ok
      /// Something will not work, or not as well as it could.
      case warning
      /// The queue, or rendering at all, does not work.
      case problem
    }

    let grade: Grade
    /// What was looked at, safe to print.
    let subject: String
    /// What was found, safe to print.
    let text: String
    /// What to do about it.
    let advice: String?
  }

  let queue: QueueAccess
  let models: String
  let output: String
  private(set) var findings: [Finding] = []

  init(queue: QueueAccess, models: String, output: String) {
    self.queue = queue
    self.models = models
    self.output = output
  }

  /// Looks at everything.
  mutating func run() {
    checkQueueFolder()
    checkDaemon()
    checkJobs()
    checkSnapshots()
    checkOutput()
    checkPrograms()
  }

  mutating func add(
    _ grade: Finding.Grade, _ subject: String, _ text: String, advice: String? = nil
  ) {
    findings.append(Finding(grade: grade, subject: subject, text: text, advice: advice))
  }
}
