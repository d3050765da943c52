internal import Glibc

/// An open folder.
///
/// What is done through it concerns the folder that was opened, even if another takes its path.
package struct Folder: ~Copyable, Sendable {
  let descriptor: FileDescriptor

  /// The path it was opened by, for messages.
  package var path: String { descriptor.path }

  init(_ descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// The path of the process's working folder. (`getcwd`)
  package static var working: String {
    guard let path = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// Opens an existing folder.
  package init(_ path: String) throws(SystemError) {
    descriptor = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
  }

  /// Opens a folder, creating it and its parents where they are missing. (`mkdir`)
  ///
  /// Links on the way are followed; use ``descend(to:creating:)`` for paths one does not trust.
  package init(creating path: String) throws(SystemError) {
    try Self.create(path)
    try self.init(path)
  }

  private static func create(_ path: String) throws(SystemError) {
    do {
      _ = try syscall("mkdir", path) { unsafe mkdir(path, 0o777) }
    } catch {
      switch error.errorNumber {
      case EEXIST:
        let kind = try FileFacts(of: path).kind
        guard kind == .folder else { throw .notFolder(path: path, kind: kind) }
      case ENOENT where !path.isEmpty && Paths.split(path).folder != path:
        try create(Paths.split(path).folder)
        // Another process may make it at the same moment; that is as good.
        do {
          _ = try syscall("mkdir", path) { unsafe mkdir(path, 0o777) }
        } catch {
          guard error.errorNumber == EEXIST else { throw error }
        }
      default: throw error
      }
    }
  }

  /// The same open folder once more.
  package func duplicate() throws(SystemError) -> Folder {
    let raw = try syscall("fcntl", path) { fcntl(descriptor.raw, F_DUPFD_CLOEXEC, 0) }
    return Folder(FileDescriptor(owning: raw, path: path))
  }

  /// The path of an entry, for messages.
  func path(of name: String) -> String { Paths.join(path, name) }

  /// Waits until the folder's names are on the disk. (`fsync`)
  package func sync() throws(SystemError) { try descriptor.sync() }

  /// The names in the folder, sorted, without `.` and `..`.
  ///
  /// A name that is not UTF-8 is shown with replacement characters and cannot be opened by them.
  package func names() throws(SystemError) -> [String] {
    try entries().map(\.shown).sorted()
  }

  /// The names in a folder, sorted, without `.` and `..`.
  package static func names(in path: String) throws(SystemError) -> [String] {
    try Folder(path).names()
  }

  /// Gives an entry another name, in place of any file that had it. (`rename`)
  package func rename(_ name: String, to newName: String) throws(SystemError) {
    guard Paths.isName(name), Paths.isName(newName) else {
      throw .leadsOut(path: newName, root: path)
    }
    let base = descriptor.raw
    _ = try syscall("rename", path(of: newName)) { unsafe renameat(base, name, base, newName) }
  }

  /// Removes a file, if it is there. (`unlink`)
  package func remove(_ name: String) throws(SystemError) {
    let base = descriptor.raw
    do {
      _ = try syscall("unlink", path(of: name)) { unsafe unlinkat(base, name, 0) }
    } catch {
      guard error.errorNumber == ENOENT else { throw error }
    }
  }

  /// Follows a relative path down, refusing every symbolic link and every way up.
  ///
  /// Each step opens one name in the folder opened before it, so nothing that is swapped meanwhile
  /// can lead elsewhere.
  ///
  /// - Parameters:
  ///   - relative: names separated by `/`; `.` and doubled slashes are skipped.
  ///   - creating: whether missing folders are made.
  /// - Returns: the folder at the end, or this one again for an empty path.
  /// - Throws: ``SystemError/leadsOut(path:root:)``, ``SystemError/link(path:root:)``,
  ///   ``SystemError/notFolder(path:kind:)`` or the failed call.
  package func descend(
    to relative: String, creating: Bool = true
  ) throws(SystemError) -> Folder {
    guard !relative.hasPrefix("/"), !relative.utf8.contains(0) else {
      throw .leadsOut(path: relative, root: path)
    }
    var folder = try duplicate()
    for part in relative.split(separator: "/") where part != "." {
      guard part != ".." else { throw .leadsOut(path: relative, root: path) }
      folder = try folder.child(String(part), creating: creating, root: path)
    }
    return folder
  }

  private func child(
    _ name: String, creating: Bool, root: String
  ) throws(SystemError) -> Folder {
    let base = descriptor.raw
    if creating {
      do {
        _ = try syscall("mkdir", path(of: name)) { unsafe mkdirat(base, name, 0o777) }
      } catch {
        guard error.errorNumber == EEXIST else { throw error }
      }
    }
    do {
      return Folder(
        try FileDescriptor(opening: name, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, in: self))
    } catch {
      guard error.errorNumber == ENOTDIR || error.errorNumber == ELOOP else { throw error }
      let kind = try FileFacts(of: name, in: self).kind
      throw kind == .link
        ? .link(path: path(of: name), root: root) : .notFolder(path: path(of: name), kind: kind)
    }
  }
}
