internal import LinuxSystem

/// Files that cannot be read as what they should be, maybe because they are still being written.
///
/// Each is looked at again after a pause that doubles, and at once when it changes. It is given up when
/// it has rested long enough. No disk, no clock.
struct UnsettledFiles {
  private struct Entry {
    let facts: FileFacts
    /// When it was first seen like this, by the monotonic clock.
    let since: Double
    var nextLook: Double
    var pause: Double
  }

  private let patience: Double
  private let firstLook: Double
  private var entries: [FileName: Entry] = [:]

  init(_ settings: QueueSettings) {
    patience = settings.patience
    firstLook = settings.firstLook
  }

  /// Whether it is time to read a file: it is a new one, or changed, or its pause is over.
  func isDue(_ name: FileName, _ facts: FileFacts, at now: Double) -> Bool {
    guard let entry = entries[name], entry.facts == facts else { return true }
    return now >= entry.nextLook
  }

  /// Notes that a file was read in vain.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - facts: what it was like before it was read.
  ///   - now: the monotonic time.
  ///   - age: the seconds since it was changed by the file's own time, which another machine's clock may
  ///     have set: it alone is not believed.
  /// - Returns: true when it has rested long enough to be given up, and is forgotten.
  mutating func giveUp(_ name: FileName, _ facts: FileFacts, at now: Double, age: Double) -> Bool {
    guard var entry = entries[name], entry.facts == facts else {
      let look = now + min(firstLook, patience)
      entries[name] = Entry(facts: facts, since: now, nextLook: look, pause: firstLook)
      return false
    }
    let rest = max(now - entry.since, age)
    guard rest < patience else {
      entries[name] = nil
      return true
    }
    entry.pause *= 2
    entry.nextLook = now + min(entry.pause, patience - rest)
    entries[name] = entry
    return false
  }

  mutating func forget(_ name: FileName) { entries[name] = nil }

  /// Forgets all but some, since the others are gone.
  mutating func keep(_ names: [FileName]) {
    guard !entries.isEmpty else { return }
    let names = Set(names)
    entries = entries.filter { names.contains($0.key) }
  }

  /// When the next file is due, by the monotonic clock.
  var nextLook: Double? { entries.values.lazy.map(\.nextLook).min() }
}
