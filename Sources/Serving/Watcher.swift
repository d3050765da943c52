internal import Glibc
package import LinuxSystem

/// Wakes its owner when something may have changed in a folder.
///
/// A notice says only that it is time to look. The folder's parent is watched too, since a folder
/// that was removed and made again is otherwise invisible, and what lies at the watched paths is
/// compared by device and inode at every look. Where the kernel gives no notices (network file
/// systems), looking every two seconds takes their place.
package struct Watcher: ~Copyable {
  /// What a look found.
  package struct Finding: Sendable, Equatable {
    /// Whether the folder is there.
    package var isPresent: Bool
    /// Whether it is another folder than at the last look.
    package var isReplaced = false
    /// Whether notices were lost.
    package var hasOverflowed = false
    /// What a person should know, when it is new.
    package var warning: String?
  }

  /// Seconds between two looks without any notice.
  package static let safetyInterval = 30.0
  package static let pollingInterval = 2.0

  private let folder: String
  private let subfolders: [String]
  private let findKind: (String) -> FileSystemKind?
  private var inotify: Inotify?
  private var watches: [String: (watch: Int32, place: Place)] = [:]
  private var lastPlace: Place?
  private var lastTrouble: String?

  /// A folder by what the kernel calls it.
  private struct Place: Equatable {
    let device, inode: UInt64
  }

  private static let mask: Inotify.Mask = [
    .closedAfterWriting, .movedIn, .created, .removedItself, .movedItself,
  ]
  /// A folder that somebody has open tells of its own removal when it is closed; its parent does at once.
  private static let parentMask: Inotify.Mask = [
    .movedIn, .created, .removed, .removedItself, .movedItself,
  ]

  /// Begins to watch; the first ``look()`` sets everything up.
  ///
  /// - Parameters:
  ///   - folder: the path to watch, there or not.
  ///   - subfolders: names in it that are watched too.
  ///   - findKind: finds a path's file system.
  package init(
    _ folder: String, subfolders: [String] = [],
    findKind: @escaping (String) -> FileSystemKind? = { FileSystemKind(of: $0) }
  ) {
    self.folder = folder
    self.subfolders = subfolders
    self.findKind = findKind
  }

  /// What to wait on; -1 while there is nothing.
  package private(set) var raw: Int32 = -1

  /// The longest time to wait for a notice, in seconds.
  package var interval: Double { lastTrouble == nil ? Self.safetyInterval : Self.pollingInterval }

  /// Takes all notices and sees to it that further ones come; whatever happens in the folder after
  /// this call makes ``raw`` readable.
  package mutating func look() -> Finding {
    var finding = Finding(isPresent: false)
    var trouble: String?
    var hasEnded = false
    do throws(SystemError) {
      if inotify == nil {
        let new = try Inotify()
        raw = new.raw
        inotify = consume new
      }
      for event in try inotify?.events() ?? [] {
        if event.mask.contains(.overflow) { finding.hasOverflowed = true }
        if event.mask.contains(.ended) {
          // A folder made in place of a removed one often gets its number, too.
          if watches[folder]?.watch == event.watch { hasEnded = true }
          watches = watches.filter { $0.value.watch != event.watch }
        }
      }
      try watchEverything()
    } catch {
      trouble =
        error.errorNumber == ENOSPC
        ? "there are too many watches of files (fs.inotify.max_user_watches)" : "\(error)"
    }
    let place = Self.place(of: folder)
    finding.isPresent = place != nil
    if let place {
      finding.isReplaced = hasEnded || (lastPlace != nil && lastPlace != place)
      lastPlace = place
      if let kind = findKind(folder), kind.isSilent {
        trouble = "\(folder) lies on \(kind.name), which gives no notice of changes"
      }
    }
    if let trouble, trouble != lastTrouble {
      finding.warning = "\(trouble); looking every \(Int(Self.pollingInterval)) seconds instead"
    }
    lastTrouble = trouble
    return finding
  }

  private mutating func watchEverything() throws(SystemError) {
    let parent = nearestParent
    let paths = [folder] + subfolders.map { Paths.join(folder, $0) }
    for path in watches.keys where path != parent && !paths.contains(path) { unwatch(path) }
    try watch(parent, for: Self.parentMask)
    for path in paths { try watch(path, for: Self.mask) }
  }

  private mutating func watch(_ path: String, for mask: Inotify.Mask) throws(SystemError) {
    guard let place = Self.place(of: path) else { return unwatch(path) }
    if let known = watches[path] {
      if known.place == place { return }
      unwatch(path)
    }
    do throws(SystemError) {
      guard let watch = try inotify?.watch(path, for: mask) else { return }
      watches[path] = (watch, place)
    } catch {
      // Gone in this moment: its parent's notice follows.
      guard error.errorNumber == ENOENT || error.errorNumber == ENOTDIR else { throw error }
    }
  }

  private mutating func unwatch(_ path: String) {
    if let known = watches.removeValue(forKey: path) { inotify?.unwatch(known.watch) }
  }

  /// The first folder above that is there.
  private var nearestParent: String {
    var parent = Paths.split(folder).folder
    while Self.place(of: parent) == nil, parent != "/", parent != "." {
      parent = Paths.split(parent).folder
    }
    return parent
  }

  private static func place(of path: String) -> Place? {
    guard let facts = try? FileFacts(of: path), facts.kind == .folder else { return nil }
    return Place(device: facts.device, inode: facts.inode)
  }
}
