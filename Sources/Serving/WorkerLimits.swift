/// How long and how large a worker may become.
package struct WorkerLimits: Sendable, Equatable {
  /// Seconds between the request to end and the end by force.
  package var graceSeconds = 60.0
  /// The longest run, in seconds; nil for any.
  package var timeSeconds: Double?
  /// The longest time without a report, in seconds; nil for any.
  package var stallSeconds: Double?
  /// The most memory held in RAM, in bytes; nil for any.
  package var memoryBytes: Int?

  /// The defaults: no limits but the grace.
  package init() {}

  /// Seconds as the settings have them: `60`, `0.5`.
  static func text(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }
}
