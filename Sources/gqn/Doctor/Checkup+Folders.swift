internal import Checkpoints
internal import Diagnostics
internal import Glibc
internal import Jobs
internal import LinuxSystem

extension Checkup {
  /// A disk with less room than this soon is full, and with less than the other it is.
  private static let littleRoom = 1 << 30
  private static let noRoom = 100 << 20
  /// Unfinished files older than this were left by something that was killed.
  private static let staleAfterSeconds = 3600.0

  mutating func checkQueueFolder() {
    let path = queue.folder.path
    guard checkFolder("queue", path, toWrite: true) else { return }
    let states = JobState.allCases.map(\.rawValue) + ["control", ".tmp"]
    let device = (try? FileFacts(of: path))?.device
    for name in states {
      guard let facts = try? FileFacts(of: "\(path)/\(name)") else { continue }
      if facts.kind != .folder {
        add(
          .problem, "queue", "\(printable(path))/\(name) is \(facts.kind), not a folder",
          advice: "move it away; gqnd makes the folder")
      } else if facts.device != device {
        add(
          .problem, "queue",
          "\(printable(path))/\(name) lies on another file system than the queue",
          advice: "keep the whole queue on one, since jobs are moved at once or not at all")
      }
    }
    if let kind = FileSystemKind(of: path), kind.isSilent {
      add(
        .warning, "queue",
        "\(printable(path)) lies on \(printable(kind.name)), which tells of "
          + "no changes: gqnd looks every few seconds",
        advice: "keep the queue on a local disk to have jobs start at once")
    }
  }

  mutating func checkSnapshots() {
    guard checkFolder("models", models, toWrite: false) else { return }
    let entries: [ModelLibrary.Entry]
    do {
      entries = try ModelLibrary.entries(in: models)
    } catch {
      add(.problem, "models", printable("\(error)", limit: 500))
      return
    }
    var usable = 0
    for entry in entries {
      switch entry.snapshot {
      case .success: usable += 1
      case .failure(let error): add(.warning, "models", printable("\(error)", limit: 500))
      }
    }
    if usable > 0 {
      add(.ok, "models", "\(usable) \(usable == 1 ? "snapshot" : "snapshots") can be read")
    } else {
      add(
        .warning, "models", "\(printable(models)) has no snapshot that can be read",
        advice: "copy one there, or write one for trials with gqn models untrained")
    }
  }

  mutating func checkOutput() {
    guard (try? FileFacts.ifPresent(output)) != .some(nil) else {
      add(.ok, "output", "\(printable(output)) is not there yet; the first render makes it")
      return
    }
    guard checkFolder("output", output, toWrite: true) else { return }
    let now = Timestamp.now.secondsSince1970
    var parts: [String] = []
    Self.visit(output, depth: 4) { path, facts in
      let age = now - Double(facts.modified) / 1e9
      if path.hasSuffix(".part"), age > Self.staleAfterSeconds { parts.append(path) }
    }
    guard let first = parts.first else { return }
    add(
      .warning, "output",
      "\(parts.count) unfinished \(parts.count == 1 ? "file is" : "files are") more than an hour "
        + "old, such as \(printable(first))",
      advice: "render the request again to finish them, or remove them")
  }

  /// A folder that must be there; false where nothing in it can be looked at.
  private mutating func checkFolder(_ subject: String, _ path: String, toWrite: Bool) -> Bool {
    let shown = printable(path)
    let facts: FileFacts
    do {
      facts = try FileFacts(of: path)
    } catch {
      add(
        .problem, subject,
        error.errorNumber == ENOENT ? "there is no folder \(shown)" : printable("\(error)"),
        advice: "make it, or name another one with --\(subject == "queue" ? "jobs" : subject)")
      return false
    }
    guard facts.kind == .folder else {
      add(.problem, subject, "\(shown) is \(facts.kind), not a folder", advice: "move it away")
      return false
    }
    let mode = R_OK | X_OK | (toWrite ? W_OK : 0)
    guard unsafe access(path, mode) == 0 else {
      let reason = errno == EROFS ? "its file system is read-only" : "this user may not"
      add(
        .problem, subject, "\(shown) cannot be \(toWrite ? "read and written" : "read"): \(reason)",
        advice: "correct its owner and mode, or use a user of its group")
      return false
    }
    addRoom(subject, path, matters: toWrite)
    return true
  }

  private mutating func addRoom(_ subject: String, _ path: String, matters: Bool) {
    let kind = FileSystemKind(of: path).map { " on \(printable($0.name))" } ?? ""
    guard let free = try? DiskSpace.freeBytes(at: path) else {
      add(.ok, subject, "\(printable(path))\(kind)")
      return
    }
    let grade: Finding.Grade =
      !matters || free >= Self.littleRoom ? .ok : free >= Self.noRoom ? .warning : .problem
    add(
      grade, subject, "\(printable(path))\(kind), \(Self.size(free)) free",
      advice: grade == .ok ? nil : "free some space")
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 30
      ? "\(ProgressLine.short(Double(bytes) / Double(1 << 30))) GiB" : "\(bytes >> 20) MiB"
  }

  /// Calls `body` with every file below a folder; links are not followed.
  private static func visit(
    _ folder: String, depth: Int, _ body: (String, FileFacts) -> Void
  ) {
    for name in (try? Folder.names(in: folder)) ?? [] {
      let path = folder + "/" + name
      guard let facts = try? FileFacts(of: path, followingLinks: false) else { continue }
      if facts.kind == .folder, depth > 0 { visit(path, depth: depth - 1, body) }
      if facts.kind == .regular { body(path, facts) }
    }
  }
}
