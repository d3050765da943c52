package import CommandLineArguments
internal import Diagnostics
internal import Glibc
package import JSONDocuments
package import LinuxSystem

/// Why the daemon cannot start with the settings that it was given.
package enum SettingsError: Error, Sendable, Equatable {
  /// The settings file cannot be read.
  case file(SystemError)
  /// The settings file is no JSON.
  case notJSON(path: String, JSONDocumentError)
  /// Something in the settings file is wrong.
  case invalid(path: String, [Problem])
}

extension SettingsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .notJSON(let path, let error): "\(printable(path)): \(error)"
    case .invalid(let path, let problems):
      "\(printable(path)): \(problems.map(\.description).joined(separator: "; "))"
    }
  }
}

/// Puts the settings together: the command line first, then the file, then the defaults.
package struct SettingsReader: Sendable {
  private let given: Values
  private let config: String?

  /// What one place says, by name.
  private struct Values {
    var texts: [String: [String]] = [:]
    var counts: [String: Int] = [:]
    var seconds: [String: Double] = [:]

    func merging(_ other: Values) -> Values {
      Values(
        texts: texts.merging(other.texts) { own, _ in own },
        counts: counts.merging(other.counts) { own, _ in own },
        seconds: seconds.merging(other.seconds) { own, _ in own })
    }
  }

  private static let secondsRange = 0...1e9

  /// Reads the command line.
  package init(_ parsed: ParsedCommand) throws(UsageError) {
    var given = Values()
    for setting in DaemonCommand.settings {
      let name = setting.name
      switch setting.kind {
      case .folder, .program, .folders:
        let words = parsed.strings(name)
        if !words.isEmpty { given.texts[name] = words }
      case .count(let range): given.counts[name] = try parsed.intIfGiven(name, in: range)
      case .seconds: given.seconds[name] = try parsed.doubleIfGiven(name, in: Self.secondsRange)
      }
    }
    self.given = given
    config = parsed.stringIfGiven("config").map(Self.absolute)
  }

  /// The settings as they are now; the file is read anew each time.
  package func read() throws(SettingsError) -> DaemonSettings {
    let values = given.merging(
      try config.map { path throws(SettingsError) in try file(path) } ?? Values())
    func text(_ name: String, _ other: @autoclosure () -> String) -> String {
      Self.absolute(values.texts[name]?.last ?? other())
    }
    let jobs = text("jobs", "jobs")
    let root = text("root", Paths.split(jobs).folder)
    var limits = WorkerLimits()
    limits.graceSeconds = values.seconds["grace-seconds"] ?? limits.graceSeconds
    limits.timeSeconds = Self.positive(values.seconds["time-limit-seconds"])
    limits.stallSeconds = Self.positive(values.seconds["stall-limit-seconds"] ?? 900)
    limits.memoryBytes = Self.positive(values.counts["memory-limit-mib"]).map { $0 << 20 }
    return DaemonSettings(
      jobs: jobs, root: root, models: text("models", Paths.join(root, "models")),
      output: text("output", Paths.join(root, "output")),
      readRoots: (values.texts["read-root"] ?? []).map(Self.absolute),
      worker: text("worker", Self.programBeside("gqn")),
      renderSlots: values.counts["render-slots"] ?? 1,
      trainSlots: values.counts["train-slots"] ?? 1, threads: values.counts["threads"],
      crashLimit: values.counts["crash-limit"] ?? 3,
      retrySeconds: values.seconds["retry-seconds"] ?? 5, limits: limits)
  }

  private func file(_ path: String) throws(SettingsError) -> Values {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: 1 << 20)
    } catch {
      throw .file(error)
    }
    let value: JSONValue
    do throws(JSONDocumentError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .notJSON(path: path, error)
    }
    let report = ProblemReport()
    let values = Self.values(JSONCursor(value, report: report))
    guard report.isClean else { throw .invalid(path: path, report.summary) }
    return values
  }

  private static func values(_ cursor: JSONCursor) -> Values {
    var values = Values()
    guard let object = cursor.object("an object with settings") else { return values }
    for setting in DaemonCommand.settings {
      let name = setting.name
      guard let found = object.optional(name) else { continue }
      switch setting.kind {
      case .folder, .program: values.texts[name] = found.string().map { [$0] }
      case .folders:
        values.texts[name] = found.elements(0...100, of: "folders")?.compactMap { $0.string() }
      case .count(let range): values.counts[name] = found.integer(in: range)
      case .seconds: values.seconds[name] = found.number(in: secondsRange)
      }
    }
    object.finish()
    return values
  }

  private static func positive<Number: Comparable & Numeric>(_ number: Number?) -> Number? {
    number.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func absolute(_ path: String) -> String {
    var path = path.hasPrefix("/") ? path : Paths.join(Folder.working, path)
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The path of another program in this program's folder.
  private static func programBeside(_ name: String) -> String {
    guard let own = unsafe realpath("/proc/self/exe", nil) else { return name }
    defer { unsafe free(own) }
    return Paths.join(Paths.split(unsafe String(cString: own)).folder, name)
  }
}
