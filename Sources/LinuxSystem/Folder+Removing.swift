internal import Glibc

extension Folder {
  /// Removes a file, or a folder with all that is in it; links are removed, not followed.
  ///
  /// Nothing there is no error.
  package static func removeTree(_ path: String) throws(SystemError) {
    guard try FileFacts.ifPresent(path, followingLinks: false) != nil else { return }
    let (parent, name) = Paths.split(path)
    guard Paths.isName(name) else { throw .leadsOut(path: path, root: parent) }
    try Folder(parent).removeTree(FileName(name))
  }

  /// Removes an entry, with all that is in it where it is a folder; links are removed, not followed.
  ///
  /// Nothing there is no error.
  package func removeTree(_ name: FileName) throws(SystemError) {
    guard name.isEntry else { throw .leadsOut(path: name.shown, root: path) }
    do {
      let isFolder = try FileFacts(of: name, in: self).kind == .folder
      let base = descriptor.raw
      let full = path(of: name.shown)
      if isFolder {
        let raw = try syscall("open", full) {
          unsafe openat(base, name.cString, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        let folder = Folder(FileDescriptor(owning: raw, path: full))
        for entry in try folder.entries() { try folder.removeTree(entry) }
      }
      _ = try syscall("unlink", full) {
        unsafe unlinkat(base, name.cString, isFolder ? AT_REMOVEDIR : 0)
      }
    } catch {
      guard error.errorNumber == ENOENT else { throw error }
    }
  }
}
