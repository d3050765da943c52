internal import Glibc

extension Folder {
  /// Removes a file, or a folder with all that is in it; links are removed, not followed.
  ///
  /// Nothing there is no error.
  package static func removeTree(_ path: String) throws(SystemError) {
    guard let facts = try FileFacts.ifPresent(path, followingLinks: false) else { return }
    let (parentPath, name) = Paths.split(path)
    guard Paths.isName(name) else { throw .leadsOut(path: path, root: parentPath) }
    let parent = try Folder(parentPath)
    try parent.remove(
      name.utf8.map { CChar(bitPattern: $0) } + [0], isFolder: facts.kind == .folder)
  }

  private func remove(_ name: [CChar], isFolder: Bool) throws(SystemError) {
    let base = descriptor.raw
    let full = path(of: Self.text(name))
    if isFolder {
      let raw = try syscall("open", full) {
        unsafe openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      }
      let folder = Folder(FileDescriptor(owning: raw, path: full))
      for entry in try folder.entryNames() {
        try folder.remove(entry, isFolder: folder.isFolder(entry))
      }
    }
    do {
      _ = try syscall("unlink", full) {
        unsafe unlinkat(base, name, isFolder ? AT_REMOVEDIR : 0)
      }
    } catch {
      guard error.errorNumber == ENOENT else { throw error }
    }
  }

  private func isFolder(_ name: [CChar]) throws(SystemError) -> Bool {
    var status = stat()
    let base = descriptor.raw
    _ = try syscall("stat", path(of: Self.text(name))) {
      unsafe fstatat(base, name, &status, AT_SYMLINK_NOFOLLOW)
    }
    return FileKind(mode: status.st_mode) == .folder
  }
}
