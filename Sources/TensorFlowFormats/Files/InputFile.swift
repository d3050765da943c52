import Glibc

/// A file open for reading at any offset, from any number of threads at once.
///
/// It is read with `pread` into the caller's memory, not mapped. Both copy the page cache once, but
/// a mapping adds a page fault every 4 KiB, and a mapped file that somebody shortens kills the
/// program with `SIGBUS`, where `pread` returns fewer bytes. Nothing is held in memory, and a file
/// that is replaced by renaming stays readable as it was.
final class InputFile: Sendable {
  let path: String
  /// The size when the file was opened.
  let byteCount: Int
  private let descriptor: Int32

  init(path: String) throws(FileError) {
    // Not blocking, because opening a pipe would wait for its writer.
    let descriptor = retryingInterrupts { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .failed(call: "open", path: path, code: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .failed(call: "fstat", path: path, code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notAFile(path: path)
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = status.st_size
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes at `offset`.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let count = retryingInterrupts {
        unsafe pread(
          descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, offset + done)
      }
      guard count >= 0 else { throw .failed(call: "pread", path: path, code: errno) }
      guard count > 0 else {
        throw .endsEarly(path: path, offset: offset, byteCount: buffer.count)
      }
      done += count
    }
  }

  /// The bytes in `range`.
  func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      do throws(FileError) {
        try unsafe read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<range.count]),
          at: range.lowerBound)
        count = range.count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// Repeats a call that a signal interrupted before it did anything.
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
