internal import Glibc

/// What the kernel knows of a file.
package struct FileFacts: Sendable, Equatable {
  /// What lies there.
  package let kind: FileKind
  /// Its size in bytes.
  package let size: Int
  /// When its content last changed, in nanoseconds since 1970.
  package let modified: Int
  /// The file system it lies on; with ``inode`` it identifies the file.
  package let device: UInt64
  /// Its number within the file system.
  package let inode: UInt64
  /// How many names the file has.
  package let linkCount: Int
  /// Its owner's number.
  package let owner: UInt32
  /// Its permission bits, such as `0o644`.
  package let permissions: UInt32

  init(_ status: stat) {
    kind = FileKind(mode: status.st_mode)
    size = Int(status.st_size)
    // Saturating: a file system may hold any number here.
    let (scaled, overflow) = status.st_mtim.tv_sec.multipliedReportingOverflow(by: 1_000_000_000)
    modified = overflow ? Int.max : scaled &+ status.st_mtim.tv_nsec
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    linkCount = Int(status.st_nlink)
    owner = status.st_uid
    permissions = status.st_mode & 0o7777
  }

  /// Looks at a path; a link at its end is followed unless told otherwise. (`fstatat`)
  package init(of path: String, followingLinks: Bool = true) throws(SystemError) {
    try self.init(path, base: AT_FDCWD, full: path, followingLinks: followingLinks)
  }

  /// Looks at a name in an open folder, without following a link. (`fstatat`)
  package init(of name: String, in folder: borrowing Folder) throws(SystemError) {
    try self.init(
      name, base: folder.descriptor.raw, full: folder.path(of: name), followingLinks: false)
  }

  /// Looks at an entry of an open folder, without following a link. (`fstatat`)
  package init(of name: FileName, in folder: borrowing Folder) throws(SystemError) {
    var status = stat()
    let base = folder.descriptor.raw
    _ = try syscall("stat", folder.path(of: name.shown)) {
      unsafe fstatat(base, name.cString, &status, AT_SYMLINK_NOFOLLOW)
    }
    self.init(status)
  }

  private init(
    _ path: String, base: Int32, full: String, followingLinks: Bool
  ) throws(SystemError) {
    var status = stat()
    let flags = followingLinks ? 0 : AT_SYMLINK_NOFOLLOW
    _ = try syscall("stat", full) { unsafe fstatat(base, path, &status, flags) }
    self.init(status)
  }

  /// Looks at a path that may be missing; `nil` then, and an error for every other trouble.
  package static func ifPresent(
    _ path: String, followingLinks: Bool = true
  ) throws(SystemError) -> FileFacts? {
    do {
      return try FileFacts(of: path, followingLinks: followingLinks)
    } catch {
      if error.errorNumber == ENOENT || error.errorNumber == ENOTDIR { return nil }
      throw error
    }
  }
}

extension FileFacts {
  /// Whether this is the same file or folder as another, whatever became of its content.
  package func isSameFile(as other: FileFacts) -> Bool {
    device == other.device && inode == other.inode
  }
}

/// What can lie at a path.
package enum FileKind: Sendable, Equatable, CustomStringConvertible {
  case regular, folder, link, pipe, socket, device, unknown

  init(mode: UInt32) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    case S_IFCHR, S_IFBLK: self = .device
    default: self = .unknown
    }
  }

  /// The kind with its article, as messages say it.
  package var description: String {
    switch self {
    case .regular: "a regular file"
    case .folder: "a folder"
    case .link: "a symbolic link"
    case .pipe: "a pipe"
    case .socket: "a socket"
    case .device: "a device"
    case .unknown: "something unknown"
    }
  }
}
