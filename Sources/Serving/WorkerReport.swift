internal import FoundationEssentials
package import Jobs

/// One line of what a worker reports while it works: how far it is, or how it ended.
package struct WorkerReport: Codable, Sendable, Equatable {
  /// How far the work is.
  package var progress: JobProgress?
  /// Why the work failed, or what there is to say of work that is done.
  package var message: String?

  /// A report of how far the work is.
  package init(progress: JobProgress) { self.progress = progress }

  /// A report of how the work ended.
  package init(message: String) { self.message = message }

  /// Reads a line; nil for anything else.
  init?(line: String) {
    guard let report = try? JSONDecoder().decode(WorkerReport.self, from: Data(line.utf8)) else {
      return nil
    }
    self = report
  }
}
