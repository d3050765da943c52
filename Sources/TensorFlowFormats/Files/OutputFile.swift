import Glibc

/// A file that appears complete or not at all: written beside its place under another name,
/// flushed to the disk, then renamed.
///
/// The other name is always the same (`.tmp` is appended), so what a crash leaves behind is
/// overwritten by the next attempt and never accumulates.
final class OutputFile {
  let path: String
  private var descriptor: Int32
  private var temporaryPath: String { path + ".tmp" }

  init(path: String) throws(FileError) {
    self.path = path
    let temporaryPath = path + ".tmp"
    descriptor = retryingInterrupts {
      unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw .failed(call: "open", path: temporaryPath, code: errno) }
  }

  deinit {
    // Still open: it was not published.
    guard descriptor >= 0 else { return }
    close(descriptor)
    unsafe unlink(temporaryPath)
  }

  /// Appends `bytes`.
  func write(_ bytes: RawSpan) throws(FileError) {
    var failure: FileError?
    unsafe bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = retryingInterrupts {
          unsafe Glibc.write(
            descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        }
        guard count >= 0 else {
          failure = .failed(call: "write", path: temporaryPath, code: errno)
          return
        }
        done += count
      }
    }
    if let failure { throw failure }
  }

  /// Appends `bytes`.
  func write(_ bytes: Span<UInt8>) throws(FileError) {
    try write(unsafe bytes.bytes)
  }

  /// Gives the file its name, once its content is on the disk.
  func publish() throws(FileError) {
    guard fsync(descriptor) == 0 else {
      throw .failed(call: "fsync", path: temporaryPath, code: errno)
    }
    guard unsafe rename(temporaryPath, path) == 0 else {
      throw .failed(call: "rename", path: path, code: errno)
    }
    let written = descriptor
    descriptor = -1
    guard close(written) == 0 else { throw .failed(call: "close", path: path, code: errno) }
    try flushFolder()
  }

  /// Writes the folder's entry to the disk too, so that the new name survives a power cut.
  private func flushFolder() throws(FileError) {
    let folder = FilePath.folder(of: path)
    let descriptor = retryingInterrupts { unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .failed(call: "open", path: folder, code: errno) }
    defer { close(descriptor) }
    // Some network file systems can not flush a folder and say EINVAL; there is no other way then.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .failed(call: "fsync", path: folder, code: errno)
    }
  }
}

/// Paths as text.
enum FilePath {
  /// The folder that `path` lies in, `.` for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `path` as seen from `folder`; an absolute `path` stays.
  static func resolve(_ path: String, in folder: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }
}
