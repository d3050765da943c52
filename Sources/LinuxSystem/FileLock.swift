internal import Glibc

/// Exclusive use of something, from taking it until the value ends.
///
/// The lock is the kernel's, on a file that names its holder, so that a killed process holds
/// nothing. It is advisory: it excludes those that ask for it. (`flock`)
package struct FileLock: ~Copyable, Sendable {
  private let file: FileDescriptor

  /// Takes the lock file at `path`, creating it where it is missing.
  ///
  /// - Throws: ``SystemError/locked(path:holder:)`` at once when another process has it.
  package init(_ path: String) throws(SystemError) {
    try self.init(FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW))
  }

  /// Takes a folder, by the file `.lock` in it.
  package init(folder: borrowing Folder) throws(SystemError) {
    try self.init(
      FileDescriptor(opening: ".lock", flags: O_RDWR | O_CREAT | O_NOFOLLOW, in: folder))
  }

  private init(_ file: consuming FileDescriptor) throws(SystemError) {
    do {
      let raw = file.raw
      _ = try syscall("flock", file.path) { flock(raw, LOCK_EX | LOCK_NB) }
    } catch {
      guard error.errorNumber == EWOULDBLOCK else { throw error }
      throw .locked(path: file.path, holder: Self.holder(file))
    }
    let raw = file.raw
    _ = try syscall("ftruncate", file.path) { ftruncate(raw, 0) }
    try file.write(Array("process \(getpid()) on \(Machine.hostName)\n".utf8))
    self.file = file
  }

  /// How the process names itself that holds the lock file at `path`; nil where none does.
  ///
  /// A killed holder leaves its name but not its lock, so the lock itself is tried, for a moment.
  package static func holder(of path: String) -> String? {
    guard
      let file = try? FileDescriptor(
        opening: path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
      case let name = holder(file), !name.isEmpty,
      flock(file.raw, LOCK_SH | LOCK_NB) == -1, errno == EWOULDBLOCK
    else { return nil }
    return name
  }

  deinit {
    // Emptied rather than removed: a removed lock file could be held by one process and made anew
    // by another.
    _ = ftruncate(file.raw, 0)
  }

  /// What the holder wrote, or nothing where it has not come to that yet.
  private static func holder(_ file: borrowing FileDescriptor) -> String {
    let text = (try? WholeFile.read(file, limit: 1024)).map { String(decoding: $0, as: UTF8.self) }
    return String((text ?? "").prefix { $0 != "\n" })
  }
}
