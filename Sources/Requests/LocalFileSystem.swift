import Glibc

/// The files of this machine.
package struct LocalFileSystem: FileSystem {
  /// The files of this machine.
  package init() {}

  /// Calls `realpath(3)`.
  package func resolved(_ path: String) -> String? {
    guard !path.utf8.contains(0), let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(validatingCString: text)
  }

  /// Calls `stat(2)`.
  package func kind(of path: String) -> FileKind? {
    var status = stat()
    guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return nil }
    return Self.kind(of: status)
  }

  /// Calls `readdir(3)`; hidden names are left out, and no more than 10 000 are read.
  package func names(in folder: String) -> [String] {
    guard !folder.utf8.contains(0), let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while names.count < 10_000, let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Calls `open(2)`, without waiting if it is a pipe, and `read(2)`.
  package func contents(of path: String, limit: Int) throws(RequestError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure("open", path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure("fstat", path) }
    guard Self.kind(of: status) == .regular else {
      throw .unreadable(file: path, reason: "it is not a regular file")
    }
    guard status.st_size <= limit else {
      throw .unreadable(
        file: path, reason: "it has \(status.st_size) bytes, at most \(limit) are read")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure("read", path) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
    throw .unreadable(file: path, reason: "it grew beyond \(limit) bytes while it was read")
  }

  /// Whether a folder of `PATH` holds an executable file of this name.
  @Sendable package static func hasProgram(_ name: String) -> Bool {
    guard let variable = unsafe getenv("PATH") else { return false }
    return unsafe String(cString: variable).split(separator: ":").contains { folder in
      let path = "\(folder)/\(name)"
      guard LocalFileSystem().kind(of: path) == .regular else { return false }
      return unsafe access(path, X_OK) == 0
    }
  }

  private static func kind(of status: stat) -> FileKind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .folder
    default: .other
    }
  }

  private static func failure(_ call: String, _ path: String) -> RequestError {
    let code = errno
    return .unreadable(
      file: path, reason: "\(call) failed: \(unsafe String(cString: strerror(code))) (\(code))")
  }
}
