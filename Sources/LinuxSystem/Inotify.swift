internal import Glibc

/// The kernel's notices of what happens in folders.
package struct Inotify: ~Copyable {
  /// What happened, as bits of `inotify(7)`.
  package struct Mask: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A file that was open for writing was closed, by its writer's death too.
    package static let closedAfterWriting = Mask(rawValue: 0x8)
    /// An entry was opened, or a program of this name started.
    package static let opened = Mask(rawValue: 0x20)
    /// An entry came by rename.
    package static let movedIn = Mask(rawValue: 0x80)
    /// An entry was made; for hard links and unnamed files that got a name, the only notice.
    package static let created = Mask(rawValue: 0x100)
    /// An entry was removed.
    package static let removed = Mask(rawValue: 0x200)
    /// The folder itself was removed, and nobody has it open any more.
    package static let removedItself = Mask(rawValue: 0x400)
    /// The folder itself was renamed.
    package static let movedItself = Mask(rawValue: 0x800)
    /// Notices were lost, since nobody fetched them in time.
    package static let overflow = Mask(rawValue: 0x4000)
    /// The watch has ended, because its folder or file system has gone.
    package static let ended = Mask(rawValue: 0x8000)
    /// Refuses to watch what is no folder.
    static let onlyFolders = Mask(rawValue: 0x0100_0000)
  }

  /// One notice.
  package struct Event: Sendable, Equatable {
    /// Which watch it belongs to; -1 for an overflow.
    package let watch: Int32
    /// What happened.
    package let mask: Mask
    /// The entry's name in the watched folder; empty for the folder itself.
    package let name: String
  }

  private let descriptor: FileDescriptor

  /// What to wait on.
  package var raw: Int32 { descriptor.raw }

  /// Begins with no watches. (`inotify_init1`)
  package init() throws(SystemError) {
    let raw = try syscall("inotify_init") { inotify_init1(O_NONBLOCK | O_CLOEXEC) }
    descriptor = FileDescriptor(owning: raw, path: "inotify")
  }

  /// Watches a folder. (`inotify_add_watch`)
  ///
  /// - Returns: the watch's number; a folder that is watched already keeps its own.
  package func watch(_ path: String, for mask: Mask) throws(SystemError) -> Int32 {
    try syscall("inotify_add_watch", path) {
      unsafe inotify_add_watch(descriptor.raw, path, mask.union(.onlyFolders).rawValue)
    }
  }

  /// Ends a watch, if it has not ended by itself. (`inotify_rm_watch`)
  package func unwatch(_ watch: Int32) { _ = inotify_rm_watch(descriptor.raw, watch) }

  /// All notices that are there, without waiting. (`read`)
  package func events() throws(SystemError) -> [Event] {
    var events: [Event] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count: Int
      do throws(SystemError) {
        count = try syscall("read", "inotify") {
          unsafe chunk.withUnsafeMutableBytes {
            unsafe read(descriptor.raw, $0.baseAddress, $0.count)
          }
        }
      } catch {
        guard error.errorNumber == EAGAIN else { throw error }
        return events
      }
      Self.parse(chunk[..<count], into: &events)
    }
  }

  /// Reads `struct inotify_event`: watch, mask, cookie and name's length, 32 bits each, then the
  /// name filled up with zeros.
  private static func parse(_ bytes: ArraySlice<UInt8>, into events: inout [Event]) {
    var rest = bytes
    func word(_ index: Int) -> UInt32 {
      let start = rest.startIndex + 4 * index
      return unsafe rest[start..<start + 4].withUnsafeBytes {
        unsafe $0.loadUnaligned(as: UInt32.self)
      }
    }
    while rest.count >= 16 {
      let nameLength = Int(word(3))
      guard rest.count >= 16 + nameLength else { return }
      let name = rest.dropFirst(16).prefix(nameLength).prefix { $0 != 0 }
      events.append(
        Event(
          watch: Int32(bitPattern: word(0)), mask: Mask(rawValue: word(1)),
          name: String(decoding: name, as: UTF8.self)))
      rest = rest.dropFirst(16 + nameLength)
    }
  }
}
