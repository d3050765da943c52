internal import Glibc

/// An open file, closed when the value ends.
package struct FileDescriptor: ~Copyable, Sendable {
  /// The kernel's number of the open file; -1 once it is closed.
  package private(set) var raw: Int32
  /// The path it was opened by, for messages.
  package let path: String

  /// Takes over an open descriptor.
  init(owning raw: Int32, path: String) {
    self.raw = raw
    self.path = path
  }

  /// Opens a file; new files get 0666 less the process's umask. (`openat`)
  ///
  /// - Parameters:
  ///   - path: relative to the working folder, or to `folder` when one is given.
  ///   - flags: as of open(2); `O_CLOEXEC` is added, so that no child inherits it.
  ///   - folder: an open folder that `path` starts from.
  /// - Throws: the failed call.
  package init(
    opening path: String, flags: Int32, in folder: borrowing Folder
  ) throws(SystemError) {
    let base = folder.descriptor.raw
    let full = folder.path(of: path)
    try self.init(path, flags, base: base, full: full)
  }

  /// Opens a file; new files get 0666 less the process's umask. (`openat`)
  package init(opening path: String, flags: Int32) throws(SystemError) {
    try self.init(path, flags, base: AT_FDCWD, full: path)
  }

  private init(_ path: String, _ flags: Int32, base: Int32, full: String) throws(SystemError) {
    let raw = try syscall("open", full) { unsafe openat(base, path, flags | O_CLOEXEC, 0o666) }
    self.init(owning: raw, path: full)
  }

  deinit {
    if raw >= 0 { _ = Glibc.close(raw) }
  }

  /// Closes now, so that a late write error (network disks report them here) is seen. (`close`)
  package mutating func close() throws(SystemError) {
    guard raw >= 0 else { return }
    let number = raw
    raw = -1
    // Linux has closed the descriptor even when it answers EINTR: a second try could close another.
    _ = try syscall("close", path) {
      let result = Glibc.close(number)
      return result == -1 && errno == EINTR ? 0 : result
    }
  }

  /// Writes all bytes, however many calls that takes. (`write`)
  package func write(_ bytes: RawSpan) throws(SystemError) {
    var start = 0
    while start < bytes.byteCount {
      start += try syscall("write", path) {
        unsafe bytes.withUnsafeBytes {
          unsafe Glibc.write(raw, $0.baseAddress?.advanced(by: start), $0.count - start)
        }
      }
    }
  }

  /// Writes all bytes, however many calls that takes. (`write`)
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try write(unsafe bytes.span.bytes)
  }

  /// Waits until the content is on the disk. (`fsync`)
  package func sync() throws(SystemError) {
    _ = try syscall("fsync", path) { fsync(raw) }
  }

  /// The absolute path at which the open file lies, without links and dots. (`readlink`)
  func place() throws(SystemError) -> String {
    let link = "/proc/self/fd/\(raw)"
    var text = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try syscall("readlink", link) { unsafe readlink(link, &text, text.count) }
    return String(decoding: text.prefix(count), as: UTF8.self)
  }

  /// What the kernel knows of the open file. (`fstat`)
  package func facts() throws(SystemError) -> FileFacts {
    var status = stat()
    _ = try syscall("fstat", path) { unsafe fstat(raw, &status) }
    return FileFacts(status)
  }
}
