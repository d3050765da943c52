internal import CLinux
internal import Glibc

extension Folder {
  /// The folder's entries as the kernel has them, in no order, without `.` and `..`.
  package func entries() throws(SystemError) -> [FileName] {
    // A descriptor of its own, because fdopendir takes it over and reading moves its position.
    let raw = try syscall("open", path) {
      unsafe openat(descriptor.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard let stream = unsafe fdopendir(raw) else {
      let code = errno
      _ = Glibc.close(raw)
      throw .failed(call: "opendir", path: path, errno: code)
    }
    defer { _ = unsafe closedir(stream) }
    var names: [FileName] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        let code = errno
        guard code == 0 else { throw .failed(call: "readdir", path: path, errno: code) }
        return names
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe FileName(
          cString: $0.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0])
      }
      if name.isEntry { names.append(name) }
    }
  }

  /// What the kernel knows of the folder itself. (`fstat`)
  package func facts() throws(SystemError) -> FileFacts { try descriptor.facts() }

  /// Gives an entry a place in another folder of the same file system, or another name in this one. (`rename`)
  ///
  /// A file or an empty folder that lies there is replaced.
  package func move(
    _ name: FileName, to target: borrowing Folder, as newName: FileName
  ) throws(SystemError) {
    for name in [name, newName] where !name.isEntry {
      throw .leadsOut(path: name.shown, root: path)
    }
    let (base, targetBase) = (descriptor.raw, target.descriptor.raw)
    _ = try syscall("rename", target.path(of: newName.shown)) {
      unsafe renameat(base, name.cString, targetBase, newName.cString)
    }
  }

  /// Makes a folder in this one, which must not have an entry of the name, and opens it. (`mkdir`)
  package func makeFolder(_ name: String) throws(SystemError) -> Folder {
    guard Paths.isName(name) else { throw .leadsOut(path: name, root: path) }
    let base = descriptor.raw
    _ = try syscall("mkdir", path(of: name)) { unsafe mkdirat(base, name, 0o777) }
    return try Folder(
      FileDescriptor(opening: name, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, in: self))
  }

  /// Writes a file that is not there yet, under its final name: for folders that nobody sees yet.
  package func create(_ name: String, _ bytes: [UInt8]) throws(SystemError) {
    guard Paths.isName(name) else { throw .leadsOut(path: name, root: path) }
    var file = try FileDescriptor(
      opening: name, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, in: self)
    try file.write(bytes)
    try file.close()
  }

  /// Adds bytes at the end of a file, which is made where it is missing.
  package func append(_ bytes: [UInt8], to name: String) throws(SystemError) {
    guard Paths.isName(name) else { throw .leadsOut(path: name, root: path) }
    var file = try FileDescriptor(
      opening: name, flags: O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, in: self)
    try file.write(bytes)
    try file.close()
  }

  /// Brings everything written to the folder's file system to the disk. (`syncfs`)
  ///
  /// One call costs about as much as one `fsync`, however many files it is for; but it also waits for
  /// what other programs wrote.
  package func syncFileSystem() throws(SystemError) {
    let raw = descriptor.raw
    _ = try syscall("syncfs", path) { gqn_syncfs(raw) }
  }
}
